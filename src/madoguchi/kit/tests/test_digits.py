from __future__ import annotations

import pytest

from madoguchi.kit.digits import read_digits


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_digits_are_read(text: str, number: int) -> None:
    assert read_digits(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_0", "１２", "²", "१", "9" * 19, "9" * 5000, "\x00"])
def test_everything_else_is_no_number(text: str) -> None:
    assert read_digits(text) is None
