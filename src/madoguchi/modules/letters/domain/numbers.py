"""照会番号: made from a seed under the server's key, so that it can be printed again and is stored nowhere.

11 letters of the house's alphabet (53 bits) and a check letter, in three groups of four. Whoever has the database and
not the key cannot make it; whoever guesses needs the date of birth besides, and is stopped (services/entry.py).
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from madoguchi.kit.checkdigits import check_ok, group, normalise_reference, reference_from, with_check

LENGTH = 12
__all__ = ["LENGTH", "group", "number_from", "read_number"]


def number_from(seed: str, key: bytes) -> str:
    """The one number that belongs to a seed under the server's key."""
    return with_check(reference_from(hmac.new(key, seed.encode(), sha256).digest(), LENGTH - 1))


def read_number(typed: str) -> str | None:
    """The number that somebody typed, or None when it cannot be one (length, letters, check letter)."""
    if len(typed) > 60:
        return None
    plain = normalise_reference(typed)
    return plain if plain is not None and len(plain) == LENGTH and check_ok(plain) else None
