"""The Jinja2 environment of all our pages. Globals and filters are listed in README.md ("What a page knows")."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.templatetags.static import static as address_of_file
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.context import language, tongue
from madoguchi.kernel.ui.domain import wording
from madoguchi.kernel.ui.services import furigana
from madoguchi.kernel.ui.services.menus import address_of
from madoguchi.kit import wareki as eras


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dict, which a page copies at once; Jinja2's chain of two is walked name by name for each page."""
        return {**self.globals, **(d or {})}


def environment(**options: Any) -> Environment:
    """Called by Django's Jinja2 backend with its options (loader, autoescape on, …)."""
    options["undefined"] = StrictUndefined
    env = _Environment(**options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])
    # newstyle: _("%(n)s件", n=3) fills in escaped values; a bare % in a sentence is written %%.
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    # Said a hundred times a page: Jinja2's own wrapper asks its context for the function every time (2 µs more each).
    env.globals.update(gettext=say, _=say)
    env.globals.update(url=url, url_or_none=url_or_none, static=static, with_query=with_query, era_choices=era_choices)
    env.filters.update(
        wareki=wareki,
        jdate=jdate,
        jdatetime=jdatetime,
        clock=clock,
        yen=yen,
        number=number,
        filesize=filesize,
        control_id=control_id,
        json=as_json,
        said=furigana.said,
    )
    env.tests["lines"] = lambda value: isinstance(value, (list, tuple))
    return env


def say(message: str, **values: Any) -> Markup:
    """The sentence in the page's language; `values` are escaped and filled in."""
    sentence = _sentence(message, get_language())
    return sentence % values if "%" in sentence else sentence


@lru_cache(maxsize=8192)
def _sentence(message: str, _language: str | None) -> Markup:
    return Markup(gettext(message))  # noqa: S704 - our own words and translations


@cache
def static(path: str) -> str:
    """The address of a file of ours, with its hash where the installation has one. It never changes while we run."""
    return address_of_file(path)


def _tenant(context: Context) -> Any:
    """The body of the running request; the context's own `tenant` may be another thing in a list of bodies."""
    return getattr(context.get("request"), "tenant", None)


@pass_context
def url(context: Context, name: str, **kwargs: Any) -> str:
    """Address of a page; inside a body the body is filled in. Raises NoReverseMatch for an unknown name."""
    return href(_tenant(context), name, **kwargs)


@pass_context
def url_or_none(context: Context, name: str, **kwargs: Any) -> str | None:
    """Like `url`, but None where this surface has no such page."""
    return address_of(_tenant(context), name, **kwargs)


@pass_context
def with_query(context: Context, **changes: Any) -> str:
    """This page's query string with some values changed (None removes one): "?q=犬&page=2"."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def jdate(value: date | datetime | None) -> str:
    """2026年11月22日（日）; English 22 November 2026 (Sun). A moment is taken in Asia/Tokyo; None gives ""."""
    return "" if value is None else wording.day_in_words(_local(value), tongue())


def jdatetime(value: datetime | None) -> str:
    """2026年11月22日（日）14時05分; English 22 November 2026 (Sun), 14:05. In Asia/Tokyo; None gives ""."""
    if value is None:
        return ""
    moment = _local(value)
    if not isinstance(moment, datetime):
        raise TypeError("jdatetime needs a datetime; use jdate for a date")
    return wording.moment_in_words(moment, tongue())


def clock(value: datetime) -> str:
    """14:05, in Asia/Tokyo."""
    return f"{_local(value):%H:%M}"


def wareki(value: date | datetime | None) -> str:
    """令和8年11月22日 (before 1873 in Western years); in other languages the date as `jdate` writes it, for only
    Japanese readers count in eras."""
    if value is None:
        return ""
    day = _local(value)
    if tongue() != "ja":
        return wording.day_in_words(day, tongue())
    return eras.era_or_western(day.date() if isinstance(day, datetime) else day)


def yen(value: int) -> str:
    """1,500円; English ¥1,500."""
    return wording.yen_in_words(value, tongue())


def number(value: int | Decimal) -> str:
    """12,345"""
    return wording.grouped(value, tongue())


def filesize(size: int) -> str:
    """Bytes as people read them: 820 kB, 3.4 MB (1 MB = 1024 × 1024 bytes, as the limits are)."""
    return wording.size_in_words(size)


def era_choices() -> list[tuple[str, str]]:
    """The choices of a date's era: "" 西暦, then the letters that `kit.wareki` reads, the newest era first."""
    named = [(era.letter, era.name) for era in reversed(eras.ERAS)]
    if language() == "en":
        named = [(letter, f"{wording.ERAS_EN[name]} {name}") for letter, name in named]
    return [("", gettext("西暦")), *named]


def control_id(name: str) -> str:
    """The id of the form control that posts `name`: "owner.family" → "f-owner-family"."""
    return "f-" + name.replace(".", "-")


def as_json(value: Any) -> str:
    """JSON for a `data-*` attribute. Autoescaping makes it safe there, so no script element has to carry data."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
