"""When does something run (again)? Pure arithmetic over aware datetimes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

# Periods are counted from a midnight in Japan, which knows no summer time: a daily job runs at 0:00 there.
_ORIGIN = datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=9)))


def back_off(attempt: int, *, first: timedelta, slowest: timedelta) -> timedelta:
    """How long to wait after the `attempt`-th failure (1, 2, …): `first`, doubled each time, at most `slowest`."""
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    doublings = min(attempt - 1, 40)  # beyond any `slowest`; keeps the product inside what timedelta can hold
    return slowest if first >= slowest / 2**doublings else first * 2**doublings


def period_start(moment: datetime, every: timedelta, offset: timedelta = timedelta(0)) -> datetime:
    """Start of the period that `moment` lies in. Periods of length `every` begin `offset` after midnight in Japan."""
    return moment - (moment - _ORIGIN - offset) % every


def next_start(moment: datetime, every: timedelta, offset: timedelta = timedelta(0)) -> datetime:
    """Start of the first period that begins after `moment`."""
    return period_start(moment, every, offset) + every
