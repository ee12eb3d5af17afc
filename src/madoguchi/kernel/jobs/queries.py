"""What the operator asks about the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.jobs.choices import LEASE, State
from madoguchi.kernel.jobs.domain import catalogue
from madoguchi.kernel.jobs.models import Worker

_STATES = {
    TaskResultStatus.READY: State.WAITING,
    TaskResultStatus.RUNNING: State.RUNNING,
    TaskResultStatus.SUCCESSFUL: State.DONE,
    TaskResultStatus.FAILED: State.DEAD,
}


@dataclass(frozen=True)
class QueuedJob:
    """One row of the queue. `attempts`: how often it was begun. `error`: the last line of the last traceback."""

    id: str
    name: str
    state: State
    attempts: int
    enqueued_at: datetime
    finished_at: datetime | None
    error: str


def recent(limit: int = 50) -> list[QueuedJob]:
    """The jobs queued last, the newest first."""
    return _shown(DBTaskResult.objects.order_by("-enqueued_at")[:limit])


def dead(limit: int = 200) -> list[QueuedJob]:
    """The dead letters, the newest first."""
    return _shown(DBTaskResult.objects.failed().order_by("-finished_at")[:limit])


def counts() -> dict[State, int]:
    """How many jobs are in each state; every state is there, 0 included."""
    rows = DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))
    found = {_STATES[TaskResultStatus(status)]: count for status, count in rows}
    return {state: found.get(state, 0) for state in State}


def overdue(late: timedelta) -> int:
    """How many jobs could have been run so long ago and still wait."""
    then = timezone.now() - late
    ready = DBTaskResult.objects.ready().filter(enqueued_at__lt=then)
    return ready.exclude(run_after__gte=then, run_after__lte=timezone.now()).count()


def workers_alive() -> int:
    """How many workers were seen within the lease."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - LEASE).count()


def _shown(rows: Iterable[DBTaskResult[..., Any]]) -> list[QueuedJob]:
    return [
        QueuedJob(
            id=str(row.pk),
            name=catalogue.name_of(row.task_path),
            state=_STATES[TaskResultStatus(row.status)],
            attempts=len(row.worker_ids),
            enqueued_at=row.enqueued_at,
            finished_at=row.finished_at,
            error=next(iter(reversed(row.traceback.strip().splitlines())), ""),
        )
        for row in rows
    ]
