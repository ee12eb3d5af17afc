"""Words and spans of time of the jobs room."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a job stands, as the operator's command prints it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


RETRIES = 5
FIRST_RETRY = timedelta(seconds=10)
SLOWEST_RETRY = timedelta(hours=1)

# A worker that has not been seen for this long is taken for dead and its job is given to another.
LEASE = timedelta(seconds=60)

KEEP_DONE = timedelta(days=1)
KEEP_DEAD = timedelta(days=90)
