"""Sending, once and twice; the receipt and what hangs on it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms.api import Draft
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.fees import Bill, FeeLine, FeeTable
from madoguchi.modules.procedures.services import offering, sending
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import DOG, MATTER, OWNER, Browser
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Case, StoredFile, Submission
from madoguchi.modules.procedures.tests.test_filling import photo


def number_and_code(html: str) -> tuple[str, str]:
    number, code = re.findall(r'class="copy-number">([^<]+)<', html)
    return number, code


def counts(tenant: Tenant) -> tuple[int, int, int]:
    with tenant_scope(tenant):
        return Case.objects.count(), Submission.objects.count(), Draft.objects.count()


def test_from_the_first_page_to_the_receipt(browser: Browser) -> None:
    draft = browser.fill()
    browser.send(draft)
    assert browser.here == browser.url(f"d/{draft}/receipt/")
    number, code = number_and_code(browser.html)
    assert counts(browser.tenant) == (1, 1, 0)
    with tenant_scope(browser.tenant):
        case = cases.by_number(number, code)
        assert case is not None
        assert (case.subject_key, case.channel, case.applicant_mail) == ("inu@1", "online", "sakura@example.jp")
        assert (case.period_days, case.period_unit) == (3, "working")
        submission = Submission.objects.get()
    assert submission.form_key == "procedures/inu@1"
    assert submission.answers["owner_name"] == {"family": "髙橋", "given": "さくら"}
    assert "former_owner" not in submission.answers
    assert "sakura@example.jp" in browser.html


def test_pressing_send_twice_is_one_case_and_the_same_receipt(browser: Browser) -> None:
    draft = browser.fill()
    browser.send(draft)
    first = number_and_code(browser.html)
    browser.send(draft)
    assert number_and_code(browser.html) == first
    assert counts(browser.tenant) == (1, 1, 0)


def test_back_after_sending_leads_to_the_receipt(browser: Browser) -> None:
    draft = browser.fill()
    browser.send(draft)
    first = number_and_code(browser.html)
    for path in ("check/", "dog/", "save/"):
        browser.go(f"d/{draft}/{path}")
        assert browser.here.endswith("/receipt/")
        assert number_and_code(browser.html) == first
    browser.post(f"d/{draft}/dog/", {"dog_name": "別の犬", "_next": "1"})
    assert browser.here.endswith("/receipt/")
    assert counts(browser.tenant) == (1, 1, 0)


def test_a_rival_tab_that_sent_first_wins(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both tabs have read the draft before either has sent it."""
    draft = browser.fill()
    original = sending.send

    def overtaken(*args: object, **kwargs: object) -> cases.Filed:
        monkeypatch.setattr(sending, "send", original)
        original(*args, **kwargs)
        return original(*args, **kwargs)

    monkeypatch.setattr(sending, "send", overtaken)
    browser.send(draft)
    assert browser.here.endswith("/receipt/")
    assert counts(browser.tenant) == (1, 1, 0)


def test_get_never_sends(browser: Browser) -> None:
    draft = browser.fill()
    browser.go(f"d/{draft}/send/")
    assert browser.here.endswith("/check/")
    assert counts(browser.tenant) == (0, 0, 1)


def test_without_the_declaration_nothing_is_sent(browser: Browser) -> None:
    draft = browser.fill()
    browser.post(f"d/{draft}/send/", {"_read": browser.read(draft)})
    assert (browser.status, browser.here) == (200, browser.url(f"d/{draft}/check/")), "refresh sends nothing again"
    assert 'href="#f-declaration"' in browser.html
    assert counts(browser.tenant) == (0, 0, 1)


def test_a_draft_with_faults_is_not_sent(browser: Browser) -> None:
    draft = browser.fill()
    browser.post(f"d/{draft}/dog/", {"dog_name": "", "tag_known": "no", "_next": "1"})
    browser.send(draft)
    assert browser.here.endswith("/check/")
    assert "「犬の名前」を入力してください" in browser.html
    address = browser.url(f"d/{draft}/dog/")
    assert f'href="{address}?check=1&amp;to=check#f-dog_name"' in browser.html, "the way to the control that mends it"
    assert counts(browser.tenant) == (0, 0, 1)


def test_attachments_go_with_the_case(browser: Browser) -> None:
    draft = browser.begin(matter="moved_in")
    browser.post(
        f"d/{draft}/dog/",
        {
            "dog_name": "タロ",
            "tag_known": "no",
            "former_municipality": "山形県山形市",
            "former_tag_photo": photo(),
            "_next": "1",
        },
    )
    browser.post(f"d/{draft}/owner/", {**OWNER, "old_name": "山形市旅篭町", "_next": "1"})
    assert "鑑札.jpg" in browser.html
    browser.send(draft)
    assert browser.here.endswith("/receipt/"), browser.html
    with tenant_scope(browser.tenant):
        submission = Submission.objects.get()
        stored = StoredFile.objects.get()
    assert submission.answers["former_tag_photo"][0]["id"] == str(stored.pk)
    assert stored.owner == f"cases.submission:{submission.pk}"


def test_while_the_body_gives_time_the_version_the_draft_began_under_counts(browser: Browser, tmp_path: Path) -> None:
    draft = browser.fill()
    planted = Planted(tmp_path).version(2)
    publish(planted.swap("form.toml", 'ja = "犬の名前"', 'ja = "犬の呼び名"').folder)
    with tenant_scope(browser.tenant):
        offering.upgrade("inu", by=Actor.operator("test"), grace_days=30)
    browser.go(f"d/{draft}/check/")
    assert "犬の名前" in browser.html
    browser.send(draft)
    with tenant_scope(browser.tenant):
        assert Case.objects.get().subject_key == "inu@1"


def test_the_receipt_is_for_the_browser_that_sent(browser: Browser) -> None:
    draft = browser.fill()
    browser.send(draft)
    number, code = number_and_code(browser.html)
    for path in ("receipt/", "slip/", "calendar/"):
        stranger = Client().get(browser.url(f"d/{draft}/{path}"))
        assert stranger.status_code == 403
        assert number not in stranger.content.decode()
        assert code not in stranger.content.decode()


def test_the_slip_and_the_calendar_entry(browser: Browser) -> None:
    draft = browser.fill()
    browser.send(draft)
    slip = browser.client.get(browser.url(f"d/{draft}/slip/"))
    assert slip["Content-Type"] == "application/pdf"
    assert slip.content.startswith(b"%PDF-")
    entry = browser.client.get(browser.url(f"d/{draft}/calendar/")).content.decode()
    number, code = number_and_code(browser.html)
    with tenant_scope(browser.tenant):
        due_on = Case.objects.get().due_on
    assert f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}" in entry
    assert number in entry
    assert code not in entry
    assert all(len(line.encode()) <= 75 for line in entry.split("\r\n"))


def test_before_sending_there_is_no_receipt(browser: Browser) -> None:
    draft = browser.fill()
    browser.go(f"d/{draft}/receipt/")
    assert browser.here.endswith("/check/")
    assert browser.client.get(browser.url(f"d/{draft}/slip/")).status_code == 403


def test_a_draft_given_up_cannot_be_sent(browser: Browser) -> None:
    draft = browser.fill()
    browser.post(f"d/{draft}/discard/")
    browser.send(draft)
    assert browser.status == 403, "the browser let go of it"
    assert counts(browser.tenant) == (0, 0, 0)


# --- two tabs --------------------------------------------------------------------------------------------------


def test_what_another_tab_has_changed_is_not_sent_unread(browser: Browser) -> None:
    draft = browser.fill()
    read = browser.read(draft)
    browser.post(f"d/{draft}/dog/", {**DOG, "dog_name": "だいず", "_next": "1"})
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": read})
    assert (browser.status, browser.here) == (200, browser.url(f"d/{draft}/check/"))
    assert "ほかの画面で変わりました" in browser.html
    assert "だいず" in browser.html
    assert " checked" not in browser.html, "what is declared now has to be read first"
    assert counts(browser.tenant) == (0, 0, 1)
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": browser.hidden("_read")})
    assert browser.here.endswith("/receipt/")


def test_a_fee_changed_meanwhile_is_not_charged_unread(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = browser.fill()
    read = browser.read(draft)
    line = FeeLine("tag", Words("鑑札", "Tag"), 1600, 1)
    monkeypatch.setattr(FeeTable, "bill", lambda *_args: Bill((line,), "new"))
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": read})
    assert (browser.status, browser.here) == (200, browser.url(f"d/{draft}/check/"))
    assert "1,600円" in browser.html
    assert counts(browser.tenant) == (0, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_given_up_while_it_is_being_sent(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more can be asked in that transaction: the draft's own page says what has become of it."""
    draft = browser.fill()
    data = {"declaration": "yes", "_read": browser.read(draft)}
    original = sending.send

    def given_up(*args: object, **kwargs: object) -> cases.Filed:
        Draft.objects.all().delete()
        return original(*args, **kwargs)

    monkeypatch.setattr(sending, "send", given_up)
    answer = browser.client.post(browser.url(f"d/{draft}/send/"), data)
    assert (answer.status_code, answer["Location"]) == (302, browser.url(f"d/{draft}/check/"))
    assert counts(browser.tenant)[:2] == (0, 0)


# --- closing ---------------------------------------------------------------------------------------------------


def sent(browser: Browser) -> tuple[str, str, str, str]:
    """The draft, its number and code as shown, and the address of its case."""
    draft = browser.fill()
    browser.send(draft)
    number, code = number_and_code(browser.html)
    return draft, number, code, browser.url(f"cases/{number.replace('-', '')}/")


def nothing_is_open(browser: Browser, draft: str, number: str, code: str, case: str) -> None:
    for address in (f"d/{draft}/receipt/", f"d/{draft}/check/", f"d/{draft}/slip/", case, f"{case}receipt.pdf"):
        browser.go(address)
        assert code not in browser.html
        assert "番号を入力" in browser.html or browser.status == 403


def test_closing_the_case_closes_its_receipt(browser: Browser) -> None:
    draft, number, code, case = sent(browser)
    browser.post(f"{case}leave/")
    nothing_is_open(browser, draft, number, code, case)


def test_closing_the_receipt_closes_its_case(browser: Browser) -> None:
    draft, number, code, case = sent(browser)
    assert "この端末で閉じる" in browser.html
    browser.go(f"left/?draft={draft}")
    assert "受付の画面を閉じています" in browser.html
    nothing_is_open(browser, draft, number, code, case)


def test_closing_one_leaves_the_others_open(browser: Browser) -> None:
    other = sent(browser)[0]
    _draft, _number, _code, case = sent(browser)
    mine = browser.begin()
    browser.post(f"{case}leave/")
    browser.go(f"d/{other}/receipt/")
    assert browser.status == 200
    browser.go(f"d/{mine}/dog/")
    assert browser.status == 200


def test_the_receipt_has_the_time_of_a_page_that_nobody_fills_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, _number, code, _case = sent(browser)
    cookie = browser.client.cookies[f"mdg_d_{draft}"]
    assert cookie["max-age"] == browser.tenant.idle_minutes * 60
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 29 * 60)
    assert browser.client.get(browser.url(f"d/{draft}/slip/")).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 31 * 60)
    for path in ("receipt/", "slip/", "calendar/", "check/"):
        browser.go(f"d/{draft}/{path}")
        assert browser.status == 403
        assert code not in browser.html


@pytest.mark.parametrize(("path", "minutes"), [("check/", 90), ("save/", 90), ("receipt/", 30)])
def test_without_scripts_a_page_closes_itself_and_says_so(browser: Browser, path: str, minutes: int) -> None:
    draft = browser.fill()
    if path == "receipt/":
        browser.send(draft)
    browser.go(f"d/{draft}/{path}")
    refresh = f'<noscript><meta http-equiv="refresh" content="{minutes * 60};url={browser.url("left/")}?draft={draft}">'
    assert refresh in browser.html.partition("</head>")[0]
    assert f"開いてから{minutes}分たつと自動で閉じます" in browser.html


def test_a_form_page_stays_and_says_so(browser: Browser) -> None:
    browser.begin()
    assert "http-equiv" not in browser.html
    assert "この画面は、自動では閉じません" in browser.html


# --- what it costs ---------------------------------------------------------------------------------------------

# PostgreSQL: the scope opens a transaction (in a test a savepoint: two statements) and tells the database its body.
SCOPE = 3 if connection.vendor == "postgresql" else 0


@pytest.mark.usefixtures("dog")
class TestQueries:
    """Literal counts of every step of the hot path."""

    def test_start_page(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        browser.go("p/inu/start/")
        with django_assert_num_queries(SCOPE):
            browser.client.get(browser.url("p/inu/start/"))

    def test_procedure_page(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        browser.go("p/inu/")
        with django_assert_num_queries(SCOPE):
            browser.client.get(browser.url("p/inu/"))

    def test_find_page(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        browser.go("find/")
        with django_assert_num_queries(SCOPE):
            browser.client.get(browser.url("find/?q=犬"))

    def test_first_post(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        browser.go("p/inu/start/")
        with django_assert_num_queries(SCOPE + 1):  # INSERT
            browser.client.post(browser.url("p/inu/start/"), {**MATTER, "_next": "1"})

    def test_page(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        draft = browser.begin()
        with django_assert_num_queries(SCOPE + 1):  # SELECT
            browser.client.get(browser.url(f"d/{draft}/dog/"))
        with django_assert_num_queries(SCOPE + 2):  # SELECT, UPDATE
            browser.client.post(browser.url(f"d/{draft}/dog/"), {**DOG, "_next": "1"})

    def test_autosave(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        draft = browser.begin()
        with django_assert_num_queries(SCOPE + 2):  # SELECT, UPDATE
            browser.client.post(browser.url(f"d/{draft}/autosave/dog/"), DOG)

    def test_check_and_send(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        # The closing days of the body are kept like its directory: read before, not by this applicant.
        browser.send(browser.fill())
        draft = browser.fill()
        with django_assert_num_queries(SCOPE + 1):  # SELECT
            read = browser.read(draft)
        # SELECT; INSERT of case, submission, event and mail, DELETE of the draft
        with django_assert_num_queries(SCOPE + 6):
            browser.client.post(browser.url(f"d/{draft}/send/"), {"declaration": "yes", "_read": read})

    def test_signed_in(
        self, browser: Browser, resident_client: Callable[[], Client], django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        browser.client.cookies.update(resident_client().cookies)
        browser.send(browser.fill())
        draft = browser.fill()
        browser.go(f"d/{draft}/check/")
        data = {"declaration": "yes", "_read": browser.hidden("_read"), "_account": browser.account()}
        with django_assert_num_queries(SCOPE + 7):  # and the session
            browser.client.post(browser.url(f"d/{draft}/send/"), data)
        assert browser.client.get("/me/").content.decode().count("/042072/cases/") == 2

    def test_receipt(self, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        draft = browser.fill()
        browser.send(draft)
        with django_assert_num_queries(SCOPE + 1):
            browser.client.get(browser.url(f"d/{draft}/receipt/"))
