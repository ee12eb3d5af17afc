"""Keeping the list of files and the storage the same: sweeping what nobody needs, finding what is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.utils import timezone

from madoguchi.kernel.files.adapters.base import INCOMING, ObjectMissing, StoredObject
from madoguchi.kernel.files.domain.limits import MEGABYTE
from madoguchi.kernel.files.domain.references import FileRef, file_id_of, object_key
from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.files.services.ownership import delete_rows, living
from madoguchi.kernel.files.services.storage import storage
from madoguchi.kernel.tenants.api import every_body_scope

UNCLAIMED_FOR: Final = timedelta(days=45)
"""Longer than a draft lives (30 days). Files of drafts that are prolonged live on: see register_owner."""
UNLISTED_FOR: Final = timedelta(hours=24)
"""An object without a row may belong to a transaction that is still open, or to a backup that is being made."""
_BATCH: Final = 500
_MOST_ROWS: Final = 1000  # a sweep; the next one goes on


@dataclass(frozen=True)
class Swept:
    """How many unclaimed files and how many objects without a row were removed."""

    files: int
    objects: int


@dataclass
class Comparison:
    """What `compare` found. `orphans` are keys; `checked` counts the files whose bytes were read."""

    checked: int = 0
    missing: list[FileRef] = field(default_factory=list)
    damaged: list[FileRef] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing is lost or changed. Orphans waste room and are swept; they are no damage."""
        return not self.missing and not self.damaged


def sweep(now: datetime | None = None) -> Swept:
    """Remove unclaimed files whose time is over and objects that no row names. May be run at any time, twice."""
    now = now or timezone.now()
    with every_body_scope("sweep: unclaimed files of all bodies"):
        old = StoredFile.objects.filter(claimed_at=None, created_at__lt=now - UNCLAIMED_FOR)
        candidates = list(old.select_related("tenant").order_by("created_at")[:_MOST_ROWS])
        alive = living(row.owner for row in candidates)
        files = delete_rows(row for row in candidates if row.owner not in alive)
    # A file that somebody else put there is reported by `compare`, but it is not ours to remove.
    orphans = [key for key in _orphans(now - UNLISTED_FOR) if file_id_of(key) or key.startswith(INCOMING)]
    for key in orphans:
        storage().delete(key)
    return Swept(files, len(orphans))


def compare(*, contents: bool = True, now: datetime | None = None) -> Comparison:
    """Hold every row against the storage and the storage against the rows, for `madoguchi verify`.

    With `contents` every object is read and its SHA-256 compared (about a second per 500 MB), otherwise only its size.
    """
    found = Comparison()
    with every_body_scope("compare: files of all bodies"):
        for row in StoredFile.objects.select_related("tenant").order_by("pk").iterator(chunk_size=_BATCH):
            found.checked += 1
            ref = row.as_ref()
            try:
                if not _is_whole(ref, contents=contents):
                    found.damaged.append(ref)
            except ObjectMissing:
                found.missing.append(ref)
    found.orphans = sorted(_orphans((now or timezone.now()) - UNLISTED_FOR))
    return found


def _is_whole(ref: FileRef, *, contents: bool) -> bool:
    with storage().open(object_key(ref.tenant_code, ref.id)) as file:
        if not contents:
            return file.seek(0, 2) == ref.size
        digest = hashlib.sha256()
        while chunk := file.read(MEGABYTE):
            digest.update(chunk)
        return digest.hexdigest() == ref.sha256


def _orphans(before: datetime) -> Iterator[str]:
    """Keys of objects last written before `before` that belong to no row: of previews, too, and of broken writes."""
    old = (entry for entry in storage().objects() if entry.modified_at < before)
    while batch := list(islice(old, _BATCH)):
        listed = _listed(batch)
        yield from (entry.key for entry in batch if file_id_of(entry.key) not in listed)


def _listed(entries: Iterable[StoredObject]) -> set[UUID]:
    identities = {identity for entry in entries if (identity := file_id_of(entry.key))}
    with every_body_scope("compare: which objects have a row"):
        return set(StoredFile.objects.filter(pk__in=identities).values_list("pk", flat=True))
