"""What `doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

# good; not good, but as it should be here (a trial); somebody should look; it must not stay so.
Level = Literal["ok", "note", "warning", "fault"]


@dataclass(frozen=True)
class Finding:
    """level; what was found; how to mend it ("" when all is well)."""

    level: Level
    what: str
    mend: str = ""


def only_in_production(what: str, mend: str, level: Level = "fault") -> Finding:
    """A fault (or `level`) on a production installation, a note on a trial."""
    return Finding(level if settings.MADOGUCHI_PRODUCTION else "note", what, mend)
