"""The cookies that open one case: what number and code, a mailed link or a fresh receipt earn.

One cookie per case, so that two cases in two tabs do not push each other out. Its value is signed and names body,
case and purpose; it is renewed with every page, and there is no server session that could outlive it. A correction is
a form and takes longer than looking: whoever may see the case gets a second cookie with the form, for `form_minutes`
(90) instead of `idle_minutes` (30). It opens that form and nothing else. What a mailed link earned carries the mark of
its address and ends with the link: when the case's address is corrected, whoever reads the former one is out at once.

Whoever is signed in sees the cases of the own account without such a cookie, and gets none: it would outlive the
sign-out.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.residents.api import signed_in_id
from madoguchi.kernel.tenants.api import Tenant, tenant_by_code, tenant_scope
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import access
from madoguchi.modules.forms import api as forms

_SALT = "madoguchi.cases.grant"
_PREFIX = {False: "mdg_case_", True: "mdg_fix_"}


def allow(
    response: HttpResponse, tenant: Tenant, receipt_number: str, *, form: bool = False, address: str | None = None
) -> None:
    """Let the browser that gets this response see the case, or its correction form only, for another while.

    `address`: the mail address of the case, for a browser that came by a link that was mailed to it.
    """
    _set(response, tenant, receipt_number, form, "" if address is None else access.address_mark(address))


def renew(
    request: HttpRequest, response: HttpResponse, tenant: Tenant, receipt_number: str, *, form: bool = False
) -> None:
    """Let a browser that may see the case do so for another while, as it was let in; what the view has set stands."""
    if _name(receipt_number, form) not in response.cookies and _holds(request, tenant, receipt_number):
        _set(response, tenant, receipt_number, form, _mark_of(request, tenant, receipt_number))


def follow(request: HttpRequest, response: HttpResponse, tenant: Tenant, receipt_number: str, address: str) -> None:
    """Keep in the browser that has just corrected the address: it came by a link to the former one, and stays."""
    if _mark_of(request, tenant, receipt_number):
        allow(response, tenant, receipt_number, address=address)


def _set(response: HttpResponse, tenant: Tenant, receipt_number: str, form: bool, mark: str) -> None:
    response.set_cookie(
        _name(receipt_number, form),
        _signer(form).sign(f"{tenant.code}.{receipt_number}" + (f".{mark}" if mark else "")),
        max_age=_life(tenant, form),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def allowed(request: HttpRequest, tenant: Tenant, receipt_number: str, *, form: bool = False) -> bool:
    """Tell whether this browser may see the case of this body now; `form`: whether it holds its correction form."""
    mark = _read(request, tenant, receipt_number, form)
    if mark is not None and (not mark or access.mark_holds(receipt_number, mark)):
        return True
    resident_id = signed_in_id(request)
    return resident_id is not None and Case.objects.filter(receipt_number=receipt_number, resident=resident_id).exists()


def knows_code(request: HttpRequest, tenant: Tenant, receipt_number: str) -> bool:
    """Tell whether this browser was let in by the confirmation code or has just filed the case; a mailed link is less:
    it ends when the case's address is corrected."""
    return _holds(request, tenant, receipt_number) and not _mark_of(request, tenant, receipt_number)


def _holds(request: HttpRequest, tenant: Tenant, receipt_number: str) -> bool:
    return any(_read(request, tenant, receipt_number, form) is not None for form in (False, True))


def forget_all(request: HttpRequest, response: HttpResponse) -> None:
    """Take every case that this browser may see out of it, with the receipts: somebody signs out."""
    for name, raw in request.COOKIES.items():
        if not name.startswith(tuple(_PREFIX.values())):
            continue
        number = name.split("_", 2)[2]
        end(response, number)
        body = tenant_by_code(raw.split(".", 1)[0])
        if body is None or not _holds(request, body, number):
            continue
        with tenant_scope(body):
            case = Case.objects.filter(receipt_number=number).only("draft_key").first()
            if case is not None:
                end_draft(request, response, body, case.draft_key)


def _read(request: HttpRequest, tenant: Tenant, receipt_number: str, form: bool) -> str | None:
    """The mark in this browser's cookie for this very case, "" without one; None for no good cookie."""
    raw = request.COOKIES.get(_name(receipt_number, form), "")
    try:
        value = _signer(form).unsign(raw, max_age=_life(tenant, form))
    except signing.BadSignature:
        return None
    case = f"{tenant.code}.{receipt_number}"
    if value == case:
        return ""
    return value.removeprefix(f"{case}.") if value.startswith(f"{case}.") else None


def _mark_of(request: HttpRequest, tenant: Tenant, receipt_number: str) -> str:
    """The mark that this browser was let in with, "" for one that knew the code. A marked cookie beside one without:
    what the mark opened must not outlive it."""
    marks = [_read(request, tenant, receipt_number, form) for form in (False, True)]
    return next((mark for mark in marks if mark), "")


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
