"""Clockwork of the room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.residents.services import link, session


@job("residents.clear", every=timedelta(hours=1))
def clear() -> None:
    """Delete sessions of residents that are over, and mailed links a day after their end."""
    session.prune()
    link.prune()
