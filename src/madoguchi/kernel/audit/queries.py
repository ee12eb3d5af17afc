"""Reading the audit back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from madoguchi.kernel.audit.choices import ActorKind
from madoguchi.kernel.audit.domain import words
from madoguchi.kernel.audit.domain.actor import Actor
from madoguchi.kernel.audit.domain.words import EventWord, UnknownWord
from madoguchi.kernel.audit.models import Event

_LARGEST_ID = 2**63 - 1  # what somebody typed into the address may be larger than any column


@dataclass(frozen=True)
class Entry:
    """One event as it is shown: `word` is its declared name, `data` what was recorded with it."""

    id: int
    at: datetime
    word: str
    actor: Actor
    target: str
    data: dict[str, Any]

    def sentence(self, language: str = "ja") -> str:
        """What happened, in words; the bare name when the room that declared it is no longer installed."""
        try:
            return words.word(self.word).sentence(language)
        except UnknownWord:
            return self.word


def timeline(target: str) -> list[Entry]:
    """Everything that happened to `target` in the open scope, the oldest first. One query."""
    return [entry_of(event) for event in Event.objects.filter(target=target)]


def timeline_many(targets: Iterable[str]) -> dict[str, list[Entry]]:
    """The time lines of many targets, one query for all; a target without events has an empty list."""
    found: dict[str, list[Entry]] = {target: [] for target in targets}
    for event in Event.objects.filter(target__in=list(found)):
        found[event.target].append(entry_of(event))
    return found


@dataclass(frozen=True)
class Wanted:
    """What to look for: a day in Japan, words in the author's name, how the target begins; empty: whatever it is."""

    day: date | None = None
    person: str = ""
    target: str = ""


@dataclass(frozen=True)
class Browsed:
    """One page, the latest first; `older`: the id to go on before, None on the last page."""

    entries: list[Entry]
    older: int | None


def browse(wanted: Wanted, *, before: int | None = None, most: int = 50) -> Browsed:
    """The latest events of the open scope, of those with an id below `before`. One query; nothing is counted, for the
    audit of a body grows for ever."""
    found = Event.objects.order_by("-id")
    if wanted.day is not None:
        begins = begins_at(wanted.day)
        found = found.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    if wanted.person:
        found = found.filter(actor_label__icontains=wanted.person)
    if wanted.target:
        found = found.filter(target__startswith=wanted.target)
    if before is not None:
        found = found.filter(id__lt=min(before, _LARGEST_ID))
    entries = [entry_of(event) for event in found[: most + 1]]
    return Browsed(entries[:most], entries[most - 1].id if len(entries) > most else None)


def begins_at(day: date) -> datetime:
    """The first instant of a day in Japan."""
    return timezone.make_aware(datetime.combine(day, time.min))


def latest(targets: Iterable[str], most: int) -> list[Entry]:
    """What happened last to any of these targets, the latest first. One query."""
    return [entry_of(event) for event in Event.objects.filter(target__in=list(targets)).order_by("-id")[:most]]


def since(moment: datetime) -> Iterator[tuple[str, Entry]]:
    """(code of the body, event) of everything in the open scope since then, the oldest first."""
    for event in Event.objects.filter(at__gte=moment).select_related("tenant").iterator(chunk_size=2000):
        yield event.tenant.code, entry_of(event)


def last_at(word: EventWord | None = None) -> datetime | None:
    """When something (or this) was recorded last in the open scope; None when never."""
    found = Event.objects.order_by("-id")
    if word is not None:
        found = found.filter(word=word.name)
    last: datetime | None = found.values_list("at", flat=True).first()
    return last


def last_of(targets: Iterable[str], of: Iterable[EventWord]) -> dict[str, datetime]:
    """When one of these words was last recorded of each target in the open scope; targets without are not in it. One
    query."""
    found = Event.objects.filter(target__in=list(targets), word__in=[word.name for word in of])
    return dict(found.order_by().values_list("target").annotate(Max("at")))


def entry_of(event: Event) -> Entry:
    """An event as it is shown."""
    actor = Actor(ActorKind(event.actor_kind), event.actor_id, event.actor_label)
    return Entry(event.pk, event.at, event.word, actor, event.target, event.data)
