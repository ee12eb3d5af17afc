"""The prefecture improves a template that three towns have adopted: one goes along, one keeps what is its own without
a word, one must decide; and nothing that is under way breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madoguchi.conftest import make_tenant
from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.domain import upstream
from madoguchi.modules.procedures.domain.upstream import Fate
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.plant import Planted

BY = Actor.operator("test")
PAGE = "/staff/procedures/inu/version/"
PAPER = "窓口または郵送でも届け出られます。"
Offer = Callable[[Tenant, Mapping[str, Any]], Procedure]


@pytest.fixture
def offer(published: None, make_department: Callable[[Tenant], Department]) -> Offer:
    def make(tenant: Tenant, local: Mapping[str, Any]) -> Procedure:
        department = make_department(tenant)
        with tenant_scope(tenant):
            return offering.adopt("inu", department=department, by=BY, local=local, is_open=True)

    return make


def improved(base: Path) -> Planted:
    """The second version: five days instead of three, another sentence on paper, no notes of the bodies any more."""
    planted = (
        Planted(base).version(2).swap("pack.toml", "days = 3", "days = 5").swap("pack.toml", ', "texts.notes"', "")
    )
    return planted.swap("texts/ja.md", PAPER, "窓口でも届け出られます。")


def local_of(tenant: Tenant) -> dict[str, Any]:
    with tenant_scope(tenant):
        return Procedure.objects.get().local


def test_each_value_meets_the_newer_version(tmp_path: Path) -> None:
    old, new = Planted(tmp_path / "old").pack(), improved(tmp_path / "new").pack()
    local = {
        "office": "くらしの係",
        "standard_period": {"days": 7},
        "texts": {
            "paper": {"ja": "窓口でも届け出られます。様式はこのページからダウンロードできます。"},
            "notes": {"ja": "こちらへ"},
        },
    }
    found = {one.key: one for one in upstream.meet(old, new, local)}
    assert {key: one.fate for key, one in found.items()} == {
        "office": Fate.STAYS, "standard_period.days": Fate.MEETS, "texts.paper": Fate.AGREED, "texts.notes": Fate.ENDS,
    }  # fmt: skip
    period = found["standard_period.days"]
    assert (period.base, period.upstream, period.ours) == (3, 5, 7)
    meetings = tuple(found.values())
    assert upstream.undecided(meetings, {"texts.notes": "ours"}) == ["standard_period.days", "texts.notes"]
    choices = {"standard_period.days": "upstream", "texts.notes": "upstream"}
    assert upstream.decided(local, meetings, choices) == {
        "office": "くらしの係",
        "texts": {"paper": local["texts"]["paper"]},
    }
    assert {one.key: one.fate for one in upstream.meet(old, new, {})} == {
        "standard_period.days": Fate.COMES, "texts.paper": Fate.COMES,
    }  # fmt: skip


def test_three_towns_one_must_decide(
    offer: Offer, natori: Tenant, sendai: Tenant, tmp_path: Path,
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    iwanuma = make_tenant("042111", "岩沼市", "Iwanuma City", "いわぬまし", "city", "iwanuma")
    offer(natori, {"standard_period": {"days": 7}, "office": "くらしの係"})
    offer(sendai, {"office": "動物の係"})
    offer(iwanuma, {})
    browser = Browser(Client(), natori)
    filed = browser.fill()
    browser.send(filed)
    receipt = browser.html
    other = Browser(Client(), natori)
    draft = other.fill()
    publish(improved(tmp_path).folder)
    clients = {one: staff_client(make_officer(one, "administrator")) for one in (natori, sendai, iwanuma)}
    for body in (sendai, iwanuma):
        page = clients[body].get(PAGE).content.decode()
        assert "決めていただくところ" not in page
        assert clients[body].post(PAGE, {"version": "2", "grace_days": "0"}).status_code == 302
    assert (local_of(sendai), local_of(iwanuma)) == ({"office": "動物の係"}, {})

    client = clients[natori]
    page = client.get(PAGE).content.decode()
    assert "決めていただくところ（1）" in page
    assert "処理中の案件は1件あります" in page
    assert "いま入力中の下書きは1件あります" in page
    assert 'name="merge.standard_period.days"' in page
    answer = client.post(PAGE, {"version": "2", "grace_days": "0"})
    assert answer.status_code == 422, "nobody has chosen"
    assert "どちらにするかを選んでください" in answer.content.decode()
    with tenant_scope(natori):
        assert Procedure.objects.select_related("in_force").get().in_force.version == 1
    posted = {"version": "2", "grace_days": "0", "merge.standard_period.days": "upstream"}
    assert client.post(PAGE, {**posted, "version": "1"}).status_code == 422, "what was looked at, no other version"
    assert client.post(PAGE, posted).status_code == 302
    assert local_of(natori) == {"office": "くらしの係"}
    with tenant_scope(natori):
        entries = timeline("procedures.procedure:inu")
        assert entries[-1].data["chosen"] == {"standard_period.days": "upstream"}
        assert entries[-2].data["changes"] == {"standard_period.days": [7, None]}
        assert catalogue.offer("inu").pack.card.standard_period.days == 5
        assert catalogue.pack_of("inu@1").card.standard_period.days == 3, "the filed case's version"
    assert "受付番号" in receipt
    other.go(f"d/{draft}/check/")
    assert "こむぎ" in other.html, "the draft goes on with everything in it"


@pytest.mark.parametrize(("chosen", "kept"), [("ours", {"days": 7}), ("upstream", None)])
def test_the_history_says_what_changed_for_the_body(
    offer: Offer, natori: Tenant, tmp_path: Path, chosen: str, kept: Mapping[str, int] | None,
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    offer(natori, {"standard_period": {"days": 7}})
    publish(improved(tmp_path).folder)
    client = staff_client(make_officer(natori, "administrator"))
    page = client.get(PAGE).content.decode()
    assert "<p>7開庁日</p>" in page
    assert "- 案内文「紙での手続・窓口」が変わりました" in page, "what residents may be told"
    assert "- 標準処理期間が3開庁日から5開庁日" not in page, "but not what stays as it is for them"
    unsaid = client.post(PAGE, {"version": "2", "grace_days": "0"}).content.decode()
    assert "標準処理期間の日数：どちらにするかを選んでください。" in unsaid
    posted = {"version": "2", "grace_days": "0", "merge.standard_period.days": chosen}
    assert client.post(PAGE, posted).status_code == 302
    assert local_of(natori).get("standard_period") == kept
    lines = re.findall("<li>([^<]*)</li>", client.get("/staff/procedures/inu/").content.decode())
    upstream_only = "共通の値の変更（この団体は団体の値のまま）：標準処理期間が3開庁日から5開庁日に変わりました。"
    for_the_body = "標準処理期間が7開庁日から5開庁日に変わりました。"
    assert (upstream_only in lines, for_the_body in lines) == (chosen == "ours", chosen == "upstream")
    assert "標準処理期間が3開庁日から5開庁日に変わりました。" not in lines
    assert any(one.startswith("案内文「紙での手続・窓口」が変わりました") for one in lines)


def test_who_has_made_the_pack_itself_keeps_its_values(offer: Offer, natori: Tenant, tmp_path: Path) -> None:
    row = offer(natori, {"standard_period": {"days": 7}, "texts": {"notes": {"ja": "こちらへ"}}})
    publish(improved(tmp_path).folder)
    with tenant_scope(natori):
        kept = offering.adopt("inu", department=row.department, by=BY, ours_first=True)
        assert (kept.in_force.version, kept.local) == (2, {"standard_period": {"days": 7}})
        chosen = timeline(row.target)[-1].data["chosen"]
    assert chosen == {"standard_period.days": "ours", "texts.notes": "upstream"}


def test_the_command_decides_nothing_by_itself(offer: Offer, natori: Tenant, tmp_path: Path) -> None:
    row = offer(natori, {"standard_period": {"days": 7}})
    publish(improved(tmp_path).folder)
    with tenant_scope(natori):
        with pytest.raises(offering.UndecidedError):
            offering.adopt("inu", department=row.department, by=BY)
        kept = offering.upgrade("inu", by=BY, choices={"standard_period.days": "ours"})
        assert (kept.in_force.version, kept.local) == (2, {"standard_period": {"days": 7}})
