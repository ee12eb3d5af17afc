"""Digits from outside (ids and row numbers in forms) as a number, however many somebody sent; and kanji numbers."""

from __future__ import annotations

LONGEST = 18
"""More than any row id has, and few enough for every database's integers."""


def read_digits(text: str) -> int | None:
    """Return the number that plain ASCII digits write, None for anything else or more than 18 of them.

    `int()` alone would do for neither: it raises on 4301 digits, reads "１２" and " 12 ", and takes a sign.

    >>> read_digits("12"), read_digits("-1"), read_digits("²"), read_digits("")
    (12, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


_KANJI = "〇一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
KANJI = _KANJI + "".join(_UNITS)
"""The kanji by which towns and roads are numbered; 万 and more are no numbers of places."""


def read_kanji(text: str) -> int | None:
    """The number that kanji write, by value (二十一) or digit by digit (二一); None for anything else, or more than 18.

    >>> read_kanji("二十一"), read_kanji("二〇三"), read_kanji("千二百"), read_kanji("番")
    (21, 203, 1200, None)
    """
    if not text or len(text) > LONGEST or not set(text) <= set(KANJI):
        return None
    total, digits = 0, ""
    for sign in text:
        if sign in _UNITS:
            total, digits = total + int(digits or 1) * _UNITS[sign], ""
        else:
            digits += str(_KANJI.index(sign))
    return total + int(digits or 0)
