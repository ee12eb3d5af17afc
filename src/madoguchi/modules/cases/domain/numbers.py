"""受付番号 and 確認番号: how they are made and read back.

The receipt number names a case and is no secret: 8 random letters and a check letter (38.9 bits; unique by
the database). The confirmation code opens the case: 13 random letters and a check letter, 63 bits (house
rule §8: ≥ 60). Both use the alphabet of `kit.checkdigits`, so that they survive the telephone.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from madoguchi.kit.checkdigits import (
    check_ok,
    group,
    normalise_reference,
    random_reference,
    reference_from,
    with_check,
)

RECEIPT_LENGTH = 9
CODE_LENGTH = 14

__all__ = [
    "CODE_LENGTH",
    "RECEIPT_LENGTH",
    "code_from",
    "group",
    "new_code",
    "new_receipt_number",
    "read_code",
    "read_receipt_number",
]


def new_receipt_number() -> str:
    """Return a fresh random receipt number, as in "K7M2XW4PB". Not yet known to be unique."""
    return with_check(random_reference(RECEIPT_LENGTH - 1))


def new_code() -> str:
    """Return a fresh random confirmation code."""
    return with_check(random_reference(CODE_LENGTH - 1))


def code_from(secret: str, key: bytes) -> str:
    """Return the one confirmation code that belongs to a draft's secret under the server's key.

    Whoever sends the same draft twice sees the same code twice, and the code itself is nowhere stored.
    """
    return with_check(reference_from(hmac.new(key, secret.encode(), sha256).digest(), CODE_LENGTH - 1))


def read_receipt_number(typed: str) -> str | None:
    """Return the receipt number that somebody typed, or None when it cannot be one (length, check letter)."""
    return _read(typed, RECEIPT_LENGTH)


def read_code(typed: str) -> str | None:
    """Return what somebody typed as a confirmation code, or None when it cannot be one."""
    return _read(typed, CODE_LENGTH)


def _read(typed: str, length: int) -> str | None:
    # Longer than any honest writing of it: not worth normalising.
    if len(typed) > 60:
        return None
    plain = normalise_reference(typed)
    if plain is None or len(plain) != length or not check_ok(plain):
        return None
    return plain
