"""The gate: every page is called through it, inside the scope of the right body, or not at all.

Staff pages need, in this order: a page declared for staff, a session past the second factor, not timed out,
an account and a post that are not locked, the post in effect today in the body that the session names,
the page's permission, and, for a post to some pages, a second factor of the last minutes.
Whatever is missing, the view is not called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone, translation

from madoguchi.kernel.people import queries
from madoguchi.kernel.people.choices import Language
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.people.rules import may
from madoguchi.kernel.people.services import sign_on
from madoguchi.kernel.people.web import kept_form, session, way_back
from madoguchi.kernel.people.web.staff import fresh
from madoguchi.kernel.tenants.api import (
    Access,
    Service,
    Tenant,
    participants,
    tenant_by_code,
    tenant_by_id,
    tenant_scope,
)
from madoguchi.kernel.ui.api import error_page

LANGUAGE_COOKIE = "mdg_staff_language"
PAGE_METHODS = ("GET", "HEAD", "POST")  # what browsers send; a view may allow less
View = Callable[..., HttpResponseBase]
NUL = "\x00"


def _answer(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    """Call the view and render what it returns, while the scope is still open."""
    response = view(request, *args, **kwargs)
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response = response.render()
    return response


class GateMiddleware:
    """Enforces the `Access` that `tenants.access.page` put on each view; opens the tenant scope; sets
    `request.tenant`, `request.account`, `request.officer`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.surface == "staff":  # type: ignore[attr-defined]
            _choose_language(request, None)
        for_people = request.surface != "machine"  # type: ignore[attr-defined]  # set by the middleware before
        if for_people and request.method not in PAGE_METHODS:
            # Before the check of the form's token, which would speak of cookies.
            response: HttpResponseBase = HttpResponseNotAllowed(PAGE_METHODS)
        else:
            response = self.get_response(request)
        if response.status_code == 405 and for_people:
            page = error_page(request, "method")
            page["Allow"] = response["Allow"]
            response = page
        if request.surface == "staff":  # type: ignore[attr-defined]
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request: Any, view: View, args: Any, kwargs: Any) -> HttpResponseBase:
        """Answer instead of Django: inside the scope, or with 404, 403 or the way to the sign-in page."""
        access = getattr(view, "access", None)
        if not isinstance(access, Access) or access.audience != request.surface:
            raise Http404("page without declared access")
        if NUL in request.path:  # no row has such a name, and PostgreSQL refuses to look for it
            raise Http404("NUL in the address")
        if access.audience == "staff":
            request.GET, request.POST = _without_nul(request.GET), _without_nul(request.POST)
            return _staff(access, view, request, args, kwargs)
        return _public(access, view, request, args, kwargs)


def _without_nul(typed: QueryDict) -> QueryDict:
    """What was typed, without NUL: it rides along with copied text, and PostgreSQL cannot store it."""
    if not any(NUL in value for _name, values in typed.lists() for value in values):
        return typed
    clean = typed.copy()
    for name, values in typed.lists():
        clean.setlist(name, [value.replace(NUL, "") for value in values])
    return clean


def _public(access: Access, view: View, request: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    """Resident and machine pages: the body comes from the URL and is looked up."""
    if access.scope == "none":
        return _answer(view, request, args, kwargs)
    if access.scope == "bodies":
        bodies = participants(Service.PROCEDURES)
        if not bodies:
            raise Http404("no body takes part")
        with tenant_scope(*bodies):
            return _answer(view, request, args, kwargs)
    tenant = tenant_by_code(kwargs.pop("body", ""))
    if tenant is None:
        raise Http404("no such body")
    request.tenant = tenant
    with tenant_scope(tenant):
        return _answer(view, request, args, kwargs)


def _staff(access: Access, view: View, request: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    if not access.signin:
        return _answer(view, request, args, kwargs)
    signed = session.read(request.session)
    if signed is None:
        # Of two tabs after a time-out the second finds no session any more, but the form is the same person's.
        form = kept_form.from_request(request, session.last(request.session))
        if form is None or kept_form.sealed_in(request.session) is not None:  # what the first tab sent stays kept
            return _to_sign_in(request, why="")
        kept_form.keep(request.session, form)
        return _to_sign_in(request, why="kept")
    now = timezone.now()
    tenant = tenant_by_id(signed.tenant_id) if signed.tenant_id is not None else None
    if signed.timed_out(now, _idle(tenant)):
        form = kept_form.from_request(request, signed.account_id)
        request.session.flush()
        if form is not None:
            kept_form.keep(request.session, form)
        elif request.method in {"GET", "HEAD"}:
            session.remember_last(request.session, signed.account_id)
        return _to_sign_in(request, why="idle")
    account = Account.objects.filter(pk=signed.account_id).first()
    if (
        account is None
        or account.locked_at is not None
        or account.session_mark() != signed.mark
        or not _sign_on_holds(signed, account)
    ):
        its_own = account is not None and account.locked_at is None
        form = kept_form.from_request(request, signed.account_id if its_own else None)
        request.session.flush()
        if form is None:
            return _to_sign_in(request, why="ended")
        kept_form.keep(request.session, form)
        return _to_sign_in(request, why="kept")
    session.touch(request.session, signed, now)
    request.account = account
    _choose_language(request, account)
    if tenant is None:
        return _without_post(access, view, request, args, kwargs)
    with tenant_scope(tenant):
        officer = queries.usable_post(account, signed.officer_id, timezone.localdate(now))
        if officer is not None:
            officer.tenant = tenant
            request.tenant, request.officer = tenant, officer
            if access.permission is not None and not may(officer, access.permission):
                raise PermissionDenied(access.permission)
            if _asks_again(access, tenant, request, kwargs, now):
                return _answer(fresh.ask, request, (), {})
            return _answer(view, request, args, kwargs)
    return _without_post(access, view, request, args, kwargs)


def _sign_on_holds(signed: session.SignedIn, account: Account) -> bool:
    """A session that a body's provider opened lives as long as the link, and only inside of that body."""
    if signed.sign_on is None:
        return True
    body, link = signed.sign_on
    tenant = tenant_by_id(body)
    return tenant is not None and signed.tenant_id in (None, body) and sign_on.holds(tenant, link, account)


def _without_post(access: Access, view: View, request: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    """Somebody signed in whose post ended or was locked: only pages that touch no body's rows."""
    if access.scope == "none" and access.permission is None:
        return _answer(view, request, args, kwargs)
    return HttpResponseRedirect(reverse("people:posts"))


def _asks_again(access: Access, tenant: Tenant, request: Any, kwargs: Any, now: datetime) -> bool:
    """Does this post need a second factor that is younger than the session's?"""
    if request.method != "POST" or not (access.fresh or _declared(access, tenant, request, kwargs)):
        return False
    return not session.is_fresh(request.session, now, timedelta(seconds=settings.MADOGUCHI_FRESH_SECONDS))


def _declared(access: Access, tenant: Tenant, request: Any, kwargs: Any) -> bool:
    """Does it use what the body has declared: the page's permission, or one that the view asks for (who has not got it
    is refused there)?"""
    declared = tenant.fresh_rights
    return access.permission in declared or any(
        name in declared and may(request.officer, name) and uses(request, kwargs) for name, uses in access.asks.items()
    )


def _idle(tenant: Tenant | None) -> timedelta:
    return timedelta(minutes=tenant.idle_minutes) if tenant else session.WITHOUT_BODY_IDLE


def _to_sign_in(request: HttpRequest, *, why: str) -> HttpResponseBase:
    """To the sign-in page, and back to where the officer was. After a form was posted, `next` is the page the
    form stood on, if the browser says so, because the address a form goes to is not always a page."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":  # a script asks: a page would look like success to it
        return JsonResponse({"signed_in": False}, status=401)
    back = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:
        back = way_back.staff_path(request.META.get("HTTP_REFERER", ""), request) or reverse("people:posts")
    values = {"next": back} | ({"why": why} if why else {})
    if request.method not in {"GET", "HEAD"} and not why:
        values["why"] = "unsent"
    return HttpResponseRedirect(f"{reverse('people:login')}?{urlencode(values)}")


def _choose_language(request: HttpRequest, account: Account | None) -> None:
    """Staff pages speak the account's language; before the sign-in that of the cookie, else Japanese."""
    wanted = account.language if account else request.COOKIES.get(LANGUAGE_COOKIE, "")
    language = wanted if wanted in Language.values else Language.JAPANESE.value
    translation.activate(language)
    request.LANGUAGE_CODE = language
