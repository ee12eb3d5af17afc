"""The address behind a postal code, as the scripts of a form ask for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from madoguchi.modules.forms.domain import drafting
from madoguchi.modules.forms.tests.sample import field, form


@pytest.mark.parametrize("code", ["9811224", "981-1224", "９８１－１２２４"])
def test_a_code_is_answered_with_its_address(code: str, db: None) -> None:
    answer = Client().get("/postal/", {"code": code})
    assert answer.status_code == 200
    assert answer.json() == {"prefecture": "宮城県", "city": "名取市", "town": "増田", "building": ""}
    assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize("code", ["", "981", "0000000", "9811224x", "あ" * 5000])
def test_what_is_no_code_in_use_is_not_found(code: str, db: None) -> None:
    assert Client().get("/postal/", {"code": code}).status_code == 404


def test_a_tower_is_no_town_and_a_code_of_a_firm_is_told_from_a_wrong_one(db: None) -> None:
    tower = Client().get("/postal/", {"code": "1006001"}).json()
    assert (tower["town"], tower["building"]) == ("霞が関", "霞が関ビル")
    assert Client().get("/postal/", {"code": "1008111"}).json() == {"office": True}
    assert Client().get("/postal/", {"code": "1005999"}).json() == {"office": False}
    kept = form(field("home", "address"))
    filled = drafting.with_place(kept, {"home": {"postal_code": "5306001"}}, "home")
    assert filled is not None
    assert (filled["home"]["town"], filled["home"]["building"]) == ("天満橋", "ＯＡＰタワー")
    assert drafting.why_no_place({"home": {"postal_code": "100-8111"}}, "home") == "postal_office"
    assert drafting.why_no_place({"home": {"postal_code": "100"}}, "home") == "postal_unknown"


def test_it_asks_the_database_nothing(db: None, django_assert_num_queries: Any) -> None:
    Client().get("/postal/?code=9811224")
    with django_assert_num_queries(0):
        Client().get("/postal/?code=9811224")
