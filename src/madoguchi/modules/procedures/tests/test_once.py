"""One form per person: what a pack may declare, and what who sends the second one reads on the check page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.domain import capacity
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.plant import INU, Planted

ONCE = """
[once]
key = ["dog_name", "happened_on"]
what = { ja = "犬の名前と日付", en = "dog and day" }
duplicate = "lead"
"""


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


@pytest.fixture
def told_apart(natori: Tenant, planted: Planted, make_department: Callable[[Tenant], Department]) -> Tenant:
    """The dog pack, open in 名取市, with one form per person."""
    publish(planted.add("pack.toml", ONCE).folder)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("inu", department=department, by=Actor.operator("test"), is_open=True)
    return natori


def fill(tenant: Tenant, **you: str) -> Browser:
    """Somebody's browser at the check page."""
    browser = Browser(Client(), tenant)
    browser.fill(**you)
    browser.go(f"d/{browser.draft}/check/")
    return browser


@pytest.mark.django_db(transaction=True)
def test_the_second_form_is_led_to_the_first_and_nothing_is_lost_or_told(told_apart: Tenant) -> None:
    first = fill(told_apart)
    first.send(first.draft)
    assert first.here.endswith("/receipt/"), first.html
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", first.html)
    assert number
    second = fill(told_apart, **{"dog_name": "コムギ ", "owner_name.family": "べつの人"})
    second.send(second.draft)
    assert second.here.endswith("/check/")
    assert "この犬の名前と日付では、すでに受け付けています" in second.html
    assert "前に送ったものの状況を見る" in second.html
    assert "べつの人" in second.html, "nothing typed is lost"
    assert "髙橋" not in second.html, "nothing of the first is told"
    assert number[0] not in second.html
    change = re.search(r'href="([^"]+to=check#f-dog_name[^"]*)"', second.html)
    assert change
    second.go(change[1].replace("&amp;", "&"))
    assert second.status == 200
    other = fill(told_apart, dog_name="しろ")
    other.send(other.draft)
    assert other.here.endswith("/receipt/")


@pytest.mark.django_db(transaction=True)
def test_who_tries_others_numbers_is_stopped(told_apart: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.modules.cases.services.once.TRIES_OF_A_FORM", 2)
    first = fill(told_apart)
    first.send(first.draft)
    second = fill(told_apart)
    for _try in range(2):
        second.send(second.draft)
        assert "すでに受け付けています" in second.html
    second.post(f"d/{second.draft}/dog/", {"dog_name": "しろ", "_fields": "dog_name", "_to": "check", "_next": "1"})
    second.send(second.draft)
    assert "しばらく送信できません" in second.html, "whatever it is sent under now"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('key = ["nobody"]', "no field “nobody”"),
        ('key = ["mail"]', "Every field of “mail” may be left empty"),
        ('key = ["owner_name", "mail"]', "does not tell apart who leaves it empty"),
        ('key = [["owner_name"], ["mail"]]', "Every field of “mail” may be left empty"),
        ('key = ["owner_name.number"]', "“owner_name” has no part “number” (it has: family given former common)"),
        ('key = ["dogs"]', "no field “dogs”"),
    ],
)
def test_a_key_that_cannot_tell_anybody_apart_is_a_fault(planted: Planted, table: str, said: str) -> None:
    planted.add("pack.toml", ONCE.replace('key = ["dog_name", "happened_on"]', table))
    assert any(said in one for one in planted.problems()), planted.problems()


def test_a_company_is_told_apart_by_its_number_and_a_person_by_the_name() -> None:
    def who(pack_id: str, **answers: object) -> tuple[tuple[str, ...], ...]:
        declared = compile_pack(read_folder(INU.parent / pack_id)).card.capacity
        assert declared
        return capacity.who(declared, answers)

    firm = {
        "number": "5000020042072",
        "name": "見本建設",
        "kana": "ミホンケンセツ",
        "position": "代表",
        "representative": "A",
    }
    other = {**firm, "kana": "ミホン", "position": "会長", "representative": "B"}
    assert who("nyusatsu", org_corporation=firm) == who("nyusatsu", org_corporation=other) == (("5000020042072",),)
    alone = who("nyusatsu", org_corporation={**firm, "number": ""})
    assert alone != who("nyusatsu", org_corporation={**other, "number": ""}), "two who trade under one name"
    you = {"family": "髙舘", "given": "翔太"}
    ninshin = [who("ninshin", name=name, birth="2000-01-01") for name in (you, {**you, "former": "旧", "common": "通"})]
    assert ninshin[0] == ninshin[1] == (("高館翔太", "2000-01-01"),)
    kensho = who("kensho", name=you, mail="a@example.jp", phone="0220000000")
    assert set(kensho) & set(who("kensho", name=you, mail="b@example.jp", phone="０220000000"))
    assert set(kensho) & set(who("kensho", name=you, mail="a@example.jp"))


def test_a_letter_needs_once_and_fields_that_can_hold_it(planted: Planted) -> None:
    planted.add(
        "pack.toml", '\n[letter]\ngiven = { household = "owner_name", nothing = "mail", name = "owner_name" }\n'
    )
    found = planted.problems()
    for said in ("The id of a field of type text", "A letter holds household", "Write [once]"):
        assert any(said in one for one in found), found
