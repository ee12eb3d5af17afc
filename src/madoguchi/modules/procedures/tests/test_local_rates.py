"""A body's own prices: read with every fault said, reckoned by day, set in the browser, met by a newer version."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain import rate_tables, upstream
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack, localise, overlay_problems, overlay_values
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.domain.upstream import Fate
from madoguchi.modules.procedures.models import Procedure, ProposedChange
from madoguchi.modules.procedures.queries import catalogue, offers, second_person
from madoguchi.modules.procedures.services import consenting, offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.test_offering import BY, settings_of

ROAD = PACKS / "doro-senyo"


@pytest.fixture(scope="module")
def road() -> Pack:
    return compile_pack(read_folder(ROAD))


def prices(road: Pack, since: str = "2026-04-01", **amounts: str) -> str:
    """A body's table: the amounts of the pack, but for these."""
    rows = (f"{since},{key},{amounts.get(key, one.amount)}" for key, one in _usual(road).items())
    return "\n".join(["from,key,amount", *rows])


def _usual(road: Pack) -> Any:
    return road.fees.tables["senyo"].tables[0].prices


def bill(pack: Pack, start: date, end: date, quantity: str = "1.2") -> list[tuple[int, str]]:
    row = {"object_kind": "sign", "quantity": {"number": quantity, "unit": "m2"}, "size": "x"}
    answers = {
        "objects": [row],
        "start_on": start.isoformat(),
        "end_on": end.isoformat(),
        "reduction_ground": "festival",
    }
    env = _env(pack, answers)
    return [(line.total, line.detail.ja if line.detail else "") for line in pack.fees.bill(env).lines]


def _env(pack: Pack, answers: dict[str, Any]) -> Any:
    typed = forms.typed_from_answers(pack.form, {**answers, "wants_reduction": True})
    return forms.validate(pack.form, typed, today=date(2026, 11, 22), here=False).env


def test_each_price_counts_from_its_day_and_the_line_says_how(road: Pack) -> None:
    late = [one.ja for one in rate_tables.problems(road.fees, {"rate.senyo": prices(road, "2027-04-01")})]
    assert late == [
        "2026-04-01から使える表がありません。いちばん早い表は、2026-04-01かそれより前の日からにしてください。"
    ]
    year = date(2027, 1, 1), date(2027, 12, 31)
    assert bill(road, *year) == [
        (2880, "2,400円 × 1.2㎡ × 12か月 ÷ 12（見本の単価）"), (-1440, "2,880円の50％"),
    ]  # fmt: skip
    later = prices(road, "2027-04-01", sign="3600").partition("\n")[2]
    local = {"rate": {"senyo": f"{prices(road, sign='1200')}\n{later}"}, "reduction": {"festival": {"percent": 0}}}
    assert overlay_problems(road, local) == []
    own = localise(road, overlay_values(road, local))
    assert bill(own, *year) == [
        (360, "2027年1月1日からの分：1,200円 × 1.2㎡ × 3か月 ÷ 12"),
        (3240, "2027年4月1日からの分：3,600円 × 1.2㎡ × 9か月 ÷ 12"),
    ], "its own prices, each from its day, and no reduction"
    assert bill(own, date(2027, 4, 1), date(2028, 3, 31)) == [(4320, "3,600円 × 1.2㎡ × 12か月 ÷ 12")]
    assert own.fees.rule_hash != road.fees.rule_hash, "the case says by which prices it was billed"
    assert (road.is_sample, own.is_sample) == (True, False)
    monthly = prices(road).replace("from,key,amount", "from,key,amount,per").replace("sign,2400", "sign,300,1")
    assert bill(localise(road, {"rate.senyo": monthly}), *year)[0] == (4320, "300円 × 1.2㎡ × 12か月")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1行目に、列の名前 from,key,amount が必要です。"),
        ("from,key,amount", "料金の行がありません。"),
        ("from,key,amount\n2026-04-01,sign,100", "2026-04-01からの表に scaffold"),
        ("from,key,amount\n来年,sign,100", "2行目：from は"),
        ("from,key,amount\n2026-04-01,tower,100", "2行目：key にあるのは scaffold fence"),
        ("from,key,amount\n2026-04-01,sign,ただ", "2行目：amount は円の数"),
        ("from,key,amount\n2026-04-01,sign,1\n2026-04-01,sign,2", "3行目：2026-04-01の「sign」が2度あります。"),
        ("from,key,amount,per\n2026-04-01,sign,1,0", "2行目：per は1から"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(road: Pack, text: str, said: str) -> None:
    found = [one.ja for one in rate_tables.problems(road.fees, {"rate.senyo": text})]
    assert any(one.startswith(said) for one in found), found
    assert overlay_values(road, {"rate": {"senyo": text}}) == {}, "and nothing is reckoned by it"


def test_a_table_may_be_pasted_and_written_as_people_write(road: Pack) -> None:
    pasted = prices(road).replace(",", "\t").replace("2026-04-01", "２０２６年4月1日").replace("2400", "２，４００円")
    usual = road.fees.tables["senyo"]
    read, faults = rate_tables.read(pasted, usual)
    assert faults == ()
    assert read
    assert read.said() == usual.said()
    again = rate_tables.read(rate_tables.written(usual), usual)[0]
    assert again
    assert again.said() == usual.said()


@pytest.fixture
def offered(natori: Tenant, make_department: Callable[[Tenant], Department]) -> Procedure:
    publish(ROAD)
    department = make_department(natori)
    with tenant_scope(natori):
        return offering.adopt("doro-senyo", department=department, by=BY, is_open=True)


def test_the_office_sets_its_prices_in_the_browser(
    offered: Procedure, natori: Tenant, road: Pack, make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client], settings: Settings,
) -> None:  # fmt: skip
    desk, page = staff_client(make_officer(natori, "administrator")), "/staff/procedures/doro-senyo/"
    settings.MADOGUCHI_PRODUCTION = True
    with tenant_scope(natori):
        (row,) = offers.for_administration(timezone.now())
        assert row.sampled, "a production takes nothing by sample prices"
        assert row.opening is Opening.CLOSED
    settings.MADOGUCHI_PRODUCTION = False
    post = {"is_open": "yes", "department": str(offered.department_id)}
    begun = desk.post(page, {**post, "act": "begin:local.rate.senyo"}).content.decode()
    assert "2026-04-01,sign,看板（突出看板・広告塔）,㎡,2400,12" in begun
    refused = desk.post(page, {**post, "local.rate.senyo": prices(road, sign="ただ")})
    assert refused.status_code == 422
    assert "料金表「占用料」：6行目：amount は円の数で" in refused.content.decode()
    assert "sign,ただ" in refused.content.decode(), "nothing typed is lost"
    assert desk.post(page, {**post, "local.rate.senyo": prices(road, sign="2800")}).status_code == 302
    html = desk.get(page).content.decode()
    sign = "「看板（突出看板・広告塔）」は2026年4月1日（令和8年）から 2,400円/㎡（12期間あたり） → 2,800円/㎡"
    assert f"料金表「占用料」：{sign}" in html
    with tenant_scope(natori):
        catalogue.forget_catalogue()
        assert bill(catalogue.offers()[0].pack, date(2027, 1, 1), date(2027, 12, 31))[0][0] == 3360
        offering.configure("doro-senyo", settings_of(Procedure.objects.get(), local={}), by=BY)


def test_a_newer_version_meets_the_bodys_prices_in_words(
    offered: Procedure, natori: Tenant, road: Pack, tmp_path: Path,
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    folder = tmp_path / "doro-senyo"
    shutil.copytree(ROAD, folder)
    for name, old, new in (
        ("pack.toml", "version = 1", "version = 2"),
        ("fees.toml", 'amount = "2400"', 'amount = "2600"'),
        *(
            (f"examples/{one}.ok.toml", "fee = 14400", "fee = 15600")
            for one in ("renewal-of-a-sign", "change-with-reduction")
        ),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    newer = compile_pack(read_folder(folder))
    same, other = prices(road, sign="2600"), prices(road, sign="2800")
    for text, fate in ((same, Fate.AGREED), (other, Fate.MEETS)):
        with_per = text.replace("from,key,amount", "from,key,amount,name")
        (met,) = upstream.meet(road, newer, {"rate": {"senyo": with_per}})
        assert (met.key, met.fate) == ("rate.senyo", fate)
    with tenant_scope(natori):
        offering.configure("doro-senyo", settings_of(offered, local={"rate": {"senyo": other}}), by=BY)
    publish(folder)
    desk = staff_client(make_officer(natori, "administrator"))
    html = desk.get("/staff/procedures/doro-senyo/version/").content.decode()
    assert (
        "手数料「占用料」の料金表：「看板（突出看板・広告塔）」は2026年4月1日（令和8年）から 2,400円/㎡"
        "（12期間あたり） → 2,600円/㎡" in html
    )
    assert "→ 2,800円/㎡" in html, "and what is ours, side by side"
    post = {"version": "2", "grace_days": "0"}
    assert desk.post("/staff/procedures/doro-senyo/version/", post).status_code == 422, "somebody must decide"
    assert desk.post("/staff/procedures/doro-senyo/version/", {**post, "merge.rate.senyo": "ours"}).status_code == 302
    with tenant_scope(natori):
        catalogue.forget_catalogue()
        assert bill(catalogue.offers()[0].pack, date(2027, 1, 1), date(2027, 12, 31))[0][0] == 3360


def test_prices_that_wait_for_a_second_person_are_shown_in_words(
    offered: Procedure, natori: Tenant, road: Pack, make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(second_person, "_rules", [lambda: True])
    one, two = (staff_client(make_officer(natori, "administrator", name=name)) for name in ("一子", "二郎"))
    page = "/staff/procedures/doro-senyo/"
    post = {"is_open": "yes", "department": str(offered.department_id), "local.rate.senyo": prices(road, sign="2800")}
    assert one.post(page, {**post, "act": "confirmed"}).status_code == 302
    html = two.get(page).content.decode()
    assert "「看板（突出看板・広告塔）」は2026年4月1日（令和8年）から 2,400円/㎡（12期間あたり） → 2,800円/㎡" in html
    with tenant_scope(natori):
        assert Procedure.objects.get().local == {}
        consenting.consent("doro-senyo", ProposedChange.objects.get().pk, by=make_officer(natori, "administrator"))
        assert Procedure.objects.get().local["rate"]["senyo"] == prices(road, sign="2800")
