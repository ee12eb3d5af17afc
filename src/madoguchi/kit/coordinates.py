"""Latitude and longitude as people write them, and as numbers: whole millionths of a degree (0.1 m), WGS84 = JGD2011.

JGD2011 (測量法施行令2条) and WGS84 differ by centimetres, far less than anybody reads off a map.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from madoguchi.kit.errors import KitError

MICRO: Final = 1_000_000
_LONGEST: Final = 60
_MARKS: Final = {"北緯": "N", "南緯": "S", "東経": "E", "西経": "W", "緯度": "N", "経度": "E"}
_WORDS: Final = re.compile(rf"{'|'.join(_MARKS)}|lat(itude)?|lon(gitude)?|lng", re.IGNORECASE)
# What stands for 度, 分 and 秒 on keyboards and maps. Before NFKC, which makes two minutes of ″ and a letter of º.
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("°º˚゜", "度"),
        **dict.fromkeys("′’‘‵´`'＇", "分"),
        **dict.fromkeys('″”“"＂〃', "秒"),
        "−": "-",
        "―": "-",
    }
)
_DEGREES: Final = re.compile(
    r"(?P<front>[NSEW]?)(?P<sign>[+-]?)(?P<d>\d{1,3}(\.\d{0,12})?)"
    r"(度((?P<m>\d{1,2}(\.\d{0,12})?)(分((?P<s>\d{1,2}(\.\d{0,12})?)秒?)?)?)?)?(?P<back>[NSEW]?)",
    re.ASCII,
)


class CoordinateError(KitError):
    """``code``: empty, unreadable, minutes (60 and more), degrees (beyond 90 or 180), parts (not two), mixed."""


@dataclass(frozen=True, slots=True)
class Degrees:
    """One number: ``micro`` millionths of a degree, and the ``axis`` that it names itself ("lat", "lon"), or ""."""

    micro: int
    axis: str = ""


def read(text: str) -> Degrees:
    """One latitude or longitude: 38.1716 · 38度10分17.8秒 · 38°10'17.8" · 北緯38.1716 · N38.1716 · ３８．１７１６.

    Raises ``CoordinateError``.
    """
    plain = _plain(text)
    if not plain:
        raise CoordinateError("empty")
    found = _DEGREES.fullmatch(plain)
    if found is None or (found["front"] and found["back"]):
        raise CoordinateError("unreadable")
    minutes, seconds = Decimal(found["m"] or 0), Decimal(found["s"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise CoordinateError("minutes")
    mark = found["front"] or found["back"]
    value = Decimal(found["d"]) + minutes / 60 + seconds / 3600
    if value > 180 or (mark in ("N", "S") and value > 90):
        raise CoordinateError("degrees")
    micro = int((value * MICRO).to_integral_value(ROUND_HALF_UP))
    negative = (found["sign"] == "-") != (mark in ("S", "W"))
    return Degrees(-micro if negative else micro, {"": "", "N": "lat", "S": "lat"}.get(mark, "lon"))


def _plain(text: str) -> str:
    """Without spaces and long words, in half-width signs."""
    if len(text) > _LONGEST:
        raise CoordinateError("unreadable")
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS).replace("分分", "秒"))
    return re.sub(r"[\s:=]", "", _WORDS.sub(_mark, plain).upper())


def _mark(word: re.Match[str]) -> str:
    return _MARKS.get(word[0]) or ("N" if word[0].lower().startswith("lat") else "E")


def split(text: str) -> tuple[str, str]:
    """The two parts of 「38.1716, 140.8917」, as maps on the screen give them: parted by a comma, 、 or a space, or
    where a word for an axis begins. Raises ``CoordinateError("parts")``."""
    if len(text) > 2 * _LONGEST:
        raise CoordinateError("parts")
    plain = text.strip(" \t　()[]（）［］")
    for mark in (
        r"\s*[,，、､;；/]\s*",
        r"\s+(?=[NSEWnsew東西北南緯経])",
        r"\s*(?=東経|西経|経度|北緯|南緯|緯度)",
        r"\s+",
    ):
        parts = [one for one in re.split(mark, plain) if one]
        if len(parts) == 2:
            return parts[0], parts[1]
    raise CoordinateError("parts")


def pair(first: str, second: str) -> tuple[int, int]:
    """(latitude, longitude) in millionths of a degree. Who writes the axes beside the numbers may have them in either
    order. Raises ``CoordinateError``; ``mixed`` when the words and the boxes do not agree."""
    one, two = read(first), read(second)
    if (one.axis, two.axis) == ("lon", "lat"):
        one, two = two, one
    if one.axis == "lon" or two.axis == "lat":
        raise CoordinateError("mixed")
    return one.micro, two.micro


def as_text(micro: int) -> str:
    """38171600 → "38.171600"."""
    sign = "-" if micro < 0 else ""
    return f"{sign}{abs(micro) // MICRO}.{abs(micro) % MICRO:06d}"
