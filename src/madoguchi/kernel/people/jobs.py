"""Clockwork of the room."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings

from madoguchi.kernel.jobs.api import job


@job("people.clear_sessions", every=timedelta(hours=1))
def clear_sessions() -> None:
    """Delete sessions that are over, with the forms kept in them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
