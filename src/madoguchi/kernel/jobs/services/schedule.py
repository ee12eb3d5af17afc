"""The clockwork: queues each scheduled job once a period, however many workers look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.domain import catalogue
from madoguchi.kernel.jobs.domain.catalogue import Job
from madoguchi.kernel.jobs.domain.clock import next_start, period_start
from madoguchi.kernel.jobs.models import Schedule
from madoguchi.kernel.jobs.services.queue import enqueue


def prepare(now: datetime) -> None:
    """Bring the table in line with the declared jobs; a new job is due at once. Called when a worker starts."""
    jobs = {job.title: job for job in catalogue.scheduled()}
    Schedule.objects.exclude(name__in=jobs).delete()
    Schedule.objects.bulk_create(
        [Schedule(name=job.title, due_at=period_start(now, _period(job), job.offset)) for job in jobs.values()],
        ignore_conflicts=True,
    )
    for row in Schedule.objects.filter(due_at__gt=now):
        job = jobs[row.name]
        following = _next(job, now)
        Schedule.objects.filter(name=row.name, due_at__gt=following).update(due_at=following)  # period was shortened


def tick(now: datetime) -> int:
    """Queue the scheduled jobs that are due; returns how many.

    A period in which no worker ran is not made up for. A job whose last run still waits or runs is left out,
    so that a slow job does not pile up. The step and the queued row are one transaction: neither is there
    without the other.
    """
    queued = 0
    for row in Schedule.objects.filter(due_at__lte=now):
        try:
            job = catalogue.by_name(row.name)
        except catalogue.UnknownJob:  # a newer release on another machine has declared it
            continue
        queued += _run(row, job, now)
    return queued


def _run(row: Schedule, job: Job[..., Any], now: datetime) -> bool:
    with transaction.atomic():
        mine = Schedule.objects.filter(name=row.name, due_at=row.due_at)
        if not mine.update(due_at=_next(job, now), last_run_at=now):
            return False  # another worker was first
        if row.last_job and _unfinished(row.last_job):
            return False
        Schedule.objects.filter(name=row.name).update(last_job=enqueue(job))
        return True


def _unfinished(job_id: UUID) -> bool:
    unfinished = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    return DBTaskResult.objects.filter(pk=job_id, status__in=unfinished).exists()


def _next(job: Job[..., Any], now: datetime) -> datetime:
    return next_start(now, _period(job), job.offset)


def _period(job: Job[..., Any]) -> timedelta:
    if job.every is None:
        raise ValueError(f"the job {job.title} has no period")
    return job.every
