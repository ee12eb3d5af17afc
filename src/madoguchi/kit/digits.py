"""Digits from outside (ids and row numbers in forms) as a number, however many somebody sent."""

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
