"""When a period begins and ends. It begins on the 1 April after the end of the thing (the next fiscal year)."""

from __future__ import annotations

from datetime import date, timedelta

_APRIL = 4


def begins_on(ended_on: date) -> date:
    """The first day of the period: the 1 April after the fiscal year in which the thing ended.

    What ended on 1 April lay in the fiscal year that began that day, so its period begins a year later.
    """
    return date(ended_on.year + (ended_on.month >= _APRIL), _APRIL, 1)


def last_day(ended_on: date, years: int) -> date:
    """The last day on which it is kept, always a 31 March. Raises ValueError for less than a year."""
    if years < 1:
        raise ValueError("a period has one year or more")
    first = begins_on(ended_on)
    return date(first.year + years, _APRIL, 1) - timedelta(days=1)
