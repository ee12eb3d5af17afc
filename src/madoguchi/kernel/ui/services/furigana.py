"""ふりがな over Japanese texts, when the reader of this page has asked for it. Asked by a link or a button; a cookie
remembers it; nothing of it needs a script, and a page without it pays for one look at its cookies.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from markupsafe import Markup, escape

from madoguchi.kit import furigana
from madoguchi.kit.languages import Borrowed

COOKIE = "mdg_furigana"
QUERY = "furigana"
_SECONDS = 180 * 24 * 3600
# The readings that a pack adds, or None where no ふりがな is wanted.
_wanted: ContextVar[tuple[tuple[str, str], ...] | None] = ContextVar("furigana", default=None)


def begin(request: HttpRequest) -> None:
    """At the start of a request: whether this browser wants ふりがな."""
    _wanted.set(() if request.COOKIES.get(COOKIE) == "1" else None)


def wanted() -> bool:
    """Whether this page is drawn with ふりがな."""
    return _wanted.get() is not None


def read_with(readings: tuple[tuple[str, str], ...]) -> None:
    """For the rest of this page: the readings of the pack that it is about come before the house's."""
    if wanted():
        _wanted.set(readings)


def remember(response: HttpResponseBase, *, on: bool) -> None:
    """Keep the wish in a cookie that says nothing about the person, or drop it."""
    if on:
        response.set_cookie(
            COOKIE, "1", max_age=_SECONDS, httponly=True, secure=settings.CSRF_COOKIE_SECURE, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


def said(value: object) -> object:
    """Filter `said` of our pages: a text as it stands in the body of a page, never in an attribute.

    A text that fell back to another language gets its `lang` and a mark; ふりがな are put over Japanese where they are
    wanted. Whatever else is returned as it is.
    """
    own = _wanted.get()
    if own is None and not isinstance(value, Borrowed):
        return value
    text = value if isinstance(value, str) else str(value)
    made = escape(str(text)) if own is None else _with_ruby(own, str(text), isinstance(value, Markup))
    if isinstance(value, Borrowed):
        return Markup('<span class="borrowed" lang="{}">{}</span>').format(value.lang, made)
    return made


@lru_cache(maxsize=4096)
def _with_ruby(own: tuple[tuple[str, str], ...], text: str, is_html: bool) -> Markup:
    readings = furigana.readings_of(own)
    return Markup(readings.over_html(text) if is_html else readings.over(text))  # noqa: S704 - both escape
