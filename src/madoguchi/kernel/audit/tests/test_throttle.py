"""The arithmetic of waiting, against a definition by brute force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.audit.domain.throttle import Limit, mail_limits, minutes_of, wait

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
ages = st.lists(st.integers(0, 7200), max_size=30)
limits = st.integers(1, 8)
windows = st.integers(1, 5400).map(lambda seconds: timedelta(seconds=seconds))


def is_free(failures: list[datetime], limit: int, window: timedelta, moment: datetime) -> bool:
    return sum(1 for at in failures if at > moment - window) < limit


@given(ages, limits, windows)
def test_the_wait_is_the_shortest_after_which_one_may_try(ages: list[int], limit: int, window: timedelta) -> None:
    failures = [NOW - timedelta(seconds=age) for age in ages]
    answer = wait(failures, limit=limit, window=window, now=NOW)
    if answer is None:
        assert is_free(failures, limit, window, NOW)
    else:
        assert timedelta(0) < answer <= window
        assert is_free(failures, limit, window, NOW + answer)
        assert not is_free(failures, limit, window, NOW + answer - MOMENT)


@given(ages, limits, windows, st.randoms())
def test_the_order_of_failures_does_not_matter(ages: list[int], limit: int, window: timedelta, random) -> None:  # type: ignore[no-untyped-def]
    failures = [NOW - timedelta(seconds=age) for age in ages]
    shuffled = random.sample(failures, len(failures))
    assert wait(shuffled, limit=limit, window=window, now=NOW) == wait(failures, limit=limit, window=window, now=NOW)


@pytest.mark.parametrize(("limit", "window"), [(0, timedelta(minutes=1)), (3, timedelta(0))])
def test_a_limit_must_allow_something(limit: int, window: timedelta) -> None:
    with pytest.raises(ValueError, match="at least one failure"):
        Limit("key", limit, window)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (61, 2), (3600, 60)])
def test_people_are_told_full_minutes_and_never_none(seconds: int, minutes: int) -> None:
    assert minutes_of(timedelta(seconds=seconds)) == minutes


def test_mails_are_counted_by_body_and_address_and_by_network() -> None:
    one, network = mail_limits("cases.lost", "011002", "Hanako@Example.jp", "192.0.2.1")
    assert (one.key, one.limit, one.window) == ("cases.lost:011002:hanako@example.jp", 3, timedelta(hours=1))
    assert (network.key, network.limit) == ("cases.lost:network:192.0.2.1", 20)
