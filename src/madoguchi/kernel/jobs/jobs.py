"""Housekeeping of the queue, and of the audit's failed attempts: the audit room lies below this one and has
no clock.
"""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.audit.api import attempts
from madoguchi.kernel.jobs.domain.catalogue import job
from madoguchi.kernel.jobs.services import queue


@job("jobs.prune", every=timedelta(hours=1))
def prune() -> None:
    """Delete the rows of jobs that are over."""
    queue.prune()


@job("audit.sweep_attempts", every=timedelta(hours=1))
def sweep_attempts() -> None:
    """Delete failed attempts that no limit can count any more."""
    attempts.sweep()
