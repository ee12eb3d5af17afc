"""Reading the audit back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madoguchi.kernel.audit.choices import ActorKind
from madoguchi.kernel.audit.domain import words
from madoguchi.kernel.audit.domain.actor import Actor
from madoguchi.kernel.audit.domain.words import UnknownWord
from madoguchi.kernel.audit.models import Event


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
    return [_entry(event) for event in Event.objects.filter(target=target)]


def timeline_many(targets: Iterable[str]) -> dict[str, list[Entry]]:
    """The time lines of many targets, one query for all; a target without events has an empty list."""
    found: dict[str, list[Entry]] = {target: [] for target in targets}
    for event in Event.objects.filter(target__in=list(found)):
        found[event.target].append(_entry(event))
    return found


def since(moment: datetime) -> Iterator[tuple[str, Entry]]:
    """(code of the body, event) of everything in the open scope since then, the oldest first."""
    for event in Event.objects.filter(at__gte=moment).select_related("tenant").iterator(chunk_size=2000):
        yield event.tenant.code, _entry(event)


def _entry(event: Event) -> Entry:
    actor = Actor(ActorKind(event.actor_kind), event.actor_id, event.actor_label)
    return Entry(event.pk, event.at, event.word, actor, event.target, event.data)
