"""Taking files in: checked by content, hashed on the way, on disk before the row that names them is written."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone

from madoguchi.kernel.files.choices import Kind, State
from madoguchi.kernel.files.domain.inspection import inspect
from madoguchi.kernel.files.domain.limits import MEGABYTE, Limits
from madoguchi.kernel.files.domain.names import kept_name
from madoguchi.kernel.files.domain.references import FileRef, checked_owner, object_key
from madoguchi.kernel.files.domain.refusals import Refused
from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.files.services.storage import storage
from madoguchi.kernel.tenants.api import Tenant

logger = logging.getLogger("madoguchi.files")

CONTENT_TYPES: Final[dict[str, str]] = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.HEIC: "image/heic",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def receive(tenant: Tenant, upload: File[Any], limits: Limits, *, owner: str) -> FileRef:
    """Take an uploaded file in for `owner` ("forms.draft:12"), inside the tenant's scope.

    Raises Refused (with .message() for the person) when it is empty, too large, of another kind, damaged or locked,
    or when the storage does not take it (a full disk), so that the rest of the page is kept all the same.
    Where a virus scanner is set up, the file is `unchecked` until `files.scan` has looked at it; sending does not wait
    for that. It waits unclaimed until `claim`; what is never claimed is swept.
    """
    checked_owner(owner)
    name = kept_name(upload.name or "")
    kind = inspect(cast("BinaryIO", upload.file), name, upload.size, limits)
    try:
        return _store(tenant, name, kind, upload.chunks(), owner=owner)
    except OSError as error:
        logger.exception("an upload of %d bytes cannot be stored", upload.size)
        raise Refused("not_kept") from error


def store_bytes(tenant: Tenant, name: str, data: bytes, kind: str, owner: str) -> FileRef:
    """Keep a file that we made ourselves (a decision's PDF). It belongs to `owner` for good from the start."""
    if kind not in Kind.values or not data:
        raise ValueError(f"only non-empty files of known kinds are stored: {kind!r}, {len(data)} bytes")
    pieces = (data[at : at + MEGABYTE] for at in range(0, len(data), MEGABYTE))
    return _store(tenant, kept_name(name), kind, pieces, owner=checked_owner(owner), ours=True)


class _Digest:
    """SHA-256 of what passes through."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._hash.update(chunk)
            yield chunk

    def text(self) -> str:
        return self._hash.hexdigest()


def _store(tenant: Tenant, name: str, kind: str, chunks: Iterable[bytes], *, owner: str, ours: bool = False) -> FileRef:
    """The object first, then the row: a kill in between leaves an object without a row, which is swept."""
    identity = uuid.uuid4()
    digest = _Digest()
    size = storage().write(object_key(tenant.code, identity), digest.passing(chunks))
    row = StoredFile.objects.create(
        id=identity,
        tenant=tenant,
        name=name,
        size=size,
        kind=kind,
        content_type=CONTENT_TYPES[kind],
        sha256=digest.text(),
        state=State.ACCEPTED if ours or not settings.MADOGUCHI_CLAMD else State.UNCHECKED,
        owner=owner,
        claimed_at=timezone.now() if ours else None,
    )
    return row.as_ref()
