"""The clock of stored cases: period and corrections from the database, arithmetic from `domain.clock`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.cases.choices import Unit
from madoguchi.modules.cases.domain.clock import Clock, Pause, StandardPeriod, due_on, read_clock
from madoguchi.modules.cases.models import Case, Correction


def period_of(case: Case) -> StandardPeriod | None:
    """The standard period the case was filed under, None where the pack named none."""
    return StandardPeriod(case.period_days, Unit(case.period_unit)) if case.period_days else None


def pauses_of(corrections: Iterable[Correction]) -> list[Pause]:
    """The times in which the resident had the case."""
    return [Pause(item.asked_on, item.answered_on or item.closed_on) for item in corrections]


def clock_of(case: Case, corrections: Iterable[Correction], calendar: Calendar, today: date) -> Clock | None:
    """The clock as it stands today, None for a case without a standard period."""
    period = period_of(case)
    if period is None:
        return None
    return read_clock(case.filed_on, period, calendar, pauses_of(corrections), today)


def due_of(case: Case, corrections: Iterable[Correction], calendar: Calendar) -> date | None:
    """The last day of the standard period, None without one or while the clock stands."""
    period = period_of(case)
    if period is None:
        return None
    return due_on(case.filed_on, period, calendar, pauses_of(corrections))
