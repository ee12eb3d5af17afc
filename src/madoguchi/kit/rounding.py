"""Rounding with a name, one meaning in the whole house.

"down" 切捨て goes toward zero, "up" 切上げ away from zero, "half" 四捨五入 to the nearest, a half away from zero.
Numbers are rounded by size and then signed, so that a refund of half a fee is as large as half the fee: -1.5 is -1
down, -2 up, -2 half.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, assert_never

Way = Literal["down", "up", "half"]
WAYS: Final[tuple[Way, ...]] = ("down", "up", "half")


def to_step(number: Fraction | Decimal | int, way: Way = "down", step: int = 1) -> int:
    """The multiple of `step` (1 or more) to which a number is rounded, exact until then."""
    exact = Fraction(number) / step
    whole, rest = divmod(abs(exact), 1)
    match way:
        case "down":
            more = 0
        case "up":
            more = 1 if rest else 0
        case "half":
            more = 1 if rest * 2 >= 1 else 0
        case _:
            assert_never(way)
    return (whole + more) * step * (-1 if exact < 0 else 1)
