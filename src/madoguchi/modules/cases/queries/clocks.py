"""The clock of stored cases: period and standstills from the case's row, arithmetic from `domain.clock`."""

from __future__ import annotations

from datetime import date

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.cases.choices import Unit
from madoguchi.modules.cases.domain.clock import Clock, Pause, StandardPeriod, due_on, read_clock
from madoguchi.modules.cases.models import Case


def period_of(case: Case) -> StandardPeriod | None:
    """The standard period the case was filed under, None where the pack named none."""
    return StandardPeriod(case.period_days, Unit(case.period_unit)) if case.period_days else None


def pauses_of(case: Case) -> list[Pause]:
    """The times that do not count."""
    return [
        Pause(date.fromisoformat(start), date.fromisoformat(end) if end else None) for start, end in case.standstills
    ]


def clock_of(case: Case, calendar: Calendar, today: date) -> Clock | None:
    """The clock as it stands today, None for a case without a standard period."""
    period = period_of(case)
    return None if period is None else read_clock(case.filed_on, period, calendar, pauses_of(case), today)


def due_of(case: Case, calendar: Calendar) -> date | None:
    """The last day of the standard period, None without one or while the clock stands."""
    period = period_of(case)
    return None if period is None else due_on(case.filed_on, period, calendar, pauses_of(case))
