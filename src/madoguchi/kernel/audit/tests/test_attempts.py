"""Throttling: counted by failures only, keys hidden, several limits at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from madoguchi.kernel.audit.api import Limit, attempts
from madoguchi.kernel.audit.models import Attempt

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def age(by: timedelta) -> None:
    for row in Attempt.objects.all():
        Attempt.objects.filter(pk=row.pk).update(at=row.at - by)


def test_nobody_is_blocked_before_failing_too_often() -> None:
    attempts.failed("number:ABC")
    attempts.failed("number:ABC")
    assert attempts.blocked("number:ABC", 3, HOUR) is None


def test_who_fails_too_often_is_told_how_long_to_wait() -> None:
    for _ in range(3):
        attempts.failed("number:ABC")
    age(timedelta(minutes=20))
    answer = attempts.blocked("number:ABC", 3, HOUR)
    assert answer is not None
    assert timedelta(minutes=39) < answer <= timedelta(minutes=40)
    assert attempts.blocked("number:XYZ", 3, HOUR) is None


def test_the_block_ends_with_the_window() -> None:
    for _ in range(3):
        attempts.failed("number:ABC")
    age(HOUR)
    assert attempts.blocked("number:ABC", 3, HOUR) is None


def test_success_forgets_the_failures_of_its_keys_only() -> None:
    attempts.failed("login:a", "ip:192.0.2.1")
    attempts.forget("login:a")
    assert attempts.blocked("login:a", 1, HOUR) is None
    assert attempts.blocked("ip:192.0.2.1", 1, HOUR) is not None


def test_the_longest_of_several_limits_counts() -> None:
    attempts.failed("ip:192.0.2.1", "number:ABC")
    by_address = Limit("ip:192.0.2.1", 1, timedelta(minutes=5))
    by_number = Limit("number:ABC", 1, HOUR)
    free = Limit("number:XYZ", 1, HOUR)
    answer = attempts.longest_block(by_address, by_number, free)
    assert answer is not None
    assert answer > timedelta(minutes=59)
    assert attempts.longest_block(free) is None


def test_one_key_can_have_a_short_and_a_long_limit() -> None:
    for _ in range(2):
        attempts.failed("login:a")
    age(timedelta(minutes=10))
    short, long = Limit("login:a", 2, timedelta(minutes=5)), Limit("login:a", 2, HOUR)
    assert attempts.longest_block(short) is None
    assert attempts.longest_block(short, long) is not None


def test_reading_and_counting_cost_one_query_each(django_assert_num_queries: Any) -> None:
    limits = [Limit("ip:192.0.2.1", 5, HOUR), Limit("number:ABC", 5, HOUR)]
    with django_assert_num_queries(1):
        attempts.longest_block(*limits)
    with django_assert_num_queries(1):
        attempts.failed("ip:192.0.2.1", "number:ABC")


def test_keys_are_not_readable_in_the_database() -> None:
    attempts.failed("mail:hanako@example.jp")
    stored = Attempt.objects.get().key
    assert len(stored) == 64
    assert "hanako" not in stored


def test_a_window_longer_than_attempts_are_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="only kept"):
        attempts.blocked("login:a", 3, timedelta(days=3))


def test_old_attempts_are_swept_and_young_ones_kept() -> None:
    attempts.failed("login:old")
    age(attempts.KEEP)
    attempts.failed("login:young")
    assert attempts.sweep() == 1
    assert Attempt.objects.get().at > timezone.now() - HOUR
