"""Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 seconds; what every authenticator app speaks)."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT_STEPS = 1  # a phone whose clock is 30 s off still gets in


def new_secret() -> str:
    """A fresh key of 160 bits, base32."""
    return pyotp.random_base32()


def step_at(now: datetime) -> int:
    """Number of the 30-second step that contains `now` (aware)."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: str, now: datetime) -> str:
    """The six digits shown by an authenticator app at `now`."""
    return pyotp.TOTP(secret).at(int(now.timestamp()))


def matching_step(secret: str, typed: str, now: datetime, *, after: int | None) -> int | None:
    """Step whose code was typed, or None.

    A step at or before `after` (the last one used) never matches: a code that somebody saw is worth nothing.
    Spaces, hyphens and full-width digits are accepted as typed.
    """
    code = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("-", "")
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    current = step_at(now)
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        matches = pyotp.utils.strings_equal(totp.generate_otp(step), code)
        if matches and (after is None or step > after):
            found = step
    return found


def address(secret: str, *, login: str, issuer: str) -> str:
    """The otpauth:// address inside the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def spaced(secret: str) -> str:
    """The key in groups of four, for typing it in.

    >>> spaced("ABCDEFGH")
    'ABCD EFGH'
    """
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
