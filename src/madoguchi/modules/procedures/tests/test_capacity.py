"""A procedure with places, as its residents and its office meet it: koza (first come), and kensho (a draw)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.jobs.api import run_due
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Case

BY = Actor.operator("test")
YOU = {
    "name.family": "閖上", "name.given": "みなと", "kana.family": "ユリアゲ", "kana.given": "ミナト",
    "phone": "022-000-0000", "mail": "m@example.jp", "mail.again": "m@example.jp", "_next": "1",
}  # fmt: skip
SMALL = {"capacity": {"limit": 1, "waiting": 1, "limits": {"evening": 0}}}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    places.forget_left()


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


@pytest.fixture
def koza(natori: Tenant, make_department: Callable[[Tenant], Department]) -> Procedure:
    """One place and one on the waiting list for morning and afternoon each; nothing in the evening."""
    publish(PACKS / "koza")
    department = make_department(natori)
    with tenant_scope(natori):
        return offering.adopt("koza", department=department, by=BY, is_open=True, local=SMALL)


def fill(tenant: Tenant, slot: str = "am", **you: str) -> Browser:
    """Somebody's browser at the check page."""
    browser = Browser(Client(), tenant)
    browser.go("p/koza/start/")
    browser.post("p/koza/start/", {"slot": slot, "_fields": "slot", "_next": "1"})
    browser.post(browser.here, {**YOU, **you})
    places.forget_left()
    assert browser.here.endswith("/check/"), browser.html
    return browser


def send(browser: Browser) -> str:
    """Press 送信する; returns the page that comes."""
    draft = browser.draft
    browser.post(f"d/{draft}/send/", {"_read": browser.read(draft)})
    places.forget_left()
    return browser.html


def test_from_a_place_to_the_line_to_full(koza: Procedure, natori: Tenant) -> None:
    first, second = fill(natori), fill(natori, **{"name.given": "たろう"})
    assert "席を1つ確保しています" in first.go(first.here).content.decode()
    page = second.go(second.here).content.decode()
    assert "満員・補欠で受付（席が空くことがあります）" in page, "the only place is held"
    assert "席が決まりました（確定）" in send(first)
    assert "補欠1番です" in send(second)
    third = Browser(Client(), natori)
    html = third.go("p/koza/").content.decode()
    assert re.search(r"午前の部.*?<strong>満員</strong>", html, re.DOTALL)
    assert re.search(r"午後の部.*?<strong>あと1人</strong>", html, re.DOTALL)
    html = third.go("p/koza/start/").content.decode()
    assert re.search(r'value="am"[^>]* disabled', html)
    assert not re.search(r'value="pm"[^>]* disabled', html)
    assert not re.search(r'value="evening"[^>]* disabled', html), "there one can wait"
    late = fill(natori, **{"name.given": "はなこ"})  # a browser that sends what cannot be chosen
    assert "満員です。空いているほかのものを選んでください" in late.html
    assert "送信する</button>" not in late.html


@pytest.mark.django_db(transaction=True)
def test_taken_while_it_was_being_sent(koza: Procedure, natori: Tenant) -> None:
    late = fill(natori, "pm", **{"name.given": "じろう"})
    read = late.read(late.draft)
    with tenant_scope(natori):
        places.let_go(_held_as(late, natori))
    for name in ("いち", "に"):
        send(fill(natori, "pm", **{"name.given": name}))
    late.post(f"d/{late.draft}/send/", {"_read": read})
    assert late.here.endswith("/check/")
    assert "送信している間に満員になりました" in late.html
    assert "みなと" not in late.html
    assert "じろう" in late.html, "nothing typed is lost"
    with tenant_scope(natori):
        assert cases.by_draft_key(_held_as(late, natori)) is None


def _held_as(browser: Browser, tenant: Tenant) -> str:
    with tenant_scope(tenant):
        request = browser.client.get(f"/{tenant.code}/d/{browser.draft}/check/").wsgi_request
        started = forms.draft_here(request, browser.draft)
    assert started
    return forms.draft_key(started.code)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_once_however_it_is_typed(koza: Procedure, natori: Tenant) -> None:
    send(fill(natori))
    again = fill(natori, "pm", **{"phone": "０２２０００００００", "name.given": "みなと "})
    html = send(again)
    assert again.here.endswith("/check/")
    assert "同じ方（お名前と電話番号）の申込みがすでにあります" in html
    assert "補欠1番です" in send(fill(natori, "pm", phone="022-000-0009")), "another person; the place is held"


def test_more_time_once_and_giving_up_frees_the_place(koza: Procedure, natori: Tenant) -> None:
    browser = fill(natori)
    browser.go(browser.here)
    assert "確保の時間をのばす" in browser.html
    draft = browser.draft
    browser.post(f"d/{draft}/hold/")
    assert "席を1つ確保しています" in browser.html
    assert "確保の時間をのばす" not in browser.html
    browser.post(f"d/{draft}/discard/")
    places.forget_left()
    with tenant_scope(natori):
        assert places.left("procedures/koza")["procedures/koza/slot:am"].free == 1


def test_a_withdrawal_passes_the_place_on_and_the_status_page_tells(koza: Procedure, natori: Tenant) -> None:
    first, second = fill(natori), fill(natori, **{"name.given": "たろう"})
    send(first), send(second)
    number = re.search(r"/case/([A-Z0-9]+)/", first.html) or re.search(r'href="[^"]*?/([A-Z0-9]{9})/"', first.html)
    assert number
    with tenant_scope(natori):
        cases.withdraw(number[1])
    run_due()
    own = re.search(rf'href="(/{natori.code}/[^"]*?/[A-Z0-9]{{9}}/)"', second.html)
    assert own
    html = second.client.get(own[1]).content.decode()
    assert "補欠の順番が来ました" in html
    html = first.client.get(own[1].replace(own[1].split("/")[-2], number[1])).content.decode()
    assert "席はありません（取下げ）" in html


def test_the_body_sets_its_limits_and_nobody_is_put_out(koza: Procedure, natori: Tenant) -> None:
    send(fill(natori))
    with tenant_scope(natori):
        department = catalogue.offer("koza").department.pk  # type: ignore[union-attr]

        def configure(limit: int) -> None:
            local = {"capacity": {**SMALL["capacity"], "limit": limit}}
            offering.configure("koza", offering.Settings(True, None, None, department, local), by=BY)

        with pytest.raises(RefusedError) as error:
            configure(0)
        assert error.value.field == "local.capacity.limit"
        configure(7)
        places.forget_left()
        assert places.left("procedures/koza")["procedures/koza/slot:am"].free == 6


def test_the_office_sees_and_changes_its_pools_and_no_other_office_does(
    koza: Procedure, natori: Tenant, make_officer: Callable[..., Officer], make_department: Callable[..., Department],
    staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    send(fill(natori))
    clerk = staff_client(make_officer(natori, "clerk"))
    html = clerk.get("/staff/places/").content.decode()
    assert html.count("講座の申込み") == 3
    pool = re.search(r"/staff/places/(\d+)/", html)
    assert pool
    page = f"/staff/places/{pool[1]}/"
    entry = re.search(r'name="entry" value="(\d+)"', clerk.get(page).content.decode())
    assert entry
    assert clerk.post(f"{page}act/", {"act": "limit", "limit": "０", "waiting": "1"}).status_code == 422
    asked = clerk.post(f"{page}act/", {"act": "limit", "limit": "100000", "waiting": "1"})
    assert (asked.status_code, 'name="sure"' in asked.content.decode()) == (422, True)
    assert clerk.post(f"{page}act/", {"act": "release", "entry": entry[1]}).status_code == 422, "why?"
    assert clerk.post(f"{page}act/", {"act": "release", "entry": entry[1], "reason": "電話あり"}).status_code == 302
    html = clerk.get(page).content.decode()
    assert "席を空けました" in html
    assert "申込みはまだありません" in html
    stranger = staff_client(make_officer(natori, "clerk", make_department(natori, "zei", "税務課"), login="zei"))
    assert stranger.get(page).status_code == 404
    assert stranger.post(f"{page}act/", {"act": "limit", "limit": "5", "waiting": "1"}).status_code == 404
    viewer = staff_client(make_officer(natori, "viewer", login="viewer"))
    assert 'value="release"' not in viewer.get(page).content.decode()
    assert viewer.post(f"{page}act/", {"act": "limit", "limit": "5", "waiting": "1"}).status_code == 403


def test_a_case_that_a_circle_hides_counts_in_its_pool_and_is_not_named(
    koza: Procedure, natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    """Neither in the list nor in the history, nor afterwards when it has gone; its place can be given back."""
    send(fill(natori))
    with tenant_scope(natori):
        case = Case.objects.get()
        number = cases.group(case.receipt_number)
    clerk = staff_client(make_officer(natori, "clerk"))
    pool = re.search(r"/staff/places/(\d+)/", clerk.get("/staff/places/").content.decode())
    assert pool
    page = f"/staff/places/{pool[1]}/"
    assert number in clerk.get(page).content.decode()
    with tenant_scope(natori):
        Case.objects.update(hidden_by="shien")
    html = clerk.get(page).content.decode()
    entry = re.search(r'name="entry" value="(\d+)"', html)
    assert entry
    assert "（閲覧できない案件）" in html
    act = {"act": "release", "entry": entry[1], "reason": "電話あり"}
    assert clerk.post(f"{page}act/", act).status_code == 302
    after = clerk.get(page).content.decode()
    for shown in (html, after):
        assert number not in shown
        assert case.receipt_number not in shown


def test_a_draw_from_the_form_to_the_public_page(
    natori: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    publish(PACKS / "kensho")
    department, closes = make_department(natori), timezone.now() + timedelta(hours=1)
    with tenant_scope(natori):
        offering.adopt("kensho", department=department, by=BY)
        offering.configure("kensho", offering.Settings(True, None, closes, department.pk, {}), by=BY)
    browser = Browser(Client(), natori)
    browser.go("p/kensho/start/")
    browser.post("p/kensho/start/", {"guess": "2287654", "_next": "1"})
    you = {**YOU, "home": "宮城県名取市", "minor": "no"}
    browser.post(browser.here, you)
    browser.post(browser.here, {"rules_consent": "yes", "_next": "1"})
    assert "締め切ったあと、抽選で決めます" not in browser.html, "kensho gives no places, only an order"
    assert "定員はありません。締め切ったあと、抽選で全員の順番を決めます。" in browser.html
    draft = browser.draft
    browser.post(f"d/{draft}/send/", {"_read": browser.read(draft), "declaration": "yes"})
    assert "抽選を待っています" in browser.html
    ticket, address = (
        re.search(r"抽選番号：(\w{24})", browser.html),
        re.search(r'href="(/\d+/draws/\d+/)"', browser.html),
    )
    assert ticket
    assert address
    with tenant_scope(natori):
        offering.configure("kensho", offering.Settings(True, None, timezone.now(), department.pk, {}), by=BY)
    run_due()
    html = browser.go(f"{address[1]}?ticket={ticket[1]}").content.decode()
    assert "抽選の順番は1番" in html


def test_without_capacity_no_statement_more_and_with_it_few(
    koza: Procedure, natori: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The packs without are counted in test_sending.py, literally and unchanged."""
    browser = Browser(Client(), natori)
    browser.go("p/koza/")
    browser.go("p/koza/start/")
    scope = 3 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(scope):
        browser.client.get(browser.url("p/koza/start/"))
    with django_assert_num_queries(scope):
        browser.client.get(browser.url("p/koza/"))


FAULTS = {
    "unknown field": ('field = "sex"', "capacity.field"),
    "not a choice": ('field = "breed"', "capacity.field"),
    "no such option": ('field = "matter"\nlimits = { sleeping = 3 }', "capacity.limits.sleeping"),
    "limits without a field": ("limits = { death = 3 }", "capacity.limits"),
    "nobody to be once": ('once = ["nobody"]\nonce_what = { ja = "名", en = "name" }', "capacity.once"),
    "once without words": ('once = ["owner_name"]', "capacity.once_what"),
    "held before the choice": ('field = "matter"\nhold = "begin"', "capacity.hold"),
    "a value for no draw": ('public_source = { ja = "株価", en = "index" }', "capacity.public_source"),
    "a strange key": ("seats = 3", "capacity.seats"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_linter_finds_what_cannot_be(fault: str, planted: Planted) -> None:
    text, place = FAULTS[fault]
    planted.add("pack.toml", f'\n[capacity]\nmode = "first_come"\nlimit = 3\n{text}\n')
    assert [problem.split(": ")[1] for problem in planted.problems()] == [place]


def test_a_lot_holds_nothing_and_an_order_has_no_limit(planted: Planted) -> None:
    planted.add("pack.toml", '\n[capacity]\nmode = "order"\nlimit = 3\nhold = "check"\n')
    assert [problem.split(": ")[1] for problem in planted.problems()] == ["capacity.hold", "capacity.limit"]
