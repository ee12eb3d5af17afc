"""Addresses in their parts: nothing is lost, nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit.address import Parted, parted
from madoguchi.kit.postal import municipality_of


@pytest.mark.parametrize(
    ("text", "town", "block"),
    [
        ("増田9丁目9-9", "増田9丁目", "9-9"),
        ("増田九丁目９番９号", "増田九丁目", "９番９号"),
        ("増田9-9-9", "増田", "9-9-9"),
        ("増田 字柳田80", "増田 字柳田", "80"),
        ("大字高柳字下西22番地", "大字高柳字下西", "22番地"),
        ("本町２丁目３番３２号 １０１", "本町２丁目", "３番３２号 １０１"),
        ("一番町三丁目7-1", "一番町三丁目", "7-1"),
        ("北1条西5丁目2-9", "北1条西5丁目", "2-9"),
        ("種市第15地割34番地1", "種市第15地割", "34番地1"),
        ("閖上二十番地の三", "閖上", "二十番地の三"),
        ("閖上", "閖上", ""),
        ("5", "", "5"),
    ],
)
def test_town_and_block(text: str, town: str, block: str) -> None:
    assert parted(text) == Parted(town, block)


@given(st.text("増田字丁目番地条線地割第の-−ー 0123９一二十", max_size=20))
def test_nothing_is_lost(text: str) -> None:
    found = parted(text)
    assert "".join((found.town + found.block).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("prefecture", "city", "code"),
    [
        ("宮城県", "名取市", "042072"),
        ("宮城県", "仙台市青葉区", "041017"),
        ("宮城県", "宮城郡七ヶ浜町", "044041"),
        ("宮城県", "七ケ浜町", "044041"),
        ("宮城県", "仙台市", None),  # no address ends there
        ("北海道", "泊村", "014036"),
        ("宮城県", "名取町", None),
    ],
)
def test_the_code_of_a_municipality(prefecture: str, city: str, code: str | None) -> None:
    assert municipality_of(prefecture, city) == code
