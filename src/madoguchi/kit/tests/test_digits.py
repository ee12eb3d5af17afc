from __future__ import annotations

import pytest

from madoguchi.kit.digits import read_digits, read_kanji


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_digits_are_read(text: str, number: int) -> None:
    assert read_digits(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_0", "１２", "²", "१", "9" * 19, "9" * 5000, "\x00"])
def test_everything_else_is_no_number(text: str) -> None:
    assert read_digits(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("〇", 0), ("九", 9), ("十", 10), ("二十一", 21), ("百二", 102), ("千", 1000), ("二〇三", 203), ("一二", 12)],
)
def test_kanji_numbers_are_read(text: str, number: int) -> None:
    assert read_kanji(text) == number


@pytest.mark.parametrize("text", ["", "1", "一丁目", "一万", "一" * 19])
def test_other_kanji_are_no_number(text: str) -> None:
    assert read_kanji(text) is None
