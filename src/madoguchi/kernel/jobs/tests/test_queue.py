"""Declaring and queueing jobs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.api import UnknownJob, all_jobs, enqueue, job, retry, run_due
from madoguchi.kernel.jobs.services import queue
from madoguchi.kernel.jobs.tests import sample_jobs

pytestmark = pytest.mark.django_db


def test_queueing_costs_exactly_one_insert() -> None:
    with CaptureQueriesContext(connection) as queries:
        enqueue(sample_jobs.write, "a")
    assert [query["sql"].split(" ", 1)[0] for query in queries] == ["INSERT"]


def test_a_queued_job_runs_with_its_arguments() -> None:
    enqueue("sample.write", "a")
    enqueue(sample_jobs.write, "b")
    run_due()
    assert [text for text in sample_jobs.done if text != "daily"] == ["a", "b"]


def test_a_rollback_takes_the_job_back() -> None:
    with transaction.atomic():
        enqueue(sample_jobs.write, "a")
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0


def test_a_job_can_be_put_off() -> None:
    enqueue(sample_jobs.write, "later", run_after=timezone.now() + timedelta(hours=1))
    run_due()
    assert "later" not in sample_jobs.done


def test_an_unknown_job_is_refused() -> None:
    with pytest.raises(UnknownJob, match=r"sample\.nothing"):
        enqueue("sample.nothing")


def test_arguments_must_be_json() -> None:
    with pytest.raises(TypeError):
        enqueue(sample_jobs.write, timezone.now())


def test_a_job_can_be_called_here_and_now() -> None:
    sample_jobs.write("direct")
    assert sample_jobs.done == ["direct"]


def test_a_name_can_be_taken_once_only() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        job("sample.write")(sample_jobs.fail.func)


def test_the_catalogue_is_complete_and_sorted() -> None:
    names = [one.title for one in all_jobs()]
    assert names == sorted(names)
    assert {"jobs.prune", "audit.sweep_attempts", "sample.write"} <= set(names)


def test_only_dead_letters_are_retried() -> None:
    waiting = enqueue(sample_jobs.write, "a")
    assert not retry(waiting)
    assert not retry(str(uuid4()))
    assert not retry("no id at all")


def test_finished_rows_are_pruned_when_their_time_is_over() -> None:
    now = timezone.now()
    for status, days in [("SUCCESSFUL", 0), ("SUCCESSFUL", 2), ("FAILED", 2), ("FAILED", 91), ("READY", 400)]:
        DBTaskResult.objects.filter(pk=enqueue(sample_jobs.write, status)).update(
            status=status, finished_at=now - timedelta(days=days)
        )
    assert queue.prune() == 2
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY", "SUCCESSFUL"]
