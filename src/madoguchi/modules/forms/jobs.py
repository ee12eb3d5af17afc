"""Clockwork of the forms room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.modules.forms.services.draft import expire


@job("forms.expire", every=timedelta(hours=1), offset=timedelta(minutes=7))
def expire_drafts() -> None:
    """Delete the drafts whose time is over, with their files."""
    expire()
