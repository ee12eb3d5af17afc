"""Running jobs: success, retries, dead letters, and jobs whose worker vanished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.api import State, Worker, counts, dead, enqueue, retry, workers_alive
from madoguchi.kernel.jobs.choices import LEASE
from madoguchi.kernel.jobs.models import Worker as WorkerRow
from madoguchi.kernel.jobs.services import claims
from madoguchi.kernel.jobs.tests import sample_jobs

pytestmark = pytest.mark.django_db


def row(job_id: str) -> DBTaskResult:
    return DBTaskResult.objects.get(pk=job_id)


def make_due(job_id: str) -> None:
    DBTaskResult.objects.filter(pk=job_id).update(run_after=timezone.now())


def abandoned(job_id: str, *, seen_ago: timedelta | None) -> None:
    """Claim the job for a worker that was last seen so long ago, or (None) has no row any more."""
    if seen_ago is not None:
        now = timezone.now()
        WorkerRow.objects.create(id="lost", host="h", pid=1, started_at=now, seen_at=now - seen_ago)
    taken = claims.take("lost")
    assert taken is not None
    assert str(taken.pk) == job_id


def test_a_job_that_succeeds_is_done() -> None:
    job_id = enqueue(sample_jobs.write, "a")
    assert Worker().run_one()
    assert (row(job_id).status, sample_jobs.done) == ("SUCCESSFUL", ["a"])
    assert not Worker().run_one()


def test_a_failing_job_is_tried_again_later_and_then_dies() -> None:
    job_id = enqueue(sample_jobs.fail, "a")
    worker = Worker()
    for expected_pause in (10, 20):
        before = timezone.now()
        assert worker.run_one()
        assert row(job_id).status == "READY"
        pause = (row(job_id).run_after - before).total_seconds()
        assert expected_pause <= pause < expected_pause + 5
        assert not worker.run_one(), "it must wait first"
        make_due(job_id)
    assert worker.run_one()
    assert row(job_id).status == "FAILED"
    assert sample_jobs.done == ["a", "a", "a"]
    (letter,) = dead()
    assert (letter.id, letter.name, letter.attempts) == (job_id, "sample.fail", 3)
    assert letter.error == "RuntimeError: cannot a"


def test_a_dead_letter_gets_all_its_tries_again() -> None:
    job_id = enqueue(sample_jobs.give_up)
    worker = Worker()
    worker.run_one()
    assert retry(job_id)
    assert (row(job_id).status, row(job_id).worker_ids) == ("READY", [])
    assert worker.run_one()


def test_giving_up_makes_a_dead_letter_at_once() -> None:
    job_id = enqueue(sample_jobs.give_up)
    Worker().run_one()
    assert (row(job_id).status, len(row(job_id).worker_ids)) == ("FAILED", 1)


def test_a_job_whose_code_is_gone_is_not_lost() -> None:
    job_id = enqueue(sample_jobs.write, "a")
    DBTaskResult.objects.filter(pk=job_id).update(task_path="madoguchi.kernel.jobs.tests.sample_jobs.gone")
    Worker().run_one()
    assert row(job_id).status == "READY"
    assert "gone" in row(job_id).traceback


@pytest.mark.parametrize("seen_ago", [None, LEASE + timedelta(seconds=1)], ids=["no row", "silent"])
def test_the_job_of_a_lost_worker_is_handed_back(seen_ago: timedelta | None) -> None:
    job_id = enqueue(sample_jobs.write, "a")
    abandoned(job_id, seen_ago=seen_ago)
    assert claims.release_lost(LEASE, "me") == 1
    assert Worker().run_one()
    assert (row(job_id).status, len(row(job_id).worker_ids)) == ("SUCCESSFUL", 2)


def test_the_job_of_a_living_worker_is_left_alone() -> None:
    job_id = enqueue(sample_jobs.write, "a")
    abandoned(job_id, seen_ago=LEASE / 2)
    assert claims.release_lost(LEASE, "me") == 0
    assert row(job_id).status == "RUNNING"


def test_a_job_that_always_loses_its_worker_dies() -> None:
    job_id = enqueue(sample_jobs.fail, "a")
    for _ in range(3):
        abandoned(job_id, seen_ago=None)
        claims.release_lost(LEASE, "me")
    assert row(job_id).status == "FAILED"
    assert "WorkerLost" in dead()[0].error


def test_a_worker_that_was_taken_for_dead_changes_nothing_when_it_wakes_up() -> None:
    job_id = enqueue(sample_jobs.write, "a")
    slow = claims.take("slow")
    assert slow is not None
    claims.release_lost(LEASE, "me")
    second = claims.take("other")
    assert second is not None
    assert not claims.succeed(slow)
    assert not claims.fail(slow, RuntimeError("late"))
    assert row(job_id).status == "RUNNING"
    assert claims.succeed(second)


def test_one_job_is_claimed_by_one_worker() -> None:
    enqueue(sample_jobs.write, "a")
    assert claims.take("first") is not None
    assert claims.take("second") is None


def test_a_worker_signs_on_and_off() -> None:
    worker = Worker()
    worker.sign_on()
    assert workers_alive() == 1
    worker.drain()
    assert workers_alive() == 0


def test_counts_know_every_state() -> None:
    enqueue(sample_jobs.write, "a")
    enqueue(sample_jobs.give_up)
    worker = Worker()
    worker.run_one()
    worker.run_one()
    enqueue(sample_jobs.write, "b")
    assert counts() == {State.WAITING: 1, State.RUNNING: 0, State.DONE: 1, State.DEAD: 1}
