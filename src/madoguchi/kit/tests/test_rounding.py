from decimal import Decimal
from fractions import Fraction

import pytest

from madoguchi.kit.rounding import to_step


@pytest.mark.parametrize(
    ("number", "down", "up", "half"),
    [
        ("1.5", 1, 2, 2),
        ("-1.5", -1, -2, -2),
        ("1.4", 1, 2, 1),
        ("-1.4", -1, -2, -1),
        ("-0.5", 0, -1, -1),
        ("7", 7, 7, 7),
    ],
)
def test_by_size_and_then_signed(number: str, down: int, up: int, half: int) -> None:
    for exact in (Decimal(number), Fraction(number)):
        assert (to_step(exact), to_step(exact, "up"), to_step(exact, "half")) == (down, up, half)


def test_to_a_step() -> None:
    assert to_step(1299, "down", 100) == 1200
    assert to_step(-1299, "down", 100) == -1200
    assert to_step(Fraction(1201), "up", 100) == 1300
    assert to_step(-1250, "half", 100) == -1300
