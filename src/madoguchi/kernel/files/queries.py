"""Looking files up, inside the open tenant scope only."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from madoguchi.kernel.files.domain.references import FileRef
from madoguchi.kernel.files.models import StoredFile


class FileMissing(LookupError):
    """No file of that id in the open scope: never stored, deleted, or another body's."""


def get(file_id: str | UUID) -> FileRef:
    """The file of that id. Raises FileMissing, also for text that is no id."""
    found = get_many([file_id])
    if not found:
        raise FileMissing(str(file_id))
    return next(iter(found.values()))


def get_many(file_ids: Iterable[str | UUID]) -> dict[str, FileRef]:
    """id → file for those that are there, in one query. Text that is no id is not there."""
    wanted = {identity for file_id in file_ids if (identity := parsed_id(file_id))}
    rows = StoredFile.objects.filter(pk__in=wanted).select_related("tenant") if wanted else ()
    return {str(row.id): row.as_ref() for row in rows}


def owned_by(*owners: str) -> list[FileRef]:
    """The files of these owners, oldest first."""
    rows = StoredFile.objects.filter(owner__in=owners).select_related("tenant").order_by("created_at", "pk")
    return [row.as_ref() for row in rows]


def parsed_id(file_id: str | UUID) -> UUID | None:
    """The id as UUID, None for text that is none."""
    try:
        return file_id if isinstance(file_id, UUID) else UUID(file_id)
    except (ValueError, AttributeError, TypeError):
        return None
