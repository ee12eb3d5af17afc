"""The life events of this installation, and what a plan asks about its bodies. After the first time all of it is in
memory: packs for as long as the process lives, offers and calendars as long as their rooms keep them."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from madoguchi.kernel.tenants.api import (
    Contact,
    Kind,
    Service,
    Tenant,
    calendar_for,
    contact_of,
    takes_part,
    tenant_by_code,
    tenant_scope,
    tenants,
)
from madoguchi.kit import municode
from madoguchi.modules.life_events.choices import Way
from madoguchi.modules.life_events.domain.event import Event, compile_event
from madoguchi.modules.life_events.domain.plan import Todo, Town, World
from madoguchi.modules.life_events.domain.source import read_folder
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.api import Opening, PackError, Words

_log = logging.getLogger(__name__)


def folder() -> Path:
    """Where the packs of life events lie (MADOGUCHI_PACKS)."""
    return Path(settings.MADOGUCHI_PACKS) / "events"


def events() -> tuple[Event, ...]:
    """Every sound event, in the order that the packs give. One with faults is left out and logged; see `packs`."""
    towns = tuple((one.code, one.name, one.name_en) for one in tenants() if one.kind != Kind.PREFECTURE)
    return _compiled(folder(), towns)


@lru_cache(maxsize=8)
def _compiled(base: Path, towns: tuple[tuple[str, str, str], ...]) -> tuple[Event, ...]:
    if not towns or not base.is_dir():
        return ()
    table = "value,label_ja,label_en\n" + "".join(f"{code},{name},{name_en}\n" for code, name, name_en in towns)
    found = []
    for path in sorted(one for one in base.iterdir() if one.is_dir() and not one.name.startswith(".")):
        try:
            found.append(compile_event(read_folder(path), table))
        except PackError as error:
            _log.error("life event %s is left out: %s", path.name, error)
    return tuple(sorted(found, key=lambda one: one.order))


def event(event_id: str) -> Event | None:
    return next((one for one in events() if one.id == event_id), None)


def world(here: Tenant) -> World:
    """The bodies as they are now, each asked in its own scope, and once a request."""
    known: dict[str, Town | None] = {}

    def town(code: str) -> Town | None:
        if code not in known:
            known[code] = _town(code)
        return known[code]

    def prefecture(code: str) -> Town | None:
        return town(municode.prefecture_of(code))

    return World(here.code, town, prefecture)


def _town(code: str) -> Town | None:
    body = tenant_by_code(code)
    if body is None:
        return None
    name = Words(body.name, body.name_en)
    if not takes_part(body, Service.PROCEDURES):
        return Town(code, name)
    now = timezone.now()
    with tenant_scope(body):
        ways = {
            one.id: Way.ONLINE if one.opening(now) is Opening.OPEN else Way.CLOSED
            for one in procedures.offers()
            if one.published(now)
        }
        return Town(code, name, calendar_for(body), ways)


def contact(todo: Todo, lang: str) -> Contact | None:
    """Whom to ask about a part: the department that has the procedure there, else the body; None for other
    authorities."""
    body = tenant_by_code(todo.town.code) if todo.town else None
    if body is None:
        return None
    with tenant_scope(body):
        offer = procedures.procedure_for(todo.part.procedure) if todo.part.procedure else None
        return contact_of(body, offer.department if offer else None, lang)
