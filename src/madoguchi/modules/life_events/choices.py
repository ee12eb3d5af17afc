"""Words of the room: names that packs of life events use."""

from __future__ import annotations

from enum import StrEnum

# The body whose page the event was begun at; its prefecture; an authority that is no body of this installation.
HERE, PREFECTURE, ELSEWHERE = "here", "prefecture", "elsewhere"
# The table of options (from_table) that holds the municipalities of this installation.
BODIES_TABLE = "bodies"
# The answer that holds which parts are done now; it is kept with the facts.
PARTS_FIELD = "parts_now"
# How the drafts of this room are told from those of procedures, and the origin of a part's draft.
FORM_KEY = "events/"
ORIGIN = "events"


class Way(StrEnum):
    """How a part is done, or why it cannot be done online."""

    ONLINE = "online"
    GUIDANCE = "guidance"  # never online: at a counter, or another authority
    NOT_OFFERED = "not_offered"  # the body does not offer it here
    CLOSED = "closed"  # offered, and not open now
    OUTSIDE = "outside"  # the body is none of this installation


class State(StrEnum):
    """How far a chosen part is."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    READY = "ready"
    SENT = "sent"


class Failure(StrEnum):
    """Why a part was not sent."""

    CLOSED = "closed"
    CHANGED = "changed"
    INCOMPLETE = "incomplete"
    UNDECLARED = "undeclared"
    NO_PLACE = "no_place"
    BROKEN = "broken"
