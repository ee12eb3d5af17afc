from __future__ import annotations

from dataclasses import dataclass

import pytest

from madoguchi.modules.portal.domain.finding import MAX_TYPED, CodeFound, CodeUnknown, find_code, rank

KNOWN = {"042072", "042021", "041009", "040002", "044041", "043214"}


@dataclass(frozen=True)
class Body:
    code: str = "044041"
    name: str = "七ヶ浜町"
    name_en: str = "Shichigahama Town"
    kana: str = "しちがはままち"
    path: str = "shichigahama"


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [("042072", False), (" 042072 ", True), ("42072", True), ("04207", True), ("０４２０７２", True), ("4207", True)],
)
def test_a_code_is_read_with_its_usual_slips(typed: str, repaired: bool) -> None:
    found = find_code(typed, KNOWN)
    assert isinstance(found, CodeFound)
    assert found.code == "042072"
    assert found.repaired is (repaired and typed.strip() != "042072")


@pytest.mark.parametrize("typed", ["042073", "042027", "142072", "04 20 73"])
def test_a_wrong_code_gives_what_comes_near(typed: str) -> None:
    found = find_code(typed, KNOWN)
    assert isinstance(found, CodeUnknown)
    assert "042072" in found.suggestions


@pytest.mark.parametrize("typed", ["", "abc", "999999", "👍", "131016", "<script>", "-1"])
def test_what_is_no_code_at_all_gives_nothing(typed: str) -> None:
    found = find_code(typed, KNOWN)
    assert isinstance(found, CodeUnknown)
    assert found.suggestions == ()


def test_what_was_typed_is_cut_before_it_is_shown() -> None:
    found = find_code("9" * 10_000, KNOWN)
    assert isinstance(found, CodeUnknown)
    assert len(found.typed) == MAX_TYPED


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("七ヶ浜町", 0), ("七ヶ浜", 0), ("七ケ浜", 0), ("しちがはままち", 0), ("ｼﾁｶﾞﾊﾏﾏﾁ", 0),
        ("SHICHIGAHAMA", 0), ("044041", 0),
        ("しち", 1), ("shichi", 1), ("七", 1), ("0440", 1),
        ("七ヶ浜町役場", 0), ("しちがはままちやくば", 0), ("Shichigahama Town Hall", 0), ("宮城県七ヶ浜町東宮浜", 3),
        ("役場", None), ("がはま", 2), ("浜", 2), ("名取", None), ("", None), (" ", None),
    ],
)  # fmt: skip
def test_names_are_found_however_they_are_written(typed: str, points: int | None) -> None:
    assert rank(typed, Body()) == points
