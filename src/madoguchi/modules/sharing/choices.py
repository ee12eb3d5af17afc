"""Words of the library."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a suggestion stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


MAX_MESSAGE = 400
