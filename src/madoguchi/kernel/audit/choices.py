"""Words of the audit room."""

from __future__ import annotations

from enum import StrEnum


class ActorKind(StrEnum):
    """Who can be the author of an event."""

    RESIDENT = "resident"
    OFFICER = "officer"
    OPERATOR = "operator"
    SYSTEM = "system"
