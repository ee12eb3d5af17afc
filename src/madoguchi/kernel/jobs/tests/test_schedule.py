"""A scheduled job runs once a period, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.domain.catalogue import scheduled
from madoguchi.kernel.jobs.models import Schedule
from madoguchi.kernel.jobs.services import schedule
from madoguchi.kernel.jobs.tests.sample_jobs import DAY, daily

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def queued() -> int:
    return DBTaskResult.objects.filter(task_path=daily.module_path).count()


def finish_all() -> None:
    DBTaskResult.objects.update(status="SUCCESSFUL")


def test_a_new_job_is_due_at_once_and_then_once_a_period() -> None:
    schedule.prepare(NOW)
    for minutes in range(0, 600, 10):
        schedule.tick(NOW + timedelta(minutes=minutes))
        finish_all()
    assert queued() == 1
    schedule.tick(NOW + DAY)
    assert queued() == 2


def test_two_workers_queue_it_once() -> None:
    for _ in range(2):
        schedule.prepare(NOW)
    assert schedule.tick(NOW) == len(scheduled())
    assert schedule.tick(NOW) == 0
    assert queued() == 1


def test_missed_periods_are_not_made_up_for() -> None:
    schedule.prepare(NOW)
    schedule.tick(NOW + 10 * DAY)
    finish_all()
    schedule.tick(NOW + 10 * DAY)
    assert queued() == 1


def test_a_run_that_is_not_over_is_not_followed_by_another() -> None:
    schedule.prepare(NOW)
    schedule.tick(NOW)
    schedule.tick(NOW + DAY)
    assert queued() == 1
    finish_all()
    schedule.tick(NOW + 2 * DAY)
    assert queued() == 2


def test_a_shorter_period_counts_from_the_next_start_on() -> None:
    schedule.prepare(NOW)
    schedule.tick(NOW)
    Schedule.objects.filter(name="sample.daily").update(due_at=NOW + 30 * DAY)  # as a monthly job would be
    schedule.prepare(NOW)
    assert Schedule.objects.get(name="sample.daily").due_at == datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def test_a_job_that_is_no_longer_declared_leaves_the_schedule() -> None:
    Schedule.objects.create(name="sample.gone", due_at=NOW)
    assert schedule.tick(NOW) == 0
    schedule.prepare(NOW)
    assert not Schedule.objects.filter(name="sample.gone").exists()


@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_the_same_moment_queue_it_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: SQLite has one writer at a time and its test database one connection")
    schedule.prepare(NOW)
    together = Barrier(4)

    def look(tick: Callable[[datetime], int]) -> int:
        try:
            together.wait()
            return tick(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(look, [schedule.tick] * 4))
    assert sum(answers) == len(scheduled())
    assert queued() == 1
