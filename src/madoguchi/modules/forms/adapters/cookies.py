"""The browser's hold on a draft: one signed, time-limited cookie a draft. It is the only session of a resident.

The cookie carries the draft's code, signed with the time. Every answer of a form page sets it anew, so it ends when
nothing happened for the body's `form_minutes` (90): a shared computer then shows nothing without link or code. Once
sent, it shows the receipt for as long as a page is shown that nobody fills in (`idle_minutes`).
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from madoguchi.kernel.tenants.api import Tenant

PREFIX = "mdg_d_"
MOST = 20
_SALT = "madoguchi.forms.cookie"


def cookie_name(public_id: str) -> str:
    return f"{PREFIX}{public_id}"


def read_cookie(request: HttpRequest, public_id: str, tenant: Tenant, *, minutes: int | None = None) -> str | None:
    """The code that this browser holds for a draft of this body; None without a cookie, or with a forged or old one.

    `minutes`: how old it may be, the body's `form_minutes` unless told.
    """
    raw = request.COOKIES.get(cookie_name(public_id))
    return _read(raw, public_id, tenant, _life(tenant, minutes)) if raw else None


def held(request: HttpRequest, tenant: Tenant) -> dict[str, str]:
    """Public id → code of every draft of this body that this browser has a cookie of, however old: for closing only."""
    names = (name.removeprefix(PREFIX) for name in request.COOKIES if name.startswith(PREFIX))
    codes = {name: _read(request.COOKIES[cookie_name(name)], name, tenant, None) for name in names}
    return {name: code for name, code in codes.items() if code}


def set_cookie(
    response: HttpResponseBase, public_id: str, code: str, tenant: Tenant, *, minutes: int | None = None
) -> None:
    """Let this browser hold the draft for another while: `minutes`, or the body's `form_minutes`."""
    response.set_cookie(
        cookie_name(public_id),
        _signer(public_id, tenant).sign(code),
        max_age=_life(tenant, minutes),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def make_room(request: HttpRequest, response: HttpResponseBase, public_id: str) -> None:
    """When a browser begins the draft `public_id`: the cookies it used longest ago go, so that MOST are left in all.

    Servers refuse requests with more than some 8 kB of cookies. Nothing is lost: link and code still open those drafts.
    """
    names = [name for name in request.COOKIES if name.startswith(PREFIX) and name != cookie_name(public_id)]
    if len(names) >= MOST:
        for name in sorted(names, key=lambda one: _set_at(request.COOKIES[one]))[: len(names) - MOST + 1]:
            response.delete_cookie(name, path="/", samesite="Lax")


def drop_cookie(response: HttpResponseBase, public_id: str) -> None:
    """Take the draft away from this browser."""
    response.delete_cookie(cookie_name(public_id), path="/", samesite="Lax")


def _set_at(value: str) -> int:
    """When a cookie was set, by its own word: a forged one only loses its own browser a draft."""
    try:
        return signing.b62_decode(value.split(":")[-2])
    except (IndexError, ValueError):
        return 0


def _life(tenant: Tenant, minutes: int | None) -> timedelta:
    return timedelta(minutes=tenant.form_minutes if minutes is None else minutes)


def _read(raw: str, public_id: str, tenant: Tenant, max_age: timedelta | None) -> str | None:
    try:
        return _signer(public_id, tenant).unsign(raw, max_age=max_age)
    except signing.BadSignature:
        return None


def _signer(public_id: str, tenant: Tenant) -> signing.TimestampSigner:
    # Salted with body and draft: under another draft's name, or at another body's address, a cookie says nothing.
    return signing.TimestampSigner(salt=f"{_SALT}.{tenant.code}.{public_id}", algorithm="sha256")
