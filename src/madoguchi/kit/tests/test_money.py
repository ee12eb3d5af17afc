"""Yen: reading, writing, and rounding that has a name; compared with exact fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import money
from madoguchi.kit.money import MoneyError

AMOUNTS = st.integers(1 - 10**15, 10**15 - 1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("１，２３４円", 1234),
        ("¥1,234", 1234),
        ("￥１，２３４", 1234),
        ("\\1,234", 1234),
        ("¥1,234-", 1234),
        ("金1,234円也", 1234),
        ("1、234円", 1234),
        ("-1,234", -1234),
        ("−1234円", -1234),
        ("△1,234", -1234),
        ("▲1234円", -1234),
        ("¥-500", -500),
        ("-¥500", -500),
        ("+500", 500),
        ("0円", 0),
        ("007", 7),
        (" 50,700 ", 50700),
    ],
)
def test_parse_yen(text, amount):
    assert money.parse_yen(text) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("　", "empty"),
        ("円", "unreadable"),
        ("無料", "unreadable"),
        ("1万円", "unreadable"),
        ("1,23円", "grouping"),
        ("12,34", "grouping"),
        ("1,234,", "grouping"),
        ("1,,234", "grouping"),
        ("1234,567", "grouping"),
        ("12.5円", "decimal_point"),
        ("100.00", "decimal_point"),
        ("--5", "unreadable"),
        ("-¥-5", "unreadable"),
        ("1e3", "unreadable"),
        ("1" * 16, "too_large"),
        ("9" * 5000, "too_large"),
        ("$5", "unreadable"),
        ("٣", "unreadable"),
    ],
)
def test_parse_yen_refuses(text, code):
    with pytest.raises(MoneyError) as caught:
        money.parse_yen(text)
    assert caught.value.code == code


@given(AMOUNTS)
def test_a_formatted_amount_reads_back(amount):
    assert money.parse_yen(money.format_yen(amount)) == amount
    assert money.parse_yen(money.format_yen(amount, minus="△")) == amount


def test_format_yen():
    assert money.format_yen(1234) == "1,234円"
    assert money.format_yen(0) == "0円"
    assert money.format_yen(-1234567) == "-1,234,567円"
    assert money.format_yen(-50, minus="△") == "△50円"


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "down", "up", "half"),
    [
        (1000, 1, 3, 333, 334, 333),
        (1000, 2, 3, 666, 667, 667),
        (5, 1, 2, 2, 3, 3),
        (4, 1, 2, 2, 2, 2),
        (350, 70, 100, 245, 245, 245),
        (-5, 1, 2, -2, -3, -3),
        (0, 1, 7, 0, 0, 0),
    ],
)
def test_fraction_by_every_rounding(amount, numerator, denominator, down, up, half):
    assert money.fraction(amount, numerator, denominator) == down
    assert money.fraction(amount, numerator, denominator, "down") == down
    assert money.fraction(amount, numerator, denominator, "up") == up
    assert money.fraction(amount, numerator, denominator, "half") == half


@given(AMOUNTS, st.integers(-1000, 1000), st.integers(1, 10_000))
def test_fraction_agrees_with_exact_arithmetic(amount, numerator, denominator):
    exact = Fraction(amount * numerator, denominator)
    assert money.fraction(amount, numerator, denominator, "down") == math.trunc(exact)
    up = math.ceil(exact) if exact > 0 else math.floor(exact)
    assert money.fraction(amount, numerator, denominator, "up") == up
    half = money.fraction(amount, numerator, denominator, "half")
    assert abs(exact - half) <= Fraction(1, 2)
    if abs(exact - half) == Fraction(1, 2):
        assert abs(half) > abs(exact)


@pytest.mark.parametrize("denominator", [0, -3])
def test_fraction_refuses(denominator):
    with pytest.raises(MoneyError, match="denominator"):
        money.fraction(100, 1, denominator)


def test_round_to_unit():
    assert money.round_to_unit(1299, 100) == 1200
    assert money.round_to_unit(1201, 100, "up") == 1300
    assert money.round_to_unit(1250, 100, "half") == 1300
    assert money.round_to_unit(-1299, 100) == -1200
    with pytest.raises(MoneyError, match="unit"):
        money.round_to_unit(100, 0)
