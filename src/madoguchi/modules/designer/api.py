"""The door of the designer room: what a body has in the making. Rooms above may look, nobody else writes.

from madoguchi.modules.designer import api as designer
designer.in_the_making()        # [InTheMaking] of the body of the open scope
designer.begin(slug, files, …)  # a room above begins one from files that it has
designer.told(conflicts, files) # what was changed on both sides, in words
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.domain.naming import Told, told
from madoguchi.modules.designer.domain.upstream import Joined, join
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.rules import DESIGN
from madoguchi.modules.designer.services import working


@dataclass(frozen=True)
class InTheMaking:
    """One working version. `proposed`: waits for a second person; `base_key`: the published version it changes."""

    id: int
    pack_id: str
    title: str
    base_key: str
    proposed: bool
    updated_at: datetime


def begin(slug: str, files: Mapping[str, str], *, note: str, by: Officer) -> InTheMaking:
    """Begin a working version of the officer's body, under its own prefix, from the files of a pack. Raises
    RefusedError (slug, files)."""
    return _shown(working.create(slug, files, note=note, by=by))


@dataclass(frozen=True)
class Kept:
    """The files of a working version as they are at a revision."""

    id: int
    revision: int
    files: Mapping[str, str]


def files_of(pack_id: str) -> Kept | None:
    """The files of the working version of a pack of the open body; None while there is none."""
    row = WorkingVersion.objects.filter(pack_id=pack_id).first()
    return None if row is None else Kept(row.pk, row.revision, row.files)


def save_files(working_id: int, on: int, files: Mapping[str, str], *, note: str, by: Officer) -> None:
    """Save files that were made looking at revision `on`, the newest. Raises RefusedError (files past the limits)."""
    working.save(working_id, on, lambda _old: files, note=note, by=by)


def in_the_making() -> list[InTheMaking]:
    """Working versions of the body of the open scope, the newest first."""
    return [_shown(row) for row in queries.working_versions()]


def _shown(row: WorkingVersion) -> InTheMaking:
    return InTheMaking(row.pk, row.pack_id, row.title, row.base_key, row.is_proposed, row.updated_at)


__all__ = [
    "DESIGN",
    "InTheMaking",
    "Joined",
    "Kept",
    "Told",
    "begin",
    "files_of",
    "in_the_making",
    "join",
    "save_files",
    "told",
]
