"""Housekeeping of the queue, and the clock of the audit room, which lies below this one and has none."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.audit.api import attempts, sign_days
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


@job("audit.sign_days", every=timedelta(hours=1))
def sign_audit_days() -> None:
    """Sign and publish what each body's sealed audit was at the end of yesterday (sealing itself is the worker's)."""
    sign_days()
