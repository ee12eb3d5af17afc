"""Who works, and what runs when. The queue itself is the table of django-tasks-db (one row a job).

Both tables are global: a worker serves every body, and a schedule is the installation's.
"""

from __future__ import annotations

from django.db import models


class Worker(models.Model):
    """A running worker process; it renews `seen_at` as long as it lives."""

    id = models.CharField(primary_key=True, max_length=32)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Schedule(models.Model):
    """A job with a period. Whoever moves `due_at` on, by an UPDATE on condition, is the one who queues the job."""

    name = models.CharField(primary_key=True, max_length=100)
    due_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    last_job = models.UUIDField(null=True)  # id of the row queued last, in the table of django-tasks-db

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M:%S}"
