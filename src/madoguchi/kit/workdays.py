"""Opening days (開庁日), deadlines and clocks that pause. Unit: whole days; hours are not counted anywhere.

Closed are Saturdays and Sundays, the days of the 国民の祝日に関する法律 (by `jpholiday`), 12月29日–1月3日
and what the tenant adds. 地方自治法4条の2 lets each body set its days by 条例; nearly all set these.
`opening_days` exists for the year in which a statute moves a holiday (2020, 2021) and the library does not
know it yet.

Rules of counting. Texts read in published copies, not at e-Gov, so a person still checks the numbers of the
articles: 民法140条 the first day does not count (unless the period starts at midnight: `first_day_counts`) ·
141条 it ends with the end of its last day · 142条 and 地方自治法4条の2第4項 a last day that is a closing day
moves to the next opening day · 143条 months and years run by the calendar to the day before the
corresponding day, or to the last day of the month that has no such day. Only periods that run forward;
"10日前までに" is another calculation.

A pause is `(stopped, resumed)`: the day the clock stopped (補正を求めた日) still counts, the day it resumed
(補正が届いた日) does not, just as the first day of a period does not. `resumed` None: still stopped.

Codes of `WorkdayError`: period (not exactly one of days, months, years, or too small), unit (months in
working days), backwards (an end before its start), out_of_range (a year outside 1948–2150).
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import Final, Literal

import jpholiday

from madoguchi.kit.errors import KitError

Unit = Literal["working", "calendar"]
Pause = tuple[date, date | None]

# 祝日法 began in 1948; how long the equinoxes of the library hold is not promised by anybody.
FIRST_YEAR: Final = 1948
LAST_YEAR: Final = 2150

_MOST_DAYS: Final = 366 * (LAST_YEAR - FIRST_YEAR)

_DAY: Final = timedelta(days=1)
_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


class WorkdayError(KitError):
    """A period or pause that makes no sense; the codes are in the module docstring."""


@lru_cache(maxsize=512)
def _usual(year: int) -> tuple[int, ...]:
    """The ordinals of the days of a year on which all bodies are open, ascending. Costs 50 ms."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WorkdayError("out_of_range", year=year)
    holidays = {day.toordinal() for day, _ in jpholiday.year_holidays(year)}
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    year_end = {date(year, month, day).toordinal() for month, day in _YEAR_END}
    # Ordinal 1 was a Monday, so the remainders 6 and 0 are Saturday and Sunday.
    return tuple(day for day in range(first, last + 1) if day % 7 not in (6, 0) and day not in holidays | year_end)


@dataclass(frozen=True)
class Calendar:
    """The opening days of one body. `closing_days` close days more, `opening_days` open them whatever else
    is said.
    """

    closing_days: frozenset[date] = frozenset()
    opening_days: frozenset[date] = frozenset()
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_open(self, day: date) -> bool:
        """Whether `day` is an opening day (開庁日)."""
        days = self._open_in(day.year)
        index = bisect_left(days, day.toordinal())
        return index < len(days) and days[index] == day.toordinal()

    def next_open(self, day: date) -> date:
        """`day` itself when open, else the first opening day after it."""
        return day if self.is_open(day) else self.add_open_days(day, 1)

    def add_open_days(self, day: date, count: int) -> date:
        """The `count`-th opening day after `day`, before it for a negative count; `next_open(day)` for 0.

        Raises `out_of_range` when there are not so many.
        """
        if count == 0:
            return self.next_open(day)
        if abs(count) > _MOST_DAYS:
            raise WorkdayError("out_of_range", date=day, count=count)
        step = 1 if count > 0 else -1
        year, left, here = day.year, abs(count), day.toordinal()
        while True:
            days = self._open_in(year)
            if count > 0:
                start = bisect_right(days, here)
                if left <= len(days) - start:
                    return date.fromordinal(days[start + left - 1])
                left -= len(days) - start
            else:
                stop = bisect_left(days, here)
                if left <= stop:
                    return date.fromordinal(days[stop - left])
                left -= stop
            year += step

    def open_days_between(self, start: date, end: date) -> int:
        """How many opening days lie after `start` up to and with `end`; the inverse of `add_open_days`.

        With `end` before `start`: minus the number of opening days from `end` up to but without `start`.
        """
        if end < start:
            return -self._count_before(end, start)
        return self._count_before(start + _DAY, end) + int(self.is_open(end)) if end > start else 0

    def deadline(
        self,
        start: date,
        *,
        days: int | None = None,
        months: int | None = None,
        years: int | None = None,
        unit: Unit = "calendar",
        first_day_counts: bool = False,
    ) -> date:
        """The last day of a period of days, months or years (exactly one of them) that starts on `start`.

        The result is always an opening day. `unit` "working" counts opening days and goes with `days` only.
        `days=0` is 即日. Raises `WorkdayError`: period, unit.
        """
        amounts = [amount for amount in (days, months, years) if amount is not None]
        least = 0 if days is not None and not first_day_counts else 1
        if len(amounts) != 1 or amounts[0] < least:
            raise WorkdayError("period", days=days, months=months, years=years)
        if amounts[0] > _MOST_DAYS:
            raise WorkdayError("out_of_range", date=start, count=amounts[0])
        if days is None:
            if unit == "working":
                raise WorkdayError("unit", months=months, years=years)
            first = start if first_day_counts else start + _DAY
            return self.next_open(last_day(first, (months or 0) + 12 * (years or 0)))
        day_before_first = start - _DAY if first_day_counts else start
        if unit == "working":
            return self.add_open_days(day_before_first, days)
        return self.next_open(day_before_first + timedelta(days=days))

    def elapsed(self, start: date, end: date, unit: Unit = "working", pauses: Iterable[Pause] = ()) -> int:
        """How many days the clock has run from `start` (does not count) to `end` (counts), pauses taken out.

        Raises `backwards` when `end`, or the end of a pause, lies before its start.
        """
        if end < start:
            raise WorkdayError("backwards", start=start, end=end)
        total = self._count(start, end, unit)
        for stopped, resumed in _merged(pauses):
            low, high = max(stopped, start), min(resumed, end)
            if low < high:
                total -= self._count(low, high, unit)
        return total

    def due(self, start: date, days: int, unit: Unit = "working", pauses: Iterable[Pause] = ()) -> date | None:
        """The day on which a clock of `days` from `start` runs out: an opening day outside all pauses.

        None while an open pause keeps it from running out ("stopped"): then only `remaining` can be told.
        Raises `period` for negative `days`, and as `elapsed`.
        """
        if days < 0:
            raise WorkdayError("period", days=days)
        if days > _MOST_DAYS:
            raise WorkdayError("out_of_range", date=start, count=days)
        merged = _merged(pauses)
        cursor, left = start, days
        for stopped, resumed in merged:
            if resumed <= cursor:
                continue
            run = self._count(cursor, stopped, unit) if stopped > cursor else 0
            if left <= run:
                break
            left, cursor = left - run, resumed
            if resumed == date.max:
                return None
        if left and unit == "working":
            return self.add_open_days(cursor, left)
        return self._settle(cursor + timedelta(days=left), merged)

    def remaining(
        self, start: date, today: date, days: int, unit: Unit = "working", pauses: Iterable[Pause] = ()
    ) -> int:
        """How many days the clock still has on `today`; 0 on its last day, below 0 by the days it is overdue.

        Works while the clock stands still. Raises as `due` and `elapsed`.
        """
        merged: list[Pause] = [(stopped, resumed) for stopped, resumed in _merged(pauses)]
        due = self.due(start, days, unit, merged)
        if due is None or today <= due:
            # A calendar period that moved to the next opening day has no days left but is not overdue.
            return max(0, days - self.elapsed(start, today, unit, merged))
        return -self.elapsed(due, today, unit, merged)

    def _settle(self, day: date, merged: list[tuple[date, date]]) -> date | None:
        """The first day from `day` on that is open and outside all pauses; None when a pause never ends."""
        while True:
            day = self.next_open(day)
            pause = next((resumed for stopped, resumed in merged if stopped < day <= resumed), None)
            if pause is None:
                return day
            if pause == date.max:
                return None
            day = pause + _DAY

    def _count(self, start: date, end: date, unit: Unit) -> int:
        return self.open_days_between(start, end) if unit == "working" else (end - start).days

    def _count_before(self, low: date, high: date) -> int:
        """Opening days from `low` up to but without `high`."""
        total = -bisect_left(self._open_in(low.year), low.toordinal())
        for year in range(low.year, high.year):
            total += len(self._open_in(year))
        return total + bisect_left(self._open_in(high.year), high.toordinal())

    def _open_in(self, year: int) -> tuple[int, ...]:
        found = self._years.get(year)
        if found is None:
            closed = {day.toordinal() for day in self.closing_days if day.year == year}
            opened = {day.toordinal() for day in self.opening_days if day.year == year}
            found = tuple(sorted((set(_usual(year)) - closed) | opened)) if closed or opened else _usual(year)
            self._years[year] = found
        return found


def last_day(first: date, months: int) -> date:
    """The last day of `months` months that begin with `first` (起算日): 民法143条2項. 31 January and one month: 28
    February. Raises `WorkdayError`: period (below one month), out_of_range (after the year 9999)."""
    if months < 1:
        raise WorkdayError("period", months=months)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month += 1
    if year > MAXYEAR:
        raise WorkdayError("out_of_range", date=first, count=months)
    last = monthrange(year, month)[1]
    if first.day > last:
        return date(year, month, last)
    return date(year, month, first.day) - _DAY


def _merged(pauses: Iterable[Pause]) -> list[tuple[date, date]]:
    """Pauses in order, overlapping ones as one, an open end as the end of time."""
    merged: list[tuple[date, date]] = []
    for stopped, resumed in sorted((stopped, resumed or date.max) for stopped, resumed in pauses):
        if resumed < stopped:
            raise WorkdayError("backwards", start=stopped, end=resumed)
        if merged and stopped <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], resumed))
        else:
            merged.append((stopped, resumed))
    return merged
