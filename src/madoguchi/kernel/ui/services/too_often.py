"""What somebody reads who has tried too often and has to wait."""

from __future__ import annotations

from django.utils.translation import ngettext


def too_often(minutes: int) -> str:
    """The sentence, in the active language; `minutes` of `audit.minutes_of`."""
    return ngettext(
        "回数が多いため、しばらく受け付けられません。あと%(minutes)d分ほどしてから、もう一度お試しください。",
        "回数が多いため、しばらく受け付けられません。あと%(minutes)d分ほどしてから、もう一度お試しください。",
        minutes,
    ) % {"minutes": minutes}
