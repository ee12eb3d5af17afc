"""How a household comes to its letter's page: number and date of birth. Only both together show anything.

The number has 53 random bits, the date of birth perhaps 15: whoever holds a stranger's letter may try ten dates an hour
and twenty in two days under its number, the right one included; a network sixty numbers an hour. The browser gets a
signed cookie for half an hour that names the recipient and the number as it was issued: a reissue ends it.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.letters.domain.numbers import read_number
from madoguchi.modules.letters.models import Recipient
from madoguchi.modules.letters.services import numbers

COOKIE = "mdg_letter"
PER_NUMBER, PER_NUMBER_LONG, PER_NETWORK = 10, 20, 60
_HOUR, _LONG = timedelta(hours=1), timedelta(days=2)
_SALT = "madoguchi.letters.entry"
_NOBODY = "0001-01-01"


class TooOftenError(Exception):
    """Tried too often: `wait` until it may be tried again."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(str(wait))


def enter(tenant: Tenant, number: str, birth: date | None, network: str) -> Recipient | None:
    """The recipient whom both fit; None when they do not, and nobody learns which was wrong. Raises TooOftenError."""
    plain = read_number(number)
    keys = [f"letters.network:{tenant.code}:{network}"]
    limits = [audit.Limit(keys[0], PER_NETWORK, _HOUR)]
    if plain is not None:
        keys.append(f"letters.number:{tenant.code}:{plain}")
        limits += [audit.Limit(keys[1], PER_NUMBER, _HOUR), audit.Limit(keys[1], PER_NUMBER_LONG, _LONG)]
    wait = audit.attempts.longest_block(*limits[1:]) if plain is not None else None
    if wait is not None:
        raise TooOftenError(wait)
    row = numbers.find(number)
    fits = constant_time_compare(row.birth.isoformat() if row else _NOBODY, birth.isoformat() if birth else "")
    if row is not None and fits:
        return row
    wait = audit.attempts.longest_block(limits[0])
    audit.attempts.failed(*keys)
    if wait is not None:
        raise TooOftenError(wait)
    return None


def allow(response: HttpResponse, tenant: Tenant, row: Recipient) -> None:
    """Let this browser see the household for another while."""
    response.set_cookie(
        COOKIE,
        _signer().sign(f"{tenant.code}.{row.pk}.{row.number_hash}"),
        max_age=tenant.idle_minutes * 60,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def allowed(request: HttpRequest, tenant: Tenant) -> Recipient | None:
    """The recipient that this browser has shown number and date of birth for. One query where there is a cookie."""
    try:
        value = _signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=tenant.idle_minutes * 60)
        code, pk, number_hash = value.split(".")
    except (signing.BadSignature, ValueError):
        return None
    if code != tenant.code:
        return None
    return Recipient.objects.select_related("mailing__department").filter(pk=int(pk), number_hash=number_hash).first()


def end(response: HttpResponse) -> None:
    """Forget the letter, as on a shared computer after use."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.cookies[COOKIE]["httponly"] = True


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=settings.SECRET_KEY, salt=_SALT, sep="~", algorithm="sha256")
