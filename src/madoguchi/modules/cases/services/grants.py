"""The cookie that opens one case for the body's idle minutes (30; 90 while a correction is filled in): what number
and code, a mailed link or a fresh receipt earn.

One cookie per case, so that two cases in two tabs do not push each other out. Its value is signed and names
body and case; it is renewed with every page, and there is no server session that could outlive it.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.tenants.api import Tenant

_SALT = "madoguchi.cases.grant"


def allow(response: HttpResponse, tenant: Tenant, receipt_number: str) -> None:
    """Let the browser that gets this response see the case for the body's idle minutes from now.

    The cookie itself lives as long as a form may: how old it may be is for the page to say (`allowed`).
    """
    response.set_cookie(
        _name(receipt_number),
        _signer().sign(f"{tenant.code}.{receipt_number}"),
        max_age=max(tenant.idle_minutes, tenant.form_minutes) * 60,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def allowed(request: HttpRequest, tenant: Tenant, receipt_number: str, *, form: bool = False) -> bool:
    """Tell whether this browser may see the case of this body now. `form`: the page is a form, which takes longer."""
    minutes = tenant.form_minutes if form else tenant.idle_minutes
    try:
        value = _signer().unsign(request.COOKIES.get(_name(receipt_number), ""), max_age=timedelta(minutes=minutes))
    except signing.BadSignature:
        return False
    return value == f"{tenant.code}.{receipt_number}"


def end(response: HttpResponse, receipt_number: str) -> None:
    """Forget the case, as on a shared computer after use."""
    response.delete_cookie(_name(receipt_number), samesite="Lax")


def _name(receipt_number: str) -> str:
    return f"mdg_case_{receipt_number}"


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=settings.SECRET_KEY, salt=_SALT, sep="~", algorithm="sha256")
