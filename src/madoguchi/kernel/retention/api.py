"""The door of retention: how long things are kept, and what belongs to one of them.

In a room's apps.py: `register_series(Series("cases.case", …))` for things that end, and
`register_holder("cases", look)` for what the room has of a thing, whoever's it is.
"""

from __future__ import annotations

from madoguchi.kernel.retention.choices import FILE_OWNER, MAIL_WORDS, SEALED_HOLDER, How, Period
from madoguchi.kernel.retention.domain.fiscal import begins_on, last_day
from madoguchi.kernel.retention.domain.holders import Ended, Series, Share, register_holder, register_series
from madoguchi.kernel.retention.domain.trail import Trail
from madoguchi.kernel.retention.queries import Kept, due, kept
from madoguchi.kernel.retention.services.classes import assign
from madoguchi.kernel.retention.services.tracing import Held, trace

__all__ = [
    "FILE_OWNER",
    "MAIL_WORDS",
    "SEALED_HOLDER",
    "Ended",
    "Held",
    "How",
    "Kept",
    "Period",
    "Series",
    "Share",
    "Trail",
    "assign",
    "begins_on",
    "due",
    "kept",
    "last_day",
    "register_holder",
    "register_series",
    "trace",
]
