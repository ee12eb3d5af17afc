"""An event as the text that is sealed."""

from __future__ import annotations

from typing import Any

from madoguchi.kernel.audit.domain.chain import canonical, moment
from madoguchi.kernel.audit.models import Event


def fields_of(event: Event, code: str) -> dict[str, Any]:
    """Everything an event says, `code` being its body's."""
    return {
        "body": code,
        "id": event.pk,
        "at": moment(event.at),
        "word": event.word,
        "actor": {"kind": event.actor_kind, "id": event.actor_id, "label": event.actor_label},
        "target": event.target,
        "data": event.data,
    }


def text_of(event: Event, code: str) -> str:
    """The canonical text of an event as the database holds it."""
    return canonical(fields_of(event, code))
