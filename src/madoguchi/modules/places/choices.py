"""Words of the places room. Pure: no Django, so that `domain/` may use them."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How places are given: to whoever comes first, by lot, or not at all (ORDER: a lot only gives everybody a number,
    by which somebody else breaks ties later)."""

    FIRST_COME = "first_come"
    LOTTERY = "lottery"
    ORDER = "order"

    @property
    def by_lot(self) -> bool:
        """Whether entries wait for a draw."""
        return self != Mode.FIRST_COME


class SeatKind(StrEnum):
    """What a seat is good for: a place, or a place on the waiting list."""

    PLACE = "place"
    WAITING = "waiting"


class SeatState(StrEnum):
    """HELD: for a form that is being filled in, or for somebody on the waiting list whose turn it is."""

    FREE = "free"
    HELD = "held"
    TAKEN = "taken"


class Standing(StrEnum):
    """Where an entry stands."""

    ENTERED = "entered"  # waits for the draw
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"  # first in line, has until a moment to say yes
    ORDERED = "ordered"  # Mode.ORDER: has its number
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # did not answer the offer, or declined it
    RELEASED = "released"  # taken out by the office


OVER = (Standing.WITHDRAWN, Standing.LAPSED, Standing.RELEASED)
"""Entries that have given their place back; the same person may enter again."""

PLACE_HOLDER = "places.holder"
"""How a trail of retention names holders of entries ("cases.case:ABCD2345")."""
