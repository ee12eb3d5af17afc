"""Sessions of residents: rows of our own and a cookie of our own; staff sessions know nothing of them.

A key is 256 random bits, made at every sign-in and never taken from the browser, so no session can be fixed beforehand.
Looking a session up is one query, and none without the cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from madoguchi.kernel.people.api import Account, digest
from madoguchi.kernel.residents import events
from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.domain.device import device_of
from madoguchi.kernel.residents.models import Resident, ResidentSession
from madoguchi.kernel.residents.services import author

COOKIE = "mdg_resident"
FRESH = timedelta(minutes=15)
"""How long a sign-in counts as a proof for acts that change how one signs in."""
_PURPOSE = "residents.session"
_TOUCH = timedelta(minutes=1)
_KNOWN = "_residents_session"
Leaver = Callable[[HttpRequest, HttpResponse], None]
_leavers: list[Leaver] = []


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and what is known of the session."""

    resident: Resident
    session_id: int
    how: How
    opened_at: datetime
    proved_at: datetime

    @property
    def account(self) -> Account:
        """The login identity."""
        return self.resident.account

    @property
    def proven(self) -> bool:
        """Did a provider prove who it is, at this very sign-in? A password on a proven account is less."""
        return self.how is How.PROVIDER

    def fresh(self, now: datetime | None = None) -> bool:
        """Did the person show who they are within the last 15 minutes?"""
        return (now or timezone.now()) - self.proved_at <= FRESH


def follow_leaving(leaver: Leaver) -> None:
    """Have `leaver(request, response)` called when a resident signs out, to take other cookies of the person away."""
    if leaver not in _leavers:
        _leavers.append(leaver)


def current(request: HttpRequest, *, touch: bool = True) -> SignedIn | None:
    """Who is signed in in this browser; None for nobody. At most one query a request, and once a minute an update of
    the time stamp, unless `touch` is False."""
    if not hasattr(request, _KNOWN):
        setattr(request, _KNOWN, _look_up(request.COOKIES.get(COOKIE, ""), touch))
    found: SignedIn | None = getattr(request, _KNOWN)
    return found


def signed_in_id(request: HttpRequest) -> int | None:
    """The id of whoever is signed in: one query with the cookie, none without it, and the time stamp as in `current`.
    Asked on every page of a form, so that a session does not end under somebody who is filling in."""
    signed = current(request)
    return signed.resident.pk if signed else None


def enter(
    request: HttpRequest, response: HttpResponse, resident: Resident, how: How, now: datetime | None = None
) -> None:
    """Sign in: a new session row and key, the browser's former session ends, the form token changes. Where somebody
    else was signed in, or somebody unknown, what other rooms keep in this browser goes as at the sign-out."""
    now = now or timezone.now()
    if request.COOKIES.get(COOKIE) and _drop(request) != resident.pk:
        _take_away(request, response)
    setattr(request, _KNOWN, None)
    key = secrets.token_urlsafe(32)
    ResidentSession.objects.create(
        resident=resident,
        key_hash=digest(key, purpose=_PURPOSE),
        opened_by=how,
        opened_at=now,
        seen_at=now,
        proved_at=now,
        mark=resident.account.session_mark(),
        device=device_of(request.headers.get("User-Agent", "")),
    )
    author.record(events.SIGNED_IN, resident.pk, how=how.value)
    response.set_cookie(COOKIE, key, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    rotate_token(request)


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """Sign out: the row is deleted, the cookie goes, and what other rooms keep in this browser of the person."""
    _drop(request)
    response.delete_cookie(COOKIE, samesite="Lax")
    _take_away(request, response)


def keep(signed: SignedIn) -> None:
    """Keep this session over one's own change of password, which ends all others."""
    ResidentSession.objects.filter(pk=signed.session_id).update(mark=signed.account.session_mark())
    ResidentSession.objects.filter(resident=signed.resident).exclude(pk=signed.session_id).delete()


def end(signed: SignedIn, session_id: int) -> bool:
    """End one of the person's own other sessions; False when it is none of theirs."""
    found = ResidentSession.objects.filter(pk=session_id, resident=signed.resident)
    return bool(_ended_elsewhere(signed, found.exclude(pk=signed.session_id).delete()[0]))


def end_others(signed: SignedIn) -> int:
    """End every session of the person but this one; returns how many."""
    found = ResidentSession.objects.filter(resident=signed.resident)
    return _ended_elsewhere(signed, found.exclude(pk=signed.session_id).delete()[0])


def alive(resident: Resident) -> list[ResidentSession]:
    """The sessions of a resident that still open something, the last used first."""
    now, mark = timezone.now(), resident.account.session_mark()
    return list(ResidentSession.objects.exclude(_over(now)).filter(resident=resident, mark=mark))


def prune() -> int:
    """Delete sessions that are over; returns how many."""
    return ResidentSession.objects.filter(_over(timezone.now())).delete()[0]


def _ended_elsewhere(signed: SignedIn, number: int) -> int:
    if number:
        author.record(events.ENDED_ELSEWHERE, signed.resident.pk, sessions=number)
    return number


def _over(now: datetime) -> Q:
    idle = timedelta(minutes=settings.MADOGUCHI_RESIDENT_IDLE_MINUTES)
    longest = timedelta(hours=settings.MADOGUCHI_RESIDENT_HOURS)
    return Q(seen_at__lt=now - idle) | Q(opened_at__lt=now - longest)


def _look_up(key: str, touch: bool) -> SignedIn | None:
    if not key:
        return None
    now = timezone.now()
    row = (
        ResidentSession.objects.select_related("resident__account")
        .exclude(_over(now))
        .filter(key_hash=digest(key, purpose=_PURPOSE), resident__account__locked_at=None)
        .first()
    )
    if row is None or not constant_time_compare(row.mark, row.resident.account.session_mark()):
        return None
    if touch and now - row.seen_at >= _TOUCH:
        ResidentSession.objects.filter(pk=row.pk).update(seen_at=now)
    return SignedIn(row.resident, row.pk, How(row.opened_by), row.opened_at, row.proved_at)


def _drop(request: HttpRequest) -> int | None:
    """End the session of this browser, if it has one; returns whose it was."""
    owner: int | None = None
    key = request.COOKIES.get(COOKIE, "")
    if key:
        row = ResidentSession.objects.filter(key_hash=digest(key, purpose=_PURPOSE)).first()
        if row is not None:
            owner = row.resident_id
            row.delete()
            author.record(events.SIGNED_OUT, owner)
    setattr(request, _KNOWN, None)
    return owner


def _take_away(request: HttpRequest, response: HttpResponse) -> None:
    for leaver in _leavers:
        leaver(request, response)
