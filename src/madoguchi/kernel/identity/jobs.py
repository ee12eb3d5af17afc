"""Clockwork of the room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.identity.services import journey
from madoguchi.kernel.jobs.api import job


@job("identity.forget_spent", every=timedelta(hours=1), offset=timedelta(minutes=20))
def forget_spent() -> None:
    """Delete used states of sign-ins that are over."""
    journey.forget_spent()
