"""Whose doing a draft is, when not that of the procedure's own page: a letter, an earlier case, a life event.

A room above registers its name once; drafts carry "name:key" (`forms.Draft.origin`), and what comes of them is told to
the room in the transaction that files the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases.api import Filed
from madoguchi.modules.forms.api import Draft


class OriginRefusedError(Exception):
    """The room says no in the very moment of sending (the letter has been answered meanwhile): nothing is filed."""


def _nothing(_key: str) -> str:
    return ""


@dataclass(frozen=True)
class Onward:
    """Where a draft stands among others that are filled in together.

    ``words``: the line above its pages (手続 2／4); ``home``: where all of them are listed; ``after``: where its
    last page leads, in the place of its own check page.
    """

    words: str
    home: str
    after: str


def _nowhere(_draft: Draft) -> str:
    return ""


def _alone(_key: str, _request: HttpRequest) -> Onward | None:
    return None


@dataclass(frozen=True)
class Origin:
    """``sent(key, filed, answers)``: the case is being filed, in its transaction; raises OriginRefusedError to stop it.

    ``standing(key)``: why it cannot be sent at the moment and what to do instead, a sentence in the language of the
    request, or ""; asked before sending and shown on the check page.

    ``onward(key, request)``: its place among drafts that belong together, if this browser holds them; most have none.
    ``home(draft)``: the address that opens a draft which is no procedure's (the facts that several are given from).
    ``way_in(tenant)``: address of the page where such a draft begins, for procedures that begin in no other way.
    """

    sent: Callable[[str, Filed, Mapping[str, Any]], None]
    standing: Callable[[str], str] = _nothing
    onward: Callable[[str, HttpRequest], Onward | None] = _alone
    home: Callable[[Draft], str] = _nowhere
    way_in: Callable[[Tenant], str] | None = None


_origins: dict[str, Origin] = {}


def register(name: str, origin: Origin) -> None:
    """Make a room's drafts known by its name. Registering it again replaces it."""
    _origins[name] = origin


def of(origin: str) -> tuple[Origin, str] | None:
    """The room and its key of a draft's ``origin``; None for "". Raises LookupError for a room that is not there: what
    nobody answers for is not sent."""
    if not origin:
        return None
    name, _colon, key = origin.partition(":")
    try:
        return _origins[name], key
    except KeyError:
        raise LookupError(f"no room has registered drafts of {name!r}") from None


def way_in(name: str, tenant: Tenant) -> str:
    """Where a draft of this room begins; "" where no room has said so."""
    found = _origins.get(name)
    return found.way_in(tenant) if found and found.way_in else ""


def standing(origin: str) -> str:
    """Why a draft of this ``origin`` cannot be sent at the moment; "" for most."""
    found = of(origin)
    return found[0].standing(found[1]) if found else ""


def onward(origin: str, request: HttpRequest) -> Onward | None:
    """The place of a draft of this ``origin`` among others; None for most, for which nothing is done."""
    found = of(origin)
    return found[0].onward(found[1], request) if found else None


def home(draft: Draft) -> str:
    """Where a draft that is no procedure's is opened; "" where no room says so."""
    found = of(draft.origin)
    return found[0].home(draft) if found else ""
