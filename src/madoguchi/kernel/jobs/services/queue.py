"""Putting jobs into the queue, and back into it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.choices import KEEP_DEAD, KEEP_DONE
from madoguchi.kernel.jobs.domain import catalogue
from madoguchi.kernel.jobs.domain.catalogue import Job


def enqueue(job: Job[..., Any] | str, *args: Any, run_after: datetime | None = None) -> str:
    """Queue a job in the caller's transaction: one INSERT, which a rollback takes back. Returns the row's id.

    `args`: JSON (str, int, float, bool, None, lists and dicts of them). `run_after`: aware; not before then.
    Raises UnknownJob for a name that nobody declares, TypeError for an argument that is not JSON.
    """
    found = catalogue.by_name(job) if isinstance(job, str) else job
    return found.using(run_after=run_after).enqueue(*args).id


def absorb(job: Job[..., Any] | str, *args: Any) -> int:
    """Drop the rows that ask for this very job and have not begun; returns how many. A job that does whatever is there
    to do calls it first: who queued those rows has committed, so this run has their work before its eyes."""
    found = catalogue.by_name(job) if isinstance(job, str) else job
    same = DBTaskResult.objects.filter(task_path=found.module_path, args_kwargs={"args": list(args), "kwargs": {}})
    return int(same.filter(status=TaskResultStatus.READY).delete()[0])


def retry(job_id: str) -> bool:
    """Give a dead letter a new life with all its tries; False when there is no dead letter of that id."""
    key = _uuid(job_id)
    return key is not None and _revive(DBTaskResult.objects.failed().filter(pk=key)) == 1


def retry_all() -> int:
    """Queue every dead letter again; returns how many."""
    return _revive(DBTaskResult.objects.failed())


def prune() -> int:
    """Delete the rows of jobs that succeeded a day ago or died 90 days ago; returns how many."""
    now = timezone.now()
    done, _ = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE).delete()
    dead, _ = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_DEAD).delete()
    return done + dead


def _revive(rows: Any) -> int:
    revived: int = rows.update(
        status=TaskResultStatus.READY,
        run_after=timezone.now(),
        worker_ids=[],
        started_at=None,
        finished_at=None,
    )
    return revived


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
