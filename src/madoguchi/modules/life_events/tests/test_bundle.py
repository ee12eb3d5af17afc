"""A bundle in the wrong hands, and in the right ones again: codes, other bodies, giving up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.life_events import queries
from madoguchi.modules.life_events.tests.conftest import Adopt
from madoguchi.modules.life_events.tests.hand import FROM, KANA, NAME, Mover
from madoguchi.modules.life_events.tests.tables import Draft
from madoguchi.modules.life_events.tests.test_moving import WATER, cases_of, to_the_check, to_the_list


def drafts_of(tenant: Tenant) -> int:
    with tenant_scope(tenant):
        return int(Draft.objects.count())


def code_of(mover: Mover) -> str:
    mover.go(f"b/{mover.bundle}/save/")
    return re.findall(r'class="copy-number">([^<]+)<', mover.html)[0]


def test_the_event_page_and_the_index(towns: tuple[Tenant, Tenant], mover: Mover) -> None:
    mover.go("life/")
    assert mover.html.count('class="link-note"') == 6
    mover.go("life/hikkoshi/")
    assert (mover.status, "水道の使用開始・中止届" in mover.html) == (200, True)
    mover.go("life/no-such-event/")
    assert mover.status == 404


def test_without_the_cookie_nothing_is_shown(towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]) -> None:
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    bundle = mover.bundle
    stranger = Mover(Client(), mover.tenant)
    for page in (
        "list/",
        "list.pdf",
        "list.ics",
        "next/",
        "check/",
        "receipt/",
        "save/",
        "discard/",
        "q/you/",
        "part/suido_stop/",
    ):
        stranger.go(f"b/{bundle}/{page}")
        assert (stranger.status, "佐藤" in stranger.html) == (403, False), page
    stranger.post(f"/life-send/042072/{bundle}/", {})
    assert stranger.status == 403
    # The same browser at another body: the cookie is signed for the one where the bundle was begun.
    elsewhere = Mover(mover.client, towns[1])
    elsewhere.go(f"b/{bundle}/list/")
    assert elsewhere.status == 403
    elsewhere.post(f"/life-send/042021/{bundle}/", {})
    assert elsewhere.status == 403
    assert mover.client.get(f"/042072/d/{bundle}/check/").status_code == 404, "a bundle is no procedure's draft"
    assert (cases_of(towns[0]), cases_of(towns[1])) == ([], [])


def test_a_request_names_neither_a_body_nor_what_is_not_online(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    to_the_list(mover, move)
    bundle = mover.bundle
    mover.post(mover.here, {"parts_now": ["tenshutsu", "tennyu", "car", "no_such_part", "../042021"]})
    assert "1つ以上えらんで" in mover.html, "none of them can be done online here"
    for part in ("tenshutsu", "tennyu", "no_such_part"):
        mover.go(f"b/{bundle}/part/{part}/")
        assert mover.here.endswith("/list/")
    assert (drafts_of(towns[0]), drafts_of(towns[1])) == (1, 0), "the bundle alone"


def test_each_part_lies_with_its_own_body_and_giving_up_takes_all(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    natori, ishinomaki = towns
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    assert (drafts_of(natori), drafts_of(ishinomaki)) == (2, 1)
    with tenant_scope(ishinomaki):
        assert "stop_address" not in Draft.objects.get().typed, "what the former town is told is not here"
    bundle = mover.bundle
    mover.go(f"b/{bundle}/discard/")
    mover.post(f"b/{bundle}/discard/")
    assert (drafts_of(natori), drafts_of(ishinomaki)) == (0, 0)


def test_the_code_opens_it_again_and_shows_no_confirmation_codes(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    bundle = mover.bundle
    code = code_of(mover)
    other = Mover(Client(), mover.tenant)
    other.post("r/", {"code": code})
    assert other.here.endswith(f"/b/{bundle}/list/")
    other.go(f"b/{bundle}/check/")
    assert "佐藤" in other.html
    mover.go(f"b/{bundle}/check/")
    mover.send_all()
    codes = re.findall(r"確認番号</dt>\s*<dd[^>]*>([0-9A-Z-]+)", mover.html)
    assert len(codes) == 2
    late = Mover(Client(), mover.tenant)
    late.go(f"r/{code.replace('-', '')}/")
    late.go(f"b/{bundle}/receipt/")
    numbers = re.findall(r"受付番号</dt>\s*<dd[^>]*>([0-9A-Z-]+)", late.html)
    assert len(numbers) == 2
    assert not any(one in late.html for one in codes), "a code in a mailbox must not open what was sent"
    mover.go(f"b/{bundle}/left/")
    mover.go(f"b/{bundle}/receipt/")
    assert mover.status == 403


def test_all_parts_go_into_the_account_that_the_page_has_named(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any], resident_client: Callable[..., Client]
) -> None:
    mover.client.cookies.update(resident_client("library@example.jp").cookies)
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    assert "マイページ（li***@example.jp）に入れる" in mover.html
    there = mover.html
    mover.client.cookies.update(resident_client("other@example.jp").cookies)
    mover.send_all()
    assert mover.here.endswith("/check/")
    assert "ほかの人に替わりました" in mover.html
    assert (cases_of(towns[0]), cases_of(towns[1])) == ([], [])
    assert mover.account() == "", "who is there now must say so"
    mover.client.cookies.update(resident_client("library@example.jp").cookies)
    mover.html = there
    mover.send_all()
    assert mover.html.count("マイページ（li***@example.jp）に入れました") == 2
    assert mover.client.get("/me/").content.decode().count("/cases/") == 2


def test_the_list_on_paper_and_in_the_calendar(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    to_the_list(mover, move)
    bundle = mover.bundle
    pdf = mover.client.get(mover.url(f"b/{bundle}/list.pdf"))
    assert pdf.content.startswith(b"%PDF")
    ics = mover.client.get(mover.url(f"b/{bundle}/list.ics")).content.decode()
    assert ics.count("BEGIN:VEVENT") == mover.html.count("まで（")
    assert "佐藤" not in ics


def test_a_part_of_the_prefecture_lies_with_the_prefecture(
    natori: Tenant, miyagi: Tenant, adopt: Adopt, mover: Mover
) -> None:
    adopt(miyagi, "doro-senyo")
    event = queries.event("kigyo")
    assert event is not None
    answers = {
        "home_body": "042072", "open_on": (timezone.localdate() + timedelta(days=90)).isoformat(),
        "applicant_kind": "person", "matters": ["road"], "road": "prefectural", "your_name": NAME, "your_kana": KANA,
        "phone": "0221234567", "mail": "hanako@example.jp", "address": FROM,
    }  # fmt: skip
    mover.go("life/kigyo/start/")
    for _page in event.triage:
        mover.answer(event.form, answers)
    mover.post(mover.here, {"parts_now": ["road_pref"]})
    while "/q/" in mover.here:
        mover.answer(event.form, answers)
    assert mover.here.startswith("/040002/d/"), mover.here
    with tenant_scope(miyagi):
        draft = Draft.objects.get()
    assert draft.form_key.startswith("procedures/doro-senyo@")
    assert {"road_kind", "person_name", "address"} <= draft.given.fields
    assert drafts_of(natori) == 1, "the bundle alone"
