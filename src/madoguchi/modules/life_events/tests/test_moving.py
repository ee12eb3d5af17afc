"""引越し from 名取市 to 石巻市, over HTTP and without scripts: asked once, filed where it belongs, never twice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases import api as cases
from madoguchi.modules.life_events import queries
from madoguchi.modules.life_events.services import parts
from madoguchi.modules.life_events.tests.hand import Mover, posted
from madoguchi.modules.life_events.tests.tables import Case, Draft, Procedure
from madoguchi.modules.procedures import api as procedures

WATER = {
    "start_housing": "house", "start_use": "home", "start_well": False, "start_witness": "no", "payment": "slip",
    "bill_elsewhere": False, "settlement": "as_now", "stop_witness": "no", "stop_reason": "moving",
}  # fmt: skip


@pytest.fixture
def bulky() -> dict[str, Any]:
    return {
        "items": [{"item": "chair", "number": 1}], "not_refused": True, "put_at": "front", "needs_help": False,
        "wished_on": (timezone.localdate() + timedelta(days=14)).isoformat(),
    }  # fmt: skip


def to_the_list(mover: Mover, move: dict[str, Any]) -> None:
    event = queries.event("hikkoshi")
    assert event is not None
    mover.go("life/hikkoshi/start/")
    for _page in event.triage:
        mover.answer(event.form, move)
    assert mover.here.endswith("/list/"), mover.html


def through_the_facts(mover: Mover, move: dict[str, Any]) -> None:
    event = queries.event("hikkoshi")
    assert event is not None
    while "/q/" in mover.here:
        before = mover.here
        mover.answer(event.form, move)
        assert mover.here != before, mover.html


def through_the_parts(mover: Mover, move: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    """Answer what the parts still ask; returns the pages that were shown, "042072/suido/stop"."""
    shown = []
    answers = {"stop_on": move["moved_on"], "start_on": move["moved_on"], **answers}  # as they stand on the page
    while match := re.fullmatch(r"/(\d{6})/d/([a-z0-9]+)/([a-z_]+)/", mover.here):
        code, _draft, page = match.groups()
        pack = mover.hidden("_form").partition("@")[0]
        shown.append(f"{code}/{pack}/{page}")
        assert len(shown) < 12, shown
        body = next(one for one in queries.tenants() if one.code == code)
        with tenant_scope(body):
            offer = procedures.procedure_for(pack)
        assert offer is not None
        mover.answer(offer.pack.form, answers)
        assert "error-summary" not in mover.html, re.findall(r"href=.#f-[^<]*<|field-error[^\n]*", mover.html)
    return shown


def test_easy_japanese_from_the_first_page_to_the_list(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    event = queries.event("hikkoshi")
    assert event is not None
    home = f"/easy/{mover.tenant.code}"
    mover.go(f"{home}/life/hikkoshi/")
    assert "いくつかの質問に答えてください" in mover.html
    assert 'lang="ja"' not in mover.html.split("<main")[1].split("</main>")[0], "nothing has fallen back"
    mover.go(f"{home}/life/hikkoshi/start/")
    assert "新しい市や町" in mover.html
    for _page in event.triage:
        mover.answer(event.form, move)
    assert mover.here.startswith("/easy/"), mover.here
    assert "転入届（新しい市や町に来たことを知らせる届）" in mover.html
    assert "引っ越した日から14日以内（14日のうち）" in mover.html
    assert 'class="borrowed" lang' not in mover.html.split("<main")[1].split("</main>")[0]
    mover.go(f"/vi/{mover.tenant.code}/b/{mover.bundle}/list/")
    assert '<span class="borrowed" lang="en">Report moving in</span>' in mover.html, "what is missing is marked"


def test_another_language_in_the_middle_keeps_what_was_answered(mover: Mover, move: dict[str, Any]) -> None:
    event = queries.event("hikkoshi")
    assert event is not None
    page = event.form.pages[0].id
    mover.go("life/hikkoshi/start/")
    mover.post(mover.here, {"_draft": mover.hidden("_draft"), "_language": "en"})
    assert mover.here == f"/en/{mover.tenant.code}/life/hikkoshi/start/", "who only looks for a language begins nothing"
    half = {name: text for name, text in posted(event.form, page, move).items() if not name.startswith("moved_on")}
    mover.post(mover.here, {**half, "_draft": mover.hidden("_draft"), "_language": "vi"})
    assert mover.here.startswith("/vi/")
    assert mover.here.endswith(f"/q/{page}/")
    assert '<html lang="vi"' in mover.html
    assert "error-summary" not in mover.html
    assert re.search(rf'value="{move["from_body"]}"[^>]* (selected|checked)', mover.html), mover.html
    assert '<span class="borrowed" lang="en">The municipality you are leaving</span>' in mover.html, "not translated"


def test_an_address_elsewhere_than_the_body_it_is_sent_to_is_a_fault(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    event = queries.event("hikkoshi")
    assert event is not None
    to_the_list(mover, move)
    mover.post(mover.here, {"parts_now": ["sodai", "suido_stop", "suido_start"]})
    elsewhere = {**move, "from_address": {**move["from_address"], "city": "仙台市"}}
    for _page in event.form.pages:
        if "error-summary" not in mover.html and "/q/" in mover.here:
            mover.answer(event.form, elsewhere)
    assert "で選んだのは名取市です。名取市の住所を入力するか、市町村を選び直してください。" in mover.html
    through_the_facts(mover, move)
    assert "/q/" not in mover.here


def cases_of(tenant: Tenant) -> list[Case]:
    with tenant_scope(tenant):
        return list(Case.objects.order_by("title_ja", "pk"))


def to_the_check(mover: Mover, move: dict[str, Any], answers: dict[str, Any], *chosen: str) -> list[str]:
    to_the_list(mover, move)
    mover.post(mover.here, {"parts_now": list(chosen)})
    through_the_facts(mover, move)
    return through_the_parts(mover, move, answers)


def test_three_cases_in_two_towns(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any], bulky: dict[str, Any]
) -> None:
    natori, ishinomaki = towns
    to_the_list(mover, move)
    assert re.findall(r'class="todo-title"[^>]*>([^<]+)<', mover.html)[:3] == [
        "粗大ごみの収集の申込み", "水道をやめる届", "水道を使い始める届"
    ]  # fmt: skip
    mover.post(mover.here, {"parts_now": ["sodai", "suido_stop", "suido_start"]})
    assert mover.here.endswith("/q/you/")
    assert 'name="your_birth' not in mover.html, "no chosen part takes the date of birth: nobody asks it"
    through_the_facts(mover, move)
    assert "手続 1／3" in mover.html
    shown = through_the_parts(mover, move, {**WATER, **bulky})
    assert shown == [
        "042072/sodai/items", "042072/sodai/place", "042072/sodai/day",
        "042072/suido/stop", "042021/suido/start",
    ]  # fmt: skip
    assert mover.here.endswith("/check/")
    assert mover.html.count("佐藤　花子") >= 3, "the name, asked once, is read back in each part"
    mover.send_all(but="sodai")
    assert mover.here.endswith("/check/"), "one button sends all: while a tick is missing it sends nothing"
    assert cases_of(natori) == cases_of(ishinomaki) == []
    assert "送る前の確認のチェックがないため" in mover.html
    assert re.findall(r'name="declaration\.([a-z_]+)"[^>]* checked', mover.html) == ["suido_stop", "suido_start"]
    mover.send_all()
    assert mover.here.endswith("/receipt/"), mover.html
    assert mover.html.count("確認番号</dt>") == 3
    first = cases_of(natori), cases_of(ishinomaki)
    assert [one.title_ja for one in first[0]] == ["水道の使用開始・中止届", "粗大ごみの収集申込み"]
    assert [one.title_ja for one in first[1]] == ["水道の使用開始・中止届"]
    mover.send_all()
    assert (cases_of(natori), cases_of(ishinomaki)) == first, "sent again, nothing is filed twice"
    mover.go(f"b/{mover.bundle}/check/")
    assert mover.here.endswith("/receipt/"), "Back leads to the numbers, not to a page that asks to send"


def test_a_fact_that_changes_flows_into_parts_not_sent(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    _natori, ishinomaki = towns
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    bundle = mover.bundle
    later = (timezone.localdate() + timedelta(days=25)).isoformat()
    mover.go(f"b/{bundle}/q/you/")
    mover.answer(queries.events()[0].form, {**move, "phone": "09011112222", "moved_on": later})
    mover.go(f"b/{bundle}/q/where/")
    mover.answer(queries.events()[0].form, {**move, "moved_on": later})
    with tenant_scope(ishinomaki):
        draft = Draft.objects.get()
    assert draft.typed["phone"] == "09011112222"
    assert draft.typed["start_on"]["day"] == str(int(later[-2:])), "a prefill that was left as it was follows"
    mover.go(f"b/{bundle}/check/")
    mover.send_all()
    assert cases_of(ishinomaki)[0].applicant_phone == "090-1111-2222"


def test_a_part_that_closes_meanwhile_says_so_and_the_others_are_filed(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any]
) -> None:
    natori, ishinomaki = towns
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    page = mover.html
    with tenant_scope(ishinomaki):
        Procedure.objects.update(is_open=False)
    procedures.forget_catalogue()
    mover.html = page  # the page as it was read before
    mover.send_all()
    assert mover.here.endswith("/receipt/")
    assert "受付が終わっていたため" in mover.html
    assert (len(cases_of(natori)), len(cases_of(ishinomaki))) == (1, 0)
    with tenant_scope(ishinomaki):
        Procedure.objects.update(is_open=True)
    procedures.forget_catalogue()
    mover.go(f"b/{mover.bundle}/check/")
    assert "送信済みです" in mover.html
    assert f"受付番号 {cases.group(cases_of(natori)[0].receipt_number)}" in mover.html
    mover.send_all()
    assert (len(cases_of(natori)), len(cases_of(ishinomaki))) == (1, 1), "sent again: only what was missing"


def test_a_fault_at_one_body_does_not_undo_the_other(
    towns: tuple[Tenant, Tenant], mover: Mover, move: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    natori, ishinomaki = towns
    to_the_check(mover, move, WATER, "suido_stop", "suido_start")
    real = procedures.send_draft

    def failing(reading: procedures.Reading, **more: Any) -> Any:
        if reading.tenant == ishinomaki:
            raise OperationalError("planted: the disk of this body is full")
        return real(reading, **more)

    monkeypatch.setattr(parts.procedures, "send_draft", failing)
    mover.send_all()
    assert "二重には受け付けません" in mover.html
    assert (len(cases_of(natori)), len(cases_of(ishinomaki))) == (1, 0)
    monkeypatch.undo()
    mover.go(f"b/{mover.bundle}/check/")
    mover.send_all()
    assert (len(cases_of(natori)), len(cases_of(ishinomaki))) == (1, 1)
