"""The cookies that open one case: what number and code, a mailed link or a fresh receipt earn.

One cookie per case, so that two cases in two tabs do not push each other out. Its value is signed and names body,
case and purpose; it is renewed with every page, and there is no server session that could outlive it. A correction is
a form and takes longer than looking: whoever may see the case gets a second cookie with the form, for `form_minutes`
(90) instead of `idle_minutes` (30). It opens that form and nothing else.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.forms import api as forms

_SALT = "madoguchi.cases.grant"
_PREFIX = {False: "mdg_case_", True: "mdg_fix_"}


def allow(response: HttpResponse, tenant: Tenant, receipt_number: str, *, form: bool = False) -> None:
    """Let the browser that gets this response see the case, or its correction form only, for another while."""
    response.set_cookie(
        _name(receipt_number, form),
        _signer(form).sign(f"{tenant.code}.{receipt_number}"),
        max_age=_life(tenant, form),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def allowed(request: HttpRequest, tenant: Tenant, receipt_number: str, *, form: bool = False) -> bool:
    """Tell whether this browser may see the case of this body now; `form`: whether it holds its correction form."""
    raw = request.COOKIES.get(_name(receipt_number, form), "")
    try:
        value = _signer(form).unsign(raw, max_age=_life(tenant, form))
    except signing.BadSignature:
        return False
    return value == f"{tenant.code}.{receipt_number}"


def end(response: HttpResponse, receipt_number: str) -> None:
    """Forget the case, as on a shared computer after use."""
    for form in (False, True):
        response.delete_cookie(_name(receipt_number, form), samesite="Lax")


def end_draft(request: HttpRequest, response: HttpResponse, tenant: Tenant, draft_key: str) -> None:
    """Forget the draft that a case came from: its cookie shows the receipt with both numbers."""
    for public_id, code in forms.held(request, tenant).items():
        if forms.draft_key(code) == draft_key:
            forms.drop_cookie(response, public_id)


def _life(tenant: Tenant, form: bool) -> timedelta:
    return timedelta(minutes=tenant.form_minutes if form else tenant.idle_minutes)


def _name(receipt_number: str, form: bool) -> str:
    return f"{_PREFIX[form]}{receipt_number}"


def _signer(form: bool) -> signing.TimestampSigner:
    salt = f"{_SALT}.form" if form else _SALT
    return signing.TimestampSigner(key=settings.SECRET_KEY, salt=salt, sep="~", algorithm="sha256")
