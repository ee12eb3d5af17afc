"""Yen as whole numbers. Nothing here is ever a float, and every rounding has a name.

Unit: 円, int, negative for refunds. The yen has no smaller unit (通貨の単位及び貨幣の発行等に関する法律 2条
[K]; the 銭 of that law is for calculating only), so a decimal point in an amount is an error, not a rounding.
Codes of `MoneyError`: empty, unreadable, grouping, decimal_point, too_large (over 15 digits),
denominator, unit.
"""

import re
import unicodedata
from fractions import Fraction
from typing import Final, Literal

from madoguchi.kit.errors import KitError
from madoguchi.kit.hyphens import unify
from madoguchi.kit.rounding import Way, to_step

# The Yen sign is 0x5C in CP932 and comes out of such files as a backslash. △ ▲ are minus signs in Japanese
# accounts.
_AMOUNT: Final = re.compile(
    r"金?(?P<sign>[-+△▲]?)[¥\\]?(?P<inner>[-△▲]?)(?P<digits>[0-9][0-9,]*)(?P<decimals>\.[0-9]+)?円?也?-?"
)
_MOST_DIGITS: Final = 15
_GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")


class MoneyError(KitError):
    """An amount that cannot be read or a division that has no meaning; codes in the module docstring."""


def parse_yen(text: str) -> int:
    """ "１，２３４円", "¥1,234", "△1,234", "金1,234円也" -> 1234, 1234, -1234, 1234. Raises `MoneyError`.

    Commas must stand every three digits ("1,23" -> grouping): where they do not, a digit is missing.
    """
    plain = "".join(unify(unicodedata.normalize("NFKC", text)).replace("、", ",").split())
    if not plain:
        raise MoneyError("empty")
    found = _AMOUNT.fullmatch(plain)
    if found is None or (found["sign"] and found["inner"]):
        raise MoneyError("unreadable", text=text)
    if found["decimals"]:
        raise MoneyError("decimal_point", text=text)
    if _GROUPED.fullmatch(found["digits"]) is None:
        raise MoneyError("grouping", text=text)
    digits = found["digits"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        raise MoneyError("too_large", text=text)
    amount = int(digits)
    return -amount if (found["sign"] or found["inner"]) in ("-", "△", "▲") else amount


def format_yen(amount: int, *, minus: Literal["-", "△"] = "-") -> str:
    """1234 -> "1,234円", -1234 -> "-1,234円" (with `minus="△"` as in accounts "△1,234円")."""
    return f"{minus if amount < 0 else ''}{abs(amount):,}円"


def fraction(amount: int, numerator: int, denominator: int, rounding: Way = "down") -> int:
    """`amount` × numerator ÷ denominator in whole yen, exact before the one rounding at the end.

    A reduction of 30 % is `fraction(fee, 70, 100)`; 切捨て is the default, as in most 条例. Raises
    `MoneyError("denominator")` for a denominator below 1.
    """
    if denominator < 1:
        raise MoneyError("denominator", denominator=denominator)
    return to_step(Fraction(amount * numerator, denominator), rounding)


def round_to_unit(amount: int, unit: int, rounding: Way = "down") -> int:
    """`amount` to a multiple of `unit` yen: 100円未満切捨て is `round_to_unit(amount, 100)`. Raises
    `MoneyError("unit")`.
    """
    if unit < 1:
        raise MoneyError("unit", unit=unit)
    return to_step(amount, rounding, unit)
