"""The browser's hold on a draft: one signed, time-limited cookie a draft. It is the only session of a resident.

The cookie carries the draft's code, signed with the time. Every answer of a form page sets it anew, so it ends when
nothing happened for the body's `form_minutes` (90): a shared computer then shows nothing without link or code.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from madoguchi.kernel.tenants.api import Tenant

PREFIX = "mdg_d_"
_SALT = "madoguchi.forms.cookie"


def cookie_name(public_id: str) -> str:
    return f"{PREFIX}{public_id}"


def read_cookie(request: HttpRequest, public_id: str, tenant: Tenant) -> str | None:
    """The code that this browser holds for a draft; None without a cookie, or with a forged or an old one."""
    raw = request.COOKIES.get(cookie_name(public_id))
    if raw is None:
        return None
    try:
        return _signer(public_id).unsign(raw, max_age=_idle(tenant))
    except signing.BadSignature:
        return None


def set_cookie(response: HttpResponseBase, public_id: str, code: str, tenant: Tenant) -> None:
    """Let this browser hold the draft for another `form_minutes`."""
    response.set_cookie(
        cookie_name(public_id),
        _signer(public_id).sign(code),
        max_age=_idle(tenant),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: HttpResponseBase, public_id: str) -> None:
    """Take the draft away from this browser."""
    response.delete_cookie(cookie_name(public_id), path="/", samesite="Lax")


def _idle(tenant: Tenant) -> timedelta:
    return timedelta(minutes=tenant.form_minutes)


def _signer(public_id: str) -> signing.TimestampSigner:
    # Salted with the draft: a cookie copied under another draft's name is not signed for it.
    return signing.TimestampSigner(salt=f"{_SALT}.{public_id}", algorithm="sha256")
