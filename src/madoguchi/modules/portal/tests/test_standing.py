from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from madoguchi.modules.portal.choices import Standing
from madoguchi.modules.portal.domain.standing import Stand, stand_of

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)


@dataclass(frozen=True)
class Span:
    starts_on: date
    ends_on: date | None = None


@pytest.mark.parametrize(
    ("today", "stand"),
    [
        (FIRST - DAY, Stand(Standing.SOON, FIRST)),
        (FIRST, Stand(Standing.OPEN)),
        (LAST, Stand(Standing.OPEN)),
        (LAST + DAY, Stand(Standing.ENDED, LAST)),
    ],
)
def test_first_and_last_day_both_count(today: date, stand: Stand) -> None:
    assert stand_of([Span(FIRST, LAST)], today) == stand


def test_without_an_end_it_goes_on() -> None:
    assert stand_of([Span(FIRST)], date(2099, 1, 1)) == Stand(Standing.OPEN)


def test_without_any_period_nothing_is_known() -> None:
    assert stand_of([], FIRST) == Stand(Standing.NOT_YET)


def test_a_coming_period_counts_for_more_than_one_that_is_over() -> None:
    periods = [
        Span(date(2030, 4, 1)),
        Span(date(2020, 4, 1), date(2021, 3, 31)),
        Span(date(2028, 4, 1), date(2028, 9, 30)),
    ]
    assert stand_of(periods, FIRST) == Stand(Standing.SOON, date(2028, 4, 1))
