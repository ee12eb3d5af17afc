"""From the periods of a body to where it stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from madoguchi.modules.portal.choices import Standing


class Period(Protocol):
    """A period of taking part; `ends_on` is its last day, None for no end."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Stand:
    """`day`: the first day for SOON, the last one for ENDED, else None."""

    standing: Standing
    day: date | None = None


def stand_of(periods: Iterable[Period], today: date) -> Stand:
    """Where a body with these periods stands today. A coming period counts for more than one that is over."""
    ordered = sorted(periods, key=lambda period: period.starts_on)
    if any(p.starts_on <= today and (p.ends_on is None or today <= p.ends_on) for p in ordered):
        return Stand(Standing.OPEN)
    coming = [p.starts_on for p in ordered if p.starts_on > today]
    if coming:
        return Stand(Standing.SOON, coming[0])
    over = [p.ends_on for p in ordered if p.ends_on is not None and p.ends_on < today]
    return Stand(Standing.ENDED, max(over)) if over else Stand(Standing.NOT_YET)
