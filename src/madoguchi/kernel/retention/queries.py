"""What has come to the end of its period, in the open scope of one body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from madoguchi.kernel.retention.choices import Period
from madoguchi.kernel.retention.domain.fiscal import last_day
from madoguchi.kernel.retention.domain.holders import Ended, Series, all_series
from madoguchi.kernel.retention.models import RetentionClass


@dataclass(frozen=True)
class Kept:
    """A thing and the last day on which it is kept; `years` None: it is in constant use, or nobody has said."""

    series: Series
    thing: Ended
    years: int | None
    until: date | None
    unsaid: bool = False


def kept(on: date) -> Iterator[Kept]:
    """Everything that had ended before the day, with its period, series by series. One query more than the series."""
    classes = {(row.series, row.subject): Period(row.period) for row in RetentionClass.objects.all()}
    for series in all_series():
        for thing in series.ended(on):
            yield _kept(series, thing, classes)


def due(on: date) -> Iterator[Kept]:
    """What is kept no longer on that day: its last day has passed."""
    return (one for one in kept(on) if one.until is not None and one.until < on)


def _kept(series: Series, thing: Ended, classes: dict[tuple[str, str], Period]) -> Kept:
    if thing.years is not None:  # what was told to whoever it is about
        return Kept(series, thing, thing.years, last_day(thing.ended_on, thing.years))
    period = classes.get((series.name, thing.subject)) or classes.get((series.name, ""))
    if period is None:
        return Kept(series, thing, None, None, unsaid=True)
    if period.years is None:
        return Kept(series, thing, None, None)
    return Kept(series, thing, period.years, last_day(thing.ended_on, period.years))
