"""Writing down what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from madoguchi.kernel.audit.domain import words
from madoguchi.kernel.audit.domain.actor import Actor
from madoguchi.kernel.audit.domain.words import EventWord
from madoguchi.kernel.audit.models import TARGET_LENGTH, Event
from madoguchi.kernel.tenants.api import NoTenant, Tenant, open_tenants, statements


def record(
    word: EventWord | str,
    *,
    tenant: Tenant,
    actor: Actor,
    target: str,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Add one event in the caller's transaction: exactly one INSERT. Returns its id.

    `target`: "room.noun:id". `data`: JSON (dates allowed); ids and field names, not what people wrote. `at`:
    aware, default now. Raises UnknownWord for a word no room has declared, NoTenant outside the body's
    scope, ValueError for a target that is empty or longer than 120 characters.
    """
    name = words.word(word if isinstance(word, str) else word.name).name
    if tenant not in open_tenants():
        raise NoTenant(f"an event of {tenant} outside its scope")
    if not target or len(target) > TARGET_LENGTH:
        raise ValueError(f"not an event's target: {target!r}")
    event = Event(
        tenant=tenant,
        at=at or timezone.now(),
        word=name,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_label=actor.label,
        target=target,
        data=dict(data or {}),
    )
    statements.insert(event)
    return event.pk
