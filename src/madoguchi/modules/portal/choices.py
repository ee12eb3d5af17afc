"""Words of the portal room."""

from __future__ import annotations

from enum import StrEnum

# 五十音: the rows of the index, each named by its first letter.
KANA_ROWS = ("あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ")


class Standing(StrEnum):
    """Where a body stands with online filing on a day."""

    OPEN = "open"  # takes part
    SOON = "soon"  # will, from a known day on
    ENDED = "ended"  # did, until a known day
    NOT_YET = "not-yet"  # not yet, and no day is known
