"""Words of the letters room that code and database share."""

from __future__ import annotations

from enum import StrEnum

BATCH = 500
"""Letters in one PDF: what an office prints and folds in one go."""
MOST_ROWS = 50_000
MOST_MEMBERS = 20
KEEP_DAYS = 180
MOST_FAULTS = 200
"""So many faults of a list are kept and shown; who has more mends these first."""


class Stage(StrEnum):
    """Where a mailing stands."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"


class Standing(StrEnum):
    """What has come of a letter."""

    WAITING = "waiting"
    ANSWERED = "answered"
    PAPER = "paper"


class Wish(StrEnum):
    """What a household says of one of its members; the values of a form's field `wish`."""

    TAKE = "take"
    DECLINE = "decline"
    GONE = "gone"


class RosterState(StrEnum):
    """A list of recipients on its way in."""

    CHECKING = "checking"
    FAULTY = "faulty"
    SOUND = "sound"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


class PrintKind(StrEnum):
    """What is printed: every letter, reminders to those who have not answered, or one letter anew."""

    ALL = "all"
    REMINDER = "reminder"
    REISSUE = "reissue"
