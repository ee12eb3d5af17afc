"""Japanese postal codes (郵便番号): seven digits, written 980-8570, stored without the hyphen (GIF,
推奨データセット).

What a code stands for is in `postal.zip` beside this file, made from 日本郵便's KEN_ALL by tools/postal.py: a member
for the first three digits, in it a line for each code. One look-up unpacks one member (about 1 kB, 0.2 ms).
The member `cities` has the codes of all municipalities.
Codes of `PostalError`: empty, characters, length (with `digits`, the number found).
"""

import unicodedata
import zipfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from madoguchi.kit import municode
from madoguchi.kit.errors import KitError
from madoguchi.kit.hyphens import unify

LENGTH: Final = 7
# Codes of single buildings end in 6000 and more, one for each floor [K].
_TOWERS: Final = "6000"
_FLOORS: Final = 5


class PostalError(KitError):
    """A text that is no postal code; the codes are in the module docstring."""


def normalise(text: str) -> str:
    """ "〒980-8570", "９８０ー８５７０", "980 8570" -> "9808570". Raises `PostalError`."""
    plain = "".join(unify(unicodedata.normalize("NFKC", text)).split()).removeprefix("〒")
    if not plain:
        raise PostalError("empty")
    # The hyphen is taken only where it belongs: 9808-570 is a slip somebody should look at.
    digits = plain[:3] + plain[4:] if plain[3:4] == "-" else plain
    if not (digits.isascii() and digits.isdigit()):
        raise PostalError("characters", text=text)
    if len(digits) != LENGTH:
        raise PostalError("length", text=text, digits=len(digits))
    return digits


def format_postal(code: str, *, mark: bool = False) -> str:
    """ "9808570" -> "980-8570", with `mark` "〒980-8570". Takes and raises what `normalise` does."""
    digits = normalise(code)
    return f"{'〒' if mark else ''}{digits[:3]}-{digits[3:]}"


@dataclass(frozen=True, slots=True)
class Place:
    """What a postal code stands for; a part that its places do not share is ""."""

    prefecture: str
    city: str
    town: str
    building: str = ""


def place_of(code: str) -> Place | None:
    """ "9811224" -> 宮城県, 名取市, 増田; None for a code that is not in the table. Takes and raises what `normalise`
    does."""
    digits = normalise(code)
    table = _table()
    if digits[:3] not in table.NameToInfo:
        return None
    lines = [line.split("\t") for line in table.read(digits[:3]).decode("utf-8").split("\n")]
    for end, *parts in lines:
        if end == digits[3:]:
            place = Place(*parts)
            return _in_building(place, [rest for _end, *rest in lines]) if end >= _TOWERS else place
    return None


def may_be_office(code: str) -> bool:
    """Whether a code that is not in the table may be that of a firm or office alone (大口事業所個別番号: [K] the last
    four digits begin with 8, and so do some of towns). Takes and raises what `normalise` does."""
    digits = normalise(code)
    return digits[3] == "8" and digits[:3] in _table().NameToInfo and place_of(digits) is None


def municipality_of(prefecture: str, city: str) -> str | None:
    """The 全国地方公共団体コード (six digits) of a municipality by its names as addresses have them ("宮城県",
    "名取市"; "仙台市青葉区" is the ward's). The 郡 before a town may be missing. None for what is not in the table."""
    return _cities().get((prefecture, _same(city)))


@cache
def _cities() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    short: dict[tuple[str, str], set[str]] = {}
    for line in _table().read("cities").decode("utf-8").split("\n"):
        five, prefecture, city = line.split("\t")
        code = five + municode.check_digit(five)
        found[prefecture, _same(city)] = code
        if "郡" in city[1:-1]:
            short.setdefault((prefecture, _same(city.partition("郡")[2])), set()).add(code)
    return {key: next(iter(codes)) for key, codes in short.items() if len(codes) == 1} | found


def _same(name: str) -> str:
    return name.replace("ヶ", "ケ").replace("が", "ケ").replace("ガ", "ケ")


def _in_building(place: Place, others: list[list[str]]) -> Place:
    """A tower with a code for each floor stands behind its town in the table (霞が関霞が関ビル): told apart by being
    there many times, behind a town that has a code of its own."""
    same = [place.prefecture, place.city, place.town]
    if others.count(same) < _FLOORS:
        return place
    towns = {town for prefecture, city, town in others if [prefecture, city] == same[:2]}
    town = max((one for one in towns if one and one != place.town and place.town.startswith(one)), key=len, default="")
    return Place(place.prefecture, place.city, town, place.town.removeprefix(town)) if town else place


@cache
def _table() -> zipfile.ZipFile:
    # Held in memory (1 MB): processes forked from one another must not share a place in the file.
    return zipfile.ZipFile(BytesIO(Path(__file__).with_name("postal.zip").read_bytes()))
