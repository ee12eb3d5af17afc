"""Reads of the ROOM room."""

from __future__ import annotations

from madoguchi.modules.ROOM.models import Entry


def entries() -> list[Entry]:
    """The entries of the open scope, the newest first."""
    return list(Entry.objects.all())
