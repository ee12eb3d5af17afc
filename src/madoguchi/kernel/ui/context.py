"""What every page knows: language, body, officer, surface, menus. Reads the request only, never the database.

That is what lets the error pages use it when the database is away. Counts in the staff menu are the exception:
they are lazy, so a page that does not show the menu does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from madoguchi.kernel.ui.choices import key_colour
from madoguchi.kernel.ui.domain.languages import in_language
from madoguchi.kernel.ui.services import furigana, menus
from madoguchi.kit import languages as table

STAFF_PATH = "/staff/"
MOST_QUERY = 1000


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the Jinja2 backend; the names are those of contracts and README ("What a page knows")."""
    tenant = getattr(request, "tenant", None)
    officer = getattr(request, "officer", None)
    surface = surface_of(request)
    return {
        "lang": language(),
        "tongue": tongue(),
        "html_lang": html_language(),
        "tenant": tenant,
        "officer": officer,
        "surface": surface,
        "demo": bool(settings.MADOGUCHI_DEMO),
        "colour": key_colour(getattr(tenant, "colour", None)),
        "home": home_address(request, surface),
        "languages": SimpleLazyObject(lambda: language_links(request)),
        "furigana": furigana.wanted(),
        "furigana_href": furigana_href(request),
        "menu": SimpleLazyObject(lambda: menus.staff_menu(request, officer)),
        "resident_menu": SimpleLazyObject(lambda: menus.resident_menu(request)),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
    }


def language() -> str:
    """ "ja" or "en": what this page falls back to where nothing is translated. Staff pages are in one of them."""
    return table.base(get_language())


def tongue() -> str:
    """The code of the language that the reader has chosen: "easy", "vi" … (`kit.languages`)."""
    return table.known(get_language())


def html_language() -> str:
    """The `lang` of the page. Of a language that is not offered nothing of ours is translated: such a page is English,
    whatever its address begins with."""
    one = table.LANGUAGES[tongue()]
    return (one if one.offered else table.LANGUAGES[language()]).tag


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
    return prefix + in_language(path, tongue())


def front_address() -> str:
    """The first page of the joint counter, where one chooses a body, in the language of this page."""
    return get_script_prefix().rstrip("/") + in_language("/", tongue())


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch: this very page in another language."""

    code: str
    tag: str
    name: str
    href: str


def _query(request: HttpRequest) -> str:
    """The page's query string; a very long one, which no page of ours makes, is not repeated in every link."""
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if 0 < len(query) <= MOST_QUERY else ""


def furigana_href(request: HttpRequest) -> str:
    """This page with ふりがな, or without where it has them."""
    tail = _query(request)
    return (f"{tail}&" if tail else "?") + f"{furigana.QUERY}={0 if furigana.wanted() else 1}"


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """This resident page, with its query string, in every language that is offered, and in the one it is in."""
    prefix = get_script_prefix().rstrip("/")
    tail = _query(request)
    here = tongue()
    codes = (*table.OFFERED, *(() if here in table.OFFERED else (here,)))
    found = [table.LANGUAGES[code] for code in codes]
    return [
        LanguageLink(one.code, one.tag, one.name, prefix + in_language(request.path_info, one.code) + tail)
        for one in found
    ]
