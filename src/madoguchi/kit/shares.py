"""A secret in shares, any k of which give it back and any k - 1 of which tell nothing (Shamir 1979, over GF(2^8)).

A share is a line to be printed, kept in an envelope and typed in again: `mdg-1-k-number-set-letters-check`. Letters are
base32 (RFC 4648, no 0, 1, 8), so nothing depends on upper or lower case, spaces or line breaks. A mark of the secret is
shared with it, so that a wrong result is never given back.

Codes of `ShareError`: shape (no share of ours), mistyped (its check does not fit), other_set (of another splitting),
twice (the same share again), too_few (data: needed, given), broken (they do not belong together), numbers (k, n or the
length cannot be).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from madoguchi.kit.errors import KitError

MOST = 16  # holders; more envelopes than that are no safeguard
_MARK = 4
_SHAPE = re.compile(r"MDG1([0-9]{2})([0-9]{2})([A-Z2-7]{8})([A-Z2-7]+)")


class ShareError(KitError):
    """See the module for its codes."""


def _tables() -> tuple[list[int], list[int]]:
    """Powers of the generator 3 of the field with x^8 + x^4 + x^3 + x + 1 (that of AES), and their logarithms."""
    powers, logarithms, value = [0] * 255, [0] * 256, 1
    for exponent in range(255):
        powers[exponent], logarithms[value] = value, exponent
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)
    return powers, logarithms


_POWER, _LOG = _tables()


def _times(one: int, other: int) -> int:
    return _POWER[(_LOG[one] + _LOG[other]) % 255] if one and other else 0


def _over(one: int, other: int) -> int:
    return _POWER[(_LOG[one] - _LOG[other]) % 255] if one else 0


@dataclass(frozen=True, slots=True)
class Share:
    """`needed`: k; `number`: 1 to n; `set_id`: eight letters of this splitting; `data`: one byte for each of the secret
    and of its mark."""

    needed: int
    number: int
    set_id: str
    data: bytes

    def __str__(self) -> str:
        body = f"MDG1{self.needed:02}{self.number:02}{self.set_id}{_letters(self.data)}"
        groups = re.findall(".{1,4}", body + _check(body))
        return "-".join(groups)


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _check(body: str) -> str:
    return _letters(hashlib.sha256(body.encode()).digest()[:5])


def split(
    secret: bytes, *, needed: int, shares: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> list[str]:
    """`shares` lines, any `needed` of which give the secret back. Raises ShareError "numbers".

    >>> lines = split(b"at the well", needed=2, shares=3)
    >>> combine([lines[2], lines[0]])
    b'at the well'
    """
    if not (2 <= needed <= shares <= MOST and 1 <= len(secret) <= 64):
        raise ShareError("numbers", needed=needed, shares=shares)
    marked = secret + hashlib.sha256(secret).digest()[:_MARK]
    set_id = _letters(random(5))
    # One polynomial a byte: the byte itself, and needed - 1 coefficients that nobody knows.
    unknown = [random(needed - 1) for _ in marked]
    return [
        str(Share(needed, x, set_id, bytes(_at(x, byte, rest) for byte, rest in zip(marked, unknown, strict=True))))
        for x in range(1, shares + 1)
    ]


def _at(x: int, constant: int, rest: bytes) -> int:
    value = 0
    for coefficient in reversed(rest):
        value = _times(value ^ coefficient, x)
    return value ^ constant


def read(line: str) -> Share:
    """One share as somebody typed it. Raises ShareError "shape" or "mistyped"."""
    plain = re.sub(r"[\s\-]", "", line).upper()
    body, check = plain[:-8], plain[-8:]
    found = _SHAPE.fullmatch(body)
    if found is None:
        raise ShareError("shape")
    if _check(body) != check:
        raise ShareError("mistyped", number=found[2])
    letters = found[4]
    data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    return Share(int(found[1]), int(found[2]), found[3], data)


def combine(lines: Iterable[str]) -> bytes:
    """The secret. More shares than needed are looked at, too. Raises ShareError (all codes but "numbers")."""
    given = [read(line) for line in lines]
    if not given:
        raise ShareError("too_few", needed=2, given=0)
    first = given[0]
    if any((one.set_id, one.needed, len(one.data)) != (first.set_id, first.needed, len(first.data)) for one in given):
        raise ShareError("other_set")
    if len({one.number for one in given}) != len(given):
        raise ShareError("twice")
    if len(given) < first.needed:
        raise ShareError("too_few", needed=first.needed, given=len(given))
    marked = bytes(_at_zero([(one.number, one.data[at]) for one in given]) for at in range(len(first.data)))
    secret, mark = marked[:-_MARK], marked[-_MARK:]
    if hashlib.sha256(secret).digest()[:_MARK] != mark:
        raise ShareError("broken")
    return secret


def _at_zero(points: list[tuple[int, int]]) -> int:
    """The value at 0 of the polynomial through these points (Lagrange; in this field minus is plus)."""
    total = 0
    for x, y in points:
        term = y
        for other, _y in points:
            if other != x:
                term = _times(term, _over(other, other ^ x))
        total ^= term
    return total
