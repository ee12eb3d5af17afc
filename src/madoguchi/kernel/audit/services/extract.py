"""A body's records taken out for auditors, with their seals: who has the file can reckon the chain without us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from madoguchi.kernel.audit.domain import chain
from madoguchi.kernel.audit.models import Event, Seal
from madoguchi.kernel.audit.queries import Entry, begins_at, entry_of
from madoguchi.kernel.audit.services.entry import fields_of
from madoguchi.kernel.tenants.api import current_tenant

_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Extracted:
    """One event as it is sealed (`event`, the fields of the canonical text), and as it is read (`entry`).

    `place` and the hexadecimal `salt`, `leaf`, `hash` of its seal; None and "" for one that waits for the sealer.
    """

    event: dict[str, Any]
    entry: Entry
    place: int | None
    salt: str
    leaf: str
    hash: str

    def as_json(self) -> str:
        """One line of JSON: `leaf` is SHA-256(salt, canonical text of `event`), `hash` SHA-256(hash before, leaf)."""
        return chain.canonical(
            {"event": self.event, "place": self.place, "salt": self.salt, "leaf": self.leaf, "hash": self.hash}
        )


def extract(first: date, last: date) -> Iterator[Extracted]:
    """The events of the open scope from the first to the last day (in Japan), the oldest first. Two queries for each
    thousand."""
    begins, ends = begins_at(first), begins_at(last + timedelta(days=1))
    code = current_tenant().code
    events = Event.objects.filter(at__gte=begins, at__lt=ends).order_by("id").iterator(chunk_size=_CHUNK)
    while some := list(islice(events, _CHUNK)):
        seals = {seal.event_id: seal for seal in Seal.objects.filter(event_id__in=[event.pk for event in some])}
        for event in some:
            seal = seals.get(event.pk)
            sealed = (seal.place, seal.salt, seal.leaf, seal.hash) if seal else (None, "", "", "")
            yield Extracted(fields_of(event, code), entry_of(event), *sealed)
