"""Clockwork of the files room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.files.services import scanning
from madoguchi.kernel.files.services.upkeep import sweep
from madoguchi.kernel.jobs.api import job


@job("files.sweep", every=timedelta(hours=1), offset=timedelta(minutes=17))
def sweep_files() -> None:
    """Remove unclaimed files whose time is over and objects that no row names."""
    sweep()


@job("files.scan", every=timedelta(minutes=1))
def scan_files() -> None:
    """Scan what came in since the last time for viruses; does nothing where no scanner is set up."""
    scanning.scan_waiting()


@job("files.rescan", every=timedelta(hours=1), offset=timedelta(minutes=41))
def rescan_files() -> None:
    """Hold the files of the last weeks against the scanner's signatures where these have changed."""
    scanning.rescan()
