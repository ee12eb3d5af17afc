"""When a period begins and ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.retention.choices import Period
from madoguchi.kernel.retention.domain.fiscal import begins_on, last_day

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("ended", "begins", "last"),
    [
        (date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31)),
        (date(2026, 4, 1), date(2027, 4, 1), date(2028, 3, 31)),
        (date(2026, 12, 31), date(2027, 4, 1), date(2028, 3, 31)),
        (date(2027, 1, 1), date(2027, 4, 1), date(2028, 3, 31)),
        (date(2024, 2, 29), date(2024, 4, 1), date(2025, 3, 31)),
    ],
)
def test_one_year_from_the_next_april(ended: date, begins: date, last: date) -> None:
    assert (begins_on(ended), last_day(ended, 1)) == (begins, last)


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)), st.integers(1, 100))
def test_never_shorter_than_said_and_less_than_a_year_longer(ended: date, years: int) -> None:
    begins, last = begins_on(ended), last_day(ended, years)
    assert timedelta(1) <= begins - ended <= timedelta(366)
    assert (last.month, last.day, last.year - begins.year) == (3, 31, years)


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)), st.dates(date(1950, 1, 1), date(2200, 1, 1)))
def test_what_ends_later_is_kept_as_long_or_longer(one: date, other: date) -> None:
    assert last_day(min(one, other), 5) <= last_day(max(one, other), 5)


def test_a_period_of_no_years_is_none() -> None:
    with pytest.raises(ValueError, match="one year"):
        last_day(date(2026, 1, 1), 0)
    assert [period.years for period in Period] == [1, 3, 5, 10, 30, None]
