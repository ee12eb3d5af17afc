"""The clock of the standard period 標準処理期間: `kit.workdays` applied to a case.

The pack says how many days and whether 開庁日 or calendar days count. The day of arrival does not count
(初日不算入); a period of calendar days that ends on a closing day ends on the next opening day; while the
resident has the case the clock stands (行政手続法6条・7条: 補正に要する期間は算入しない), and so it did under a
decision that was taken back (職権取消): nothing was left to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.cases.choices import Unit


@dataclass(frozen=True, slots=True)
class StandardPeriod:
    """So many days, counted in one unit. Raises ValueError for fewer than one day or an unknown unit."""

    days: int
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.days < 1:
            raise ValueError(f"a standard period has at least one day, not {self.days}")


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `start`, which still counts, to `end`, which does not (None: it still stands)."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock as it stands today.

    `due_on`: the last day of the period, None while the clock stands. `remaining`: days left, in the period's
    unit: 0 on the last day, negative by the days it is late; while the clock stands, what will be left when
    it goes on. `overdue`: the last day has passed.
    """

    period: StandardPeriod
    due_on: date | None
    remaining: int
    paused: bool
    overdue: bool


def due_on(filed_on: date, period: StandardPeriod, calendar: Calendar, pauses: Sequence[Pause] = ()) -> date | None:
    """Return the last day of the period; None while the clock stands."""
    return calendar.due(filed_on, period.days, period.unit.value, _spans(pauses))


def read_clock(
    filed_on: date, period: StandardPeriod, calendar: Calendar, pauses: Sequence[Pause], today: date
) -> Clock:
    """Return the clock of a case that arrived on `filed_on`, seen on `today` (not before `filed_on`)."""
    last = due_on(filed_on, period, calendar, pauses)
    # While the clock stands, the rest is counted up to the day it stopped.
    remaining = calendar.remaining(filed_on, today, period.days, period.unit.value, _spans(pauses))
    return Clock(period, last, remaining, paused=last is None, overdue=last is not None and last < today)


def stand(standstills: Sequence[Sequence[str | None]], *, standing: bool, on: date) -> list[list[str | None]]:
    """Return the standstills of a case (pairs of ISO days, the last end open) that stands, or goes on, from `on`."""
    kept = [list(pair) for pair in standstills]
    is_standing = bool(kept) and kept[-1][1] is None
    if standing and not is_standing:
        kept.append([on.isoformat(), None])
    if is_standing and not standing:
        kept[-1][1] = on.isoformat()
    return kept


def correction_due(asked_on: date, days: int, calendar: Calendar) -> date:
    """Return the day by which a correction is to be answered: calendar days, rolled to an opening day."""
    return calendar.deadline(asked_on, days=days)


def _spans(pauses: Sequence[Pause]) -> list[tuple[date, date | None]]:
    return [(pause.start, pause.end) for pause in pauses]
