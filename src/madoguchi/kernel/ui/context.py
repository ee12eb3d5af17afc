"""What every page knows: language, body, officer, surface, menus. Reads the request only, never the database.

That is what lets the error pages use it when the database is away. Counts in the staff menu are the exception:
they are lazy, so a page that does not show the menu does not count.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from madoguchi.kernel.ui.choices import key_colour
from madoguchi.kernel.ui.domain.languages import in_language
from madoguchi.kernel.ui.services import menus

STAFF_PATH = "/staff/"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the Jinja2 backend; the names are those of contracts and README ("What a page knows")."""
    tenant = getattr(request, "tenant", None)
    officer = getattr(request, "officer", None)
    surface = surface_of(request)
    return {
        "lang": language(),
        "tenant": tenant,
        "officer": officer,
        "surface": surface,
        "demo": bool(settings.MADOGUCHI_DEMO),
        "colour": key_colour(getattr(tenant, "colour", None)),
        "home": home_address(request, surface),
        "languages": language_addresses(request),
        "menu": SimpleLazyObject(lambda: menus.staff_menu(request, officer)),
        "resident_menu": SimpleLazyObject(lambda: menus.resident_menu(request)),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
    }


def language() -> str:
    """ "ja" or "en": the language this page is written in."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def surface_of(request: HttpRequest) -> str:
    """ "resident", "staff" or "machine"; from the middleware, else from the path (an error before the middleware)."""
    known = getattr(request, "surface", None)
    if known:
        return str(known)
    return "staff" if request.path_info.startswith(STAFF_PATH) else "resident"


def home_address(request: HttpRequest, surface: str) -> str:
    """The first page of the body one is with, of the joint counter, or of the officers' side."""
    prefix = get_script_prefix().rstrip("/")
    if surface == "staff":
        return prefix + STAFF_PATH
    tenant = getattr(request, "tenant", None)
    path = f"/{tenant.code}/" if tenant is not None else "/"
    return prefix + in_language(path, language())


def front_address() -> str:
    """The first page of the joint counter, where one chooses a body, in the language of this page."""
    return get_script_prefix().rstrip("/") + in_language("/", language())


def language_addresses(request: HttpRequest) -> dict[str, str]:
    """The addresses of this resident page in both languages, with its query string."""
    prefix = get_script_prefix().rstrip("/")
    query = request.META.get("QUERY_STRING", "")
    tail = f"?{query}" if query else ""
    return {lang: prefix + in_language(request.path_info, lang) + tail for lang in ("ja", "en")}
