"""The door of the designer room: what a body has in the making. Rooms above may look, nobody else writes.

from madoguchi.modules.designer import api as designer
designer.in_the_making()        # [InTheMaking] of the body of the open scope
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.modules.designer import queries
from madoguchi.modules.designer.rules import DESIGN


@dataclass(frozen=True)
class InTheMaking:
    """One working version. `proposed`: waits for a second person; `base_key`: the published version it changes."""

    id: int
    pack_id: str
    title: str
    base_key: str
    proposed: bool
    updated_at: datetime


def in_the_making() -> list[InTheMaking]:
    """Working versions of the body of the open scope, the newest first."""
    return [
        InTheMaking(row.pk, row.pack_id, row.title, row.base_key, row.is_proposed, row.updated_at)
        for row in queries.working_versions()
    ]


__all__ = ["DESIGN", "InTheMaking", "in_the_making"]
