"""Numbers of letters: drawn, printed again, and found again by what somebody typed."""

from __future__ import annotations

import secrets
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac

from madoguchi.modules.letters.choices import Stage, Standing
from madoguchi.modules.letters.domain.numbers import group, number_from, read_number
from madoguchi.modules.letters.models import Recipient

_SALT = "madoguchi.letters.number"


def new_seed() -> str:
    """128 random bits, from which a number follows."""
    return secrets.token_hex(16)


def number_of(seed: str) -> str:
    """The number as it is printed: 12 letters."""
    return number_from(
        seed, salted_hmac(f"{_SALT}.seed", "key", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    )


def hash_number(number: str) -> str:
    """The form in which a number is stored: 64 hexadecimal digits."""
    return salted_hmac(_SALT, number, algorithm="sha256").hexdigest()


def to_try() -> tuple[str, date] | None:
    """In a demonstration: a number that has not been answered, and the date of birth that goes with it."""
    if not settings.MADOGUCHI_DEMO:
        return None
    row = Recipient.objects.filter(standing=Standing.WAITING, mailing__stage=Stage.OPEN).order_by("pk").first()
    return (group(number_of(row.seed)), row.birth) if row else None


def find(typed: str) -> Recipient | None:
    """The recipient of the open scope whose number this is; the date of birth is still to be asked. One query."""
    number = read_number(typed)
    if number is None:
        return None
    return Recipient.objects.select_related("mailing__department").filter(number_hash=hash_number(number)).first()
