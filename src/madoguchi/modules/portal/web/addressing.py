"""How a body is named in an address: `?lcd=042072` on any joint page, `/natori/` for `/042072/`, the body's own host;
and the cookie that remembers the body somebody chose last."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import GatedRequest
from madoguchi.kernel.tenants.api import Tenant, href, tenant_by_code, tenant_by_host, tenant_by_path
from madoguchi.kit.languages import LANGUAGES
from madoguchi.modules.portal import queries
from madoguchi.modules.portal.domain.finding import CodeFound

COOKIE = "mdg_body"
_COOKIE_SECONDS = 180 * 24 * 3600
_TONGUE = rf"(?:{'|'.join(LANGUAGES)})/"
_IN_A_BODY = re.compile(rf"^/(?:{_TONGUE})?[0-9]{{6}}(?:/|$)")
_LANGUAGE = re.compile(rf"^/(?:{_TONGUE})?")


class BodyCodeMiddleware:
    """`?lcd=…` on a joint page leads to the same page of that body, or to its menu where there is none.

    A code that names no body leads to the first page, which says so and what comes near.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        typed = request.GET.get("lcd", "").strip() if request.method in {"GET", "HEAD"} else ""
        if not typed or request.surface != "resident" or _IN_A_BODY.match(request.path_info):
            return self.get_response(request)
        found = queries.by_code(typed)
        body = tenant_by_code(found.code) if isinstance(found, CodeFound) else None
        if body is not None:
            return HttpResponseRedirect(_same_page(request.path_info, body))
        front = reverse("portal:front")
        if request.path == front:
            return self.get_response(request)
        return HttpResponseRedirect(f"{front}?{urlencode({'lcd': typed})}")


def _same_page(path: str, body: Tenant) -> str:
    """The page of the body that the joint page at `path` corresponds to, else the body's menu."""
    inside = _LANGUAGE.sub(lambda start: f"{start.group()}{body.code}/", path)
    try:
        resolve(inside, urlconf=settings.MADOGUCHI_URLCONFS["resident"])
    except Resolver404:
        return href(body, "portal:menu")
    return inside


@require_safe
def alias(request: GatedRequest, alias: str, rest: str = "") -> HttpResponse:
    """`/natori/…` → `/042072/…`."""
    body = tenant_by_path(alias.lower())
    if body is None:
        raise Http404("no body has this path")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{href(body, 'portal:menu')}{rest}{'?' + query if query else ''}")


def own_host(request: HttpRequest) -> Tenant | None:
    """The body whose own address was called, if it has one."""
    return tenant_by_host(request.get_host())


def remembered(request: HttpRequest) -> Tenant | None:
    """The body that this browser chose last; looked up, never believed."""
    return tenant_by_code(request.COOKIES.get(COOKIE, ""))


def remember(request: HttpRequest, response: HttpResponse, body: Tenant) -> None:
    """Remember the body's code, and nothing about the person."""
    if request.COOKIES.get(COOKIE) == body.code:
        return
    response.set_cookie(
        COOKIE,
        body.code,
        max_age=_COOKIE_SECONDS,
        httponly=True,
        secure=settings.CSRF_COOKIE_SECURE,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Drop the remembered body."""
    response.delete_cookie(COOKIE, samesite="Lax")
