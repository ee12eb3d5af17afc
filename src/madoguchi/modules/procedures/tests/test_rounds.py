"""A body begins a procedure anew: empty places, everybody may ask again, and what came of the round before stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.domain import rounds as names
from madoguchi.modules.procedures.domain import upstream
from madoguchi.modules.procedures.domain.upstream import Fate
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering, rounds
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.test_capacity import BY, SMALL, fill, send
from madoguchi.modules.procedures.tests.test_once import ONCE


@pytest.fixture(autouse=True)
def _fresh() -> None:
    places.forget_left()


@pytest.mark.django_db(transaction=True)
def test_the_office_begins_a_round_in_the_browser(
    natori: Tenant,
    make_department: Callable[[Tenant], Department],
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    publish(PACKS / "koza")
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("koza", department=department, by=BY, is_open=True, local=SMALL)
    assert "席が決まりました（確定）" in send(fill(natori))
    assert "同じ方（お名前と電話番号）の申込みがすでにあります" in send(fill(natori, "pm"))

    desk = staff_client(make_officer(natori, "administrator"))
    page = desk.get("/staff/procedures/koza/")
    assert "新しい回を始める（いまの回：最初の回）" in page.content.decode()
    assert 'name="local.capacity.round"' not in page.content.decode(), "begun on purpose, not by the way"
    html = desk.get("/staff/procedures/koza/round/").content.decode()
    assert "：定員1、確定1、申込み1" in html
    refused = desk.post("/staff/procedures/koza/round/", {"name": "第2回"})
    assert refused.status_code == 422
    assert "半角の英小文字" in refused.content.decode()
    assert "第2回" in refused.content.decode(), "nothing typed is lost"
    assert desk.post("/staff/procedures/koza/round/", {"name": "r2"}).status_code == 302
    assert "すでにあります" in desk.post("/staff/procedures/koza/round/", {"name": "r2"}).content.decode()

    html = send(fill(natori))
    assert "席が決まりました（確定）" in html, "the same person, the same slot: another round"
    assert "（r2）" in html
    html = desk.get("/staff/procedures/koza/round/").content.decode()
    assert html.count("：定員1、確定1、申込み1") == 2, "the figures of both"
    with tenant_scope(natori):
        begun = [entry.data for entry in timeline("procedures.procedure:koza") if "新しい回" in entry.sentence("ja")]
        assert begun == [{"before": "", "after": "r2"}]
        # Setting other values, in the browser or by a file, ends no round.
        offering.adopt("koza", department=department, by=BY, local=SMALL)
        assert Procedure.objects.get().local["capacity"]["round"] == "r2"
        found = {one.name: one.is_current for one in rounds.of(catalogue.offers()[0].pack)}
    assert found == {"r2": True, "": False}
    clerk = staff_client(make_officer(natori, "clerk", department=department))
    assert clerk.post("/staff/procedures/koza/round/", {"name": "r3"}).status_code in (302, 403)
    with tenant_scope(natori):
        assert Procedure.objects.get().local["capacity"]["round"] == "r2", "only who may set up procedures"


def test_a_round_is_the_bodys_own_and_meets_one_of_the_newer_version(tmp_path: Path) -> None:
    old = Planted(tmp_path / "old").add("pack.toml", ONCE).pack()
    new = Planted(tmp_path / "new").add("pack.toml", f'{ONCE}round = "2030"\n').pack()
    assert set(names.keys(old.card)) == {"once.round"} <= set(old.local_specs)
    (met,) = upstream.meet(old, new, {"once": {"round": "r2"}})
    assert (met.key, met.base, met.upstream, met.ours, met.fate) == ("once.round", "", "2030", "r2", Fate.MEETS)
    (comes,) = upstream.meet(old, new, {})
    assert comes.fate is Fate.COMES
    assert names.kept({"once": {"round": "r2"}, "office": "係"}, {"office": "課"}) == {
        "office": "課", "once": {"round": "r2"},
    }  # fmt: skip
