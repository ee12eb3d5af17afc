"""Back-off and periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.jobs.domain.clock import back_off, next_start, period_start

SECOND = timedelta(seconds=1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
periods = st.integers(1, 90_000).map(lambda seconds: timedelta(seconds=seconds))


def test_each_failure_doubles_the_wait_up_to_the_slowest() -> None:
    waits = [back_off(n, first=10 * SECOND, slowest=60 * SECOND).total_seconds() for n in range(1, 7)]
    assert waits == [10, 20, 40, 60, 60, 60]


@given(st.integers(1, 10**9))
def test_the_wait_never_leaves_its_bounds(attempt: int) -> None:
    wait = back_off(attempt, first=SECOND, slowest=timedelta(hours=4))
    assert SECOND <= wait <= timedelta(hours=4)


def test_attempts_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        back_off(0, first=SECOND, slowest=SECOND)


@given(moments, periods)
def test_every_moment_lies_in_exactly_one_period(moment: datetime, every: timedelta) -> None:
    start, following = period_start(moment, every), next_start(moment, every)
    assert start <= moment < following
    assert following - start == every
    assert period_start(following, every) == following


def test_a_day_begins_at_midnight_in_japan_and_with_an_offset_later() -> None:
    moment = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # 10:00 in Japan
    day = timedelta(days=1)
    tokyo = ZoneInfo("Asia/Tokyo")
    assert period_start(moment, day) == datetime(2026, 11, 22, 0, 0, tzinfo=tokyo)
    assert next_start(moment, day, timedelta(hours=3)) == datetime(2026, 11, 23, 3, 0, tzinfo=tokyo)
