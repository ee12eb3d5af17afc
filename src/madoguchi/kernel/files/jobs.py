"""Clockwork of the files room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.files.services.upkeep import sweep
from madoguchi.kernel.jobs.api import job


@job("files.sweep", every=timedelta(hours=1), offset=timedelta(minutes=17))
def sweep_files() -> None:
    """Remove unclaimed files whose time is over and objects that no row names."""
    sweep()
