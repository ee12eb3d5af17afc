"""From the letter to the case: a household on a phone without scripts, the counter with paper, and everybody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.retention.api import trace
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kit.languages import OFFERED, Borrowed
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.letters.models import Mailing, Recipient
from madoguchi.modules.letters.services import answering, entry
from madoguchi.modules.letters.tests.conftest import BY, number_of, recipient
from madoguchi.modules.letters.tests.conftest import entry as typed
from madoguchi.modules.letters.web.forms import entry_form
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.tests.browser import Browser

JPEG = (
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "08" * 64 + "ffc0000b080001000101011100ffc40014000100000000"
    "00000000000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)
CONTACT = {"phone": "022-123-4567", "_next": "1"}
ACCOUNT = {"bank_public": "yes", "_next": "1"}


@pytest.fixture
def browser(opened: Mailing, natori: Tenant) -> Browser:
    return Browser(Client(), natori)


@pytest.mark.parametrize("lang", OFFERED)
def test_number_and_birth_are_asked_in_every_language_that_is_offered(lang: str) -> None:
    for control in forms.page_context(entry_form(), "entry", {}, lang=lang).controls:
        assert not isinstance(control.label, Borrowed), control.label
        assert not isinstance(control.help, Borrowed), control.help


def come_in(browser: Browser, household: str = "0001234", **more: str) -> None:
    browser.post("letters/", typed(browser.tenant, household, **more))


def fill_in(browser: Browser) -> str:
    """From the household's page to the check page, everybody taking it; returns the draft."""
    browser.post("letters/household/", {})
    draft = browser.draft
    browser.post(browser.here, CONTACT)
    browser.post(browser.here, ACCOUNT)
    picture = SimpleUploadedFile("licence.jpg", bytes.fromhex(JPEG), "image/jpeg")
    browser.post(browser.here, {"identity_copy": picture, "_next": "1"})
    assert browser.here.endswith("/check/"), browser.html
    return draft


def send(browser: Browser, draft: str) -> None:
    browser.post(f"d/{draft}/send/", {"_read": browser.read(draft), "declaration": "yes"})


def test_from_number_and_birth_to_the_receipt(browser: Browser, natori: Tenant) -> None:
    html = browser.go(f"letters/n/{number_of(natori)}/").content.decode()
    assert number_of(natori)[:4] in html
    assert "髙舘" not in html
    come_in(browser)
    assert browser.here.endswith("/letters/household/")
    assert "髙舘 美月" in browser.html
    assert "60,000円" in browser.html
    draft = fill_in(browser)
    assert "髙舘" in browser.html
    assert "現在の名簿の内容です" in browser.html, "given answers say where they come from"
    assert "増田9丁目9-9" in browser.html, "the address is filled in, and can be changed"
    send(browser, draft)
    assert browser.here.endswith("/receipt/"), browser.html
    row = recipient(natori)
    with tenant_scope(natori):
        case = cases.status(row.receipt_number)
        kept = trace(
            "cases.case", str(apps.get_model("cases", "Case").objects.get(receipt_number=row.receipt_number).pk)
        )
        assert [one.share.rows.count() for one in kept if one.room == "letters"] == [1]
    assert case
    assert row.standing == "answered"
    again = Browser(Client(), natori)
    come_in(again)
    assert "すでに受け付けています" in again.html
    assert row.receipt_number[-3:] in again.html
    assert row.receipt_number not in again.html
    assert "状況を見る" in again.html
    with tenant_scope(natori):
        assert [one.word for one in timeline(row.target)].count("letters.recipient.answered") == 1


def test_who_does_not_take_it_is_asked_twice(browser: Browser, natori: Tenant) -> None:
    come_in(browser)
    browser.post("letters/household/", {"wish.0": "take", "wish.1": "decline"})
    assert "受け取らない方がいます" in browser.html
    sure = re.search(r'name="sure" value="([^"]+)"', browser.html)
    assert sure
    browser.post("letters/household/", {"wish.0": "take", "wish.1": "gone", "sure": sure[1]})
    assert "受け取らない方がいます" in browser.html, "what was read back is what is agreed to"
    browser.post("letters/household/", {"wish.0": "take", "wish.1": "decline", "sure": sure[1]})
    assert "/d/" in browser.here
    assert "30,000円" in browser.html, "one of two takes it"
    browser.post(browser.here, {**CONTACT, "members.1.wish": "take", "household_number": "0001235"})
    browser.go(f"d/{browser.draft}/check/")
    assert "希望しない" in browser.html, "a given answer is not changed by a post"
    assert "0001235" not in browser.html


def test_paper_and_online_meet_at_one_key(browser: Browser, natori: Tenant) -> None:
    come_in(browser)
    draft = fill_in(browser)
    read = browser.read(draft)
    with tenant_scope(natori):
        answering.mark_paper(recipient(natori), by=BY)
        with pytest.raises(RefusedError):
            answering.mark_paper(recipient(natori), by=BY)
    browser.post(f"d/{draft}/send/", {"_read": read, "declaration": "yes"})
    assert "紙の申請書で受け付けています" in browser.html
    assert "送信する</button>" not in browser.html
    assert "髙舘" in browser.html, "nothing is lost"
    with tenant_scope(natori):
        answering.unmark_paper(recipient(natori), by=BY)
    send(browser, draft)
    assert browser.here.endswith("/receipt/"), browser.html
    with tenant_scope(natori):
        with pytest.raises(RefusedError):
            answering.mark_paper(recipient(natori), by=BY)
        cases.withdraw(recipient(natori).receipt_number)
    assert recipient(natori).standing == "waiting", "withdrawn: the letter counts again"
    with tenant_scope(natori):
        answering.mark_paper(recipient(natori), by=BY)


def test_two_phones_of_one_household(browser: Browser, natori: Tenant) -> None:
    other = Browser(Client(), natori)
    for one in (browser, other):
        come_in(one)
    drafts = [fill_in(one) for one in (browser, other)]
    read = other.read(drafts[1])
    send(browser, drafts[0])
    other.post(f"d/{drafts[1]}/send/", {"_read": read, "declaration": "yes"})
    assert "すでに受け付けています" in other.html
    assert other.here.endswith("/check/")
    with tenant_scope(natori):
        assert Recipient.objects.filter(standing="answered").count() == 1


def test_guessing_stops_and_tells_nothing(browser: Browser, natori: Tenant, sendai: Tenant) -> None:
    wrong = {"birth.day": "19"}
    come_in(browser, **wrong)
    told = re.sub(r"value=\"[^\"]*\"", "", browser.html)
    assert "照会番号か生年月日が合いません" in told
    browser.post("letters/", typed(natori, number="ABCD-EFGH-JKLM"))
    assert "照会番号か生年月日が合いません" in browser.html
    for _guess in range(entry.PER_NUMBER - 1):
        come_in(browser, **wrong)
    come_in(browser)
    assert browser.status == 429, "the right date of birth is stopped, too: it is short"
    come_in(browser, "0001235")
    assert browser.here.endswith("/letters/household/"), "another letter is not"
    elsewhere = Browser(Client(), sendai)
    elsewhere.post("letters/", typed(natori, "0001236"))
    assert "合いません" in elsewhere.html, "a number opens its own body only"
    cookie = browser.client.cookies[entry.COOKIE].value
    elsewhere.client.cookies[entry.COOKIE] = cookie
    elsewhere.go("letters/household/")
    assert elsewhere.here.endswith("/letters/")


def test_a_reissued_letter_voids_the_old_number_and_its_pages(browser: Browser, natori: Tenant) -> None:
    old = typed(natori)
    come_in(browser)
    with tenant_scope(natori):
        answering.reissue(recipient(natori), by=BY)
    browser.go("letters/household/")
    assert browser.here.endswith("/letters/"), "who came in with the old one is out"
    browser.post("letters/", old)
    assert "合いません" in browser.html
    come_in(browser)
    assert browser.here.endswith("/letters/household/")


def test_the_form_begins_with_a_letter_and_in_no_other_way(browser: Browser, natori: Tenant) -> None:
    browser.go("p/kyufu/start/")
    assert browser.here.endswith("/letters/")
    browser.post("p/kyufu/start/", {"household_number": "0001234", "_next": "1"})
    assert browser.here.endswith("/letters/")
    assert browser.client.post(f"/{natori.code}/p/kyufu/start/autosave/").status_code in (404, 409)


def test_a_new_round_ends_the_letters_of_the_one_before(browser: Browser, natori: Tenant) -> None:
    come_in(browser)
    draft = fill_in(browser)
    read = browser.read(draft)
    with tenant_scope(natori):
        department = recipient(natori).mailing.department
        procedures.adopt("kyufu", department=department, by=BY, local={"once": {"round": "r2"}})
    browser.post(f"d/{draft}/send/", {"_read": read, "declaration": "yes"})
    assert "この手紙の回の受付は終わりました" in browser.html
    late = Browser(Client(), natori)
    come_in(late)
    assert "この手紙の回の受付は終わりました" in late.html


def test_over_is_over(browser: Browser, natori: Tenant) -> None:
    come_in(browser)
    with tenant_scope(natori):
        Mailing.objects.update(answer_until=timezone.localdate() - timedelta(days=1))
    browser.go("letters/household/")
    assert "期限" in browser.html
    assert "次へ進む" not in browser.html
