"""Looking files up, inside the open tenant scope only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone

from madoguchi.kernel.files.choices import READABLE, State
from madoguchi.kernel.files.domain.references import FileRef
from madoguchi.kernel.files.models import WAITING, StoredFile
from madoguchi.kernel.tenants.api import every_body_scope


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


@dataclass(frozen=True)
class Waiting:
    """What waits for its scan, in every body: how many, since when (None without any), and how many of them the scanner
    could not judge when it tried. `states`: state → how many files are in it."""

    count: int
    since: datetime | None
    unjudged: int
    states: dict[str, int]


def waiting() -> Waiting:
    """The length of the queue. Two queries."""
    with every_body_scope("scan: how much waits in all bodies"):
        queue = StoredFile.objects.filter(WAITING).aggregate(
            count=Count("pk"), since=Min("created_at"), unjudged=Count("pk", filter=~Q(scan_error=""))
        )
        states = StoredFile.objects.values_list("state").annotate(n=Count("pk")).order_by("state")
        return Waiting(queue["count"], queue["since"], queue["unjudged"], dict(states))


@dataclass(frozen=True)
class Held:
    """A file that nobody may read, for the operator: without its name, which may be a person's. `trouble`: why the last
    try came to no verdict."""

    id: str
    tenant_code: str
    state: str
    owner: str
    size: int
    created_at: datetime
    threat: str
    trouble: str


def held(limit: int = 200) -> list[Held]:
    """Files that wait or were found unsafe, in every body, the oldest first; at most `limit`."""
    with every_body_scope("scan: which files are held back in all bodies"):
        rows = StoredFile.objects.exclude(state__in=READABLE).select_related("tenant").order_by("created_at", "pk")
        return [
            Held(
                id=str(row.pk), tenant_code=row.tenant.code, state=row.state, owner=row.owner, size=row.size,
                created_at=row.created_at, threat=row.threat, trouble=row.scan_error,
            )
            for row in rows[:limit]
        ]  # fmt: skip


SCANNED_WITHIN = timedelta(minutes=10)
"""A scan that has not come by then is late: the job runs every minute."""


def is_late(ref: FileRef) -> bool:
    """Whether a file that waits for its scan has waited too long."""
    return ref.state == State.UNCHECKED and timezone.now() - ref.created_at > SCANNED_WITHIN


def parsed_id(file_id: str | UUID) -> UUID | None:
    """The id as UUID, None for text that is none."""
    try:
        return file_id if isinstance(file_id, UUID) else UUID(file_id)
    except (ValueError, AttributeError, TypeError):
        return None
