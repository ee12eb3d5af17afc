"""Is a server key one that somebody could guess?"""

from __future__ import annotations

MAKE = "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
# What stands in examples and in keys that somebody typed.
_WORDS = (
    "insecure",
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "example",
    "madoguchi",
    "12345",
    "abcde",
)
LEAST_DIFFERENT = 20  # of 50 random characters out of 64 about 35 differ; out of 16 (hexadecimal) see below
_HEXADECIMAL = set("0123456789abcdefABCDEF")


def is_weak(key: str) -> bool:
    """One character or a short piece over and over, few different characters, or the words of an example."""
    if any(word in key.lower() for word in _WORDS):
        return True
    if key in (key + key)[1:-1]:  # made of a repeated piece
        return True
    different = len(set(key))
    return different < (12 if set(key) <= _HEXADECIMAL else LEAST_DIFFERENT)
