"""Housekeeping of the outbox."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.notify.services import outbox


@job("notify.prune", every=timedelta(days=1), offset=timedelta(hours=3))
def prune() -> None:
    """Delete mails that are long over, at three in the morning."""
    outbox.prune()
