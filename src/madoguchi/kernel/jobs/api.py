"""The door of the jobs room: declare jobs, queue them, and run long-running commands.

Usage: `from madoguchi.kernel.jobs.api import enqueue, job`.
"""

from __future__ import annotations

from madoguchi.kernel.jobs.choices import State
from madoguchi.kernel.jobs.domain.catalogue import GiveUp, Job, UnknownJob, all_jobs, job
from madoguchi.kernel.jobs.domain.clock import back_off
from madoguchi.kernel.jobs.queries import QueuedJob, counts, dead, overdue, recent, workers_alive
from madoguchi.kernel.jobs.services.loop import Stop, run
from madoguchi.kernel.jobs.services.queue import absorb, enqueue, retry, retry_all
from madoguchi.kernel.jobs.services.worker import Worker


def run_due() -> int:
    """Run every due job in this process, scheduled ones included; returns how many ran. For tests and set-up."""
    return Worker().drain()


__all__ = [
    "GiveUp",
    "Job",
    "QueuedJob",
    "State",
    "Stop",
    "UnknownJob",
    "absorb",
    "all_jobs",
    "back_off",
    "counts",
    "dead",
    "enqueue",
    "job",
    "overdue",
    "recent",
    "retry",
    "retry_all",
    "run",
    "run_due",
    "workers_alive",
]
