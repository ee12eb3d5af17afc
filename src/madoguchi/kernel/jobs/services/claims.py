"""Taking a job, and what becomes of it: done, tried again later, or dead.

A job in hand is a row in state RUNNING whose last worker is alive. Every change of such a row is made on
condition that it is still the same claim (same `started_at`): a worker that was taken for dead and wakes up
changes nothing.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.choices import FIRST_RETRY, RETRIES, SLOWEST_RETRY
from madoguchi.kernel.jobs.domain.catalogue import GiveUp, Job
from madoguchi.kernel.jobs.domain.clock import back_off
from madoguchi.kernel.jobs.models import Worker

logger = logging.getLogger("madoguchi.jobs")


class WorkerLost(Exception):
    """The worker that ran the job vanished, and the job has no tries left."""


def take(worker_id: str) -> DBTaskResult[..., Any] | None:
    """Claim the next due job for this worker, or None. Two workers never claim the same row.

    The queue is looked at without a lock first: an idle worker on SQLite never takes the write lock.
    """
    due = DBTaskResult.objects.ready()
    if not due.exists():
        return None
    with transaction.atomic():  # SQLite: BEGIN IMMEDIATE; PostgreSQL: FOR UPDATE SKIP LOCKED
        row = due.get_locked()
        if row is not None:
            row.claim(worker_id)
    return row


def succeed(row: DBTaskResult[..., Any]) -> bool:
    """Close a job that ran to its end; False when the claim had been lost meanwhile."""
    return _close(row, status=TaskResultStatus.SUCCESSFUL, exception_class_path="", traceback="")


def fail(row: DBTaskResult[..., Any], error: BaseException) -> bool:
    """Queue a failed job again after its back-off, or make it a dead letter; False when the claim had been lost."""
    job = _job(row)
    attempts = len(row.worker_ids)
    retries = job.retries if job else RETRIES
    found = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    if attempts > retries or isinstance(error, GiveUp):
        return _close(row, status=TaskResultStatus.FAILED, **found)
    slowest = min(SLOWEST_RETRY, job.every) if job and job.every else SLOWEST_RETRY
    pause = back_off(attempts, first=FIRST_RETRY, slowest=slowest)
    return _release(row, run_after=timezone.now() + pause, **found)


def release_lost(lease: timedelta, me: str) -> int:
    """Hand back the jobs whose worker is gone (killed, or not seen for `lease`); returns how many.

    Called by the worker `me` between two jobs, when it has none in hand itself. A job that has used up its
    tries becomes a dead letter, so that a job which kills its worker does not do so for ever.
    """
    alive = set(Worker.objects.filter(seen_at__gt=timezone.now() - lease).values_list("id", flat=True)) - {me}
    released = 0
    for row in DBTaskResult.objects.running():
        if row.worker_ids and row.worker_ids[-1] in alive:
            continue
        job = _job(row)
        if len(row.worker_ids) > (job.retries if job else RETRIES):
            released += fail(row, WorkerLost("the worker was lost while it ran this job"))
        else:
            released += _release(row, run_after=timezone.now())
        logger.warning("job %s of a lost worker handed back (attempt %d)", row.task_path, len(row.worker_ids))
    return released


def _job(row: DBTaskResult[..., Any]) -> Job[..., Any] | None:
    try:
        task = row.task
    except ImportError:  # its code is gone
        return None
    return task if isinstance(task, Job) else None


def _release(row: DBTaskResult[..., Any], **changes: Any) -> bool:
    return _change(row, status=TaskResultStatus.READY, started_at=None, **changes)


def _close(row: DBTaskResult[..., Any], **changes: Any) -> bool:
    return _change(row, finished_at=timezone.now(), **changes)


def _change(row: DBTaskResult[..., Any], **changes: Any) -> bool:
    claim = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
    return claim.update(**changes) == 1
