"""Middleware of the surfaces: which side of the house a request is for, and which cookies that side has.

Residents have no session of Django's (the residents room keeps rows of its own): the attribute `request.session` does
not exist on their pages, so that code which would start one by mistake fails instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes

from madoguchi.kernel.ui.api import furigana
from madoguchi.kit.languages import LANGUAGES

STAFF_CSRF_COOKIE = "mdg_csrf_staff"
_FIRST_SEGMENTS = {"staff": "staff", "machine": "machine"}


def surface_of(path: str) -> str:
    """The surface that a path belongs to: "staff", "machine", else "resident".

    >>> surface_of("/staff/cases/"), surface_of("/en/042072/")
    ('staff', 'resident')
    """
    return _FIRST_SEGMENTS.get(path.split("/", 2)[1] if path.startswith("/") else "", "resident")


class SurfaceMiddleware:
    """Sets `request.surface`, the URL map of that surface, and empty `tenant`, `account`, `officer`.

    A surface that this process does not serve (`MADOGUCHI_SURFACES`) answers 404 on every path.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        surface = surface_of(request.path_info)
        request.surface = surface  # type: ignore[attr-defined]
        request.tenant = request.account = request.officer = None  # type: ignore[attr-defined]
        request.urlconf = settings.MADOGUCHI_URLCONFS[surface]
        if surface not in settings.MADOGUCHI_SURFACES:
            raise Http404(f"the surface {surface} is not served here")
        return self.get_response(request)


class LanguageMiddleware:
    """The language of a page is the one its address begins with (`/en/…`), Japanese without one.

    What Django's LocaleMiddleware comes to with our addresses, but for its `Vary: Accept-Language`: no page of ours
    asks that header. Staff pages choose again by account (`gate`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._prefixed = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        language = first if first in self._prefixed else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        furigana.begin(request)
        try:
            response = self._asked(request) or self.get_response(request)
            response.headers.setdefault("Content-Language", LANGUAGES[translation.get_language() or language].tag)
        finally:
            translation.deactivate()  # the thread speaks no language that a reader chose
        return response

    def _asked(self, request: HttpRequest) -> HttpResponseBase | None:
        """`?furigana=1` on any resident page: the wish is remembered, and the page comes without it in its address."""
        if furigana.QUERY not in request.META.get("QUERY_STRING", "") or request.method not in {"GET", "HEAD"}:
            return None
        query = request.GET.copy()
        asked = query.pop(furigana.QUERY, None)
        if asked is None or request.surface != "resident":  # type: ignore[attr-defined]
            return None
        rest = f"?{query.urlencode()}" if query else ""
        response = HttpResponseRedirect(iri_to_uri(escape_leading_slashes(request.path)) + rest)
        furigana.remember(response, on=asked[-1] == "1")
        return response


class ContentPolicyMiddleware:
    """The Content-Security-Policy of CONTENT_SECURITY_POLICY on every answer, written out once.

    No page has a nonce or an exception, so django-csp's own middleware, which writes it anew twice an answer (0.1 ms),
    has nothing to add.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, _policy())
        return response


@cache
def _policy() -> str:
    return build_policy()


class StaffSessionMiddleware(SessionMiddleware):
    """Django's sessions and flash messages, on staff pages only (cookie `mdg_staff`, path `/staff/`)."""

    def process_request(self, request: HttpRequest) -> None:
        if request.surface != "staff":  # type: ignore[attr-defined]
            return
        super().process_request(request)
        request._messages = default_storage(request)  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(request, "surface", "") != "staff" or not hasattr(request, "session"):
            return response
        request._messages.update(response)  # type: ignore[attr-defined]
        return super().process_response(request, response)


class SurfaceCsrfMiddleware(CsrfViewMiddleware):
    """CSRF protection with one cookie per surface, so that a resident's page never carries the staff
    side's."""

    def _secret(self, request: HttpRequest) -> str | None:
        secret: str | None = super()._get_secret(request)  # type: ignore[misc]  # the stubs leave it out
        return secret

    def _get_secret(self, request: HttpRequest) -> str | None:
        if request.surface != "staff":  # type: ignore[attr-defined]
            return self._secret(request)
        own = request.COOKIES.get(STAFF_CSRF_COOKIE)
        hidden = request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        try:
            if own is not None:
                request.COOKIES[settings.CSRF_COOKIE_NAME] = own
            return self._secret(request)
        finally:
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
            if hidden is not None:
                request.COOKIES[settings.CSRF_COOKIE_NAME] = hidden

    def _set_csrf_cookie(self, request: HttpRequest, response: HttpResponseBase) -> None:
        if request.surface != "staff":  # type: ignore[attr-defined]
            super()._set_csrf_cookie(request, response)  # type: ignore[misc]
            return
        response.set_cookie(
            STAFF_CSRF_COOKIE,
            request.META["CSRF_COOKIE"],
            max_age=settings.CSRF_COOKIE_AGE,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.CSRF_COOKIE_SECURE,
            httponly=settings.CSRF_COOKIE_HTTPONLY,
            samesite=settings.CSRF_COOKIE_SAMESITE,  # type: ignore[arg-type]
        )
        patch_vary_headers(response, ("Cookie",))
