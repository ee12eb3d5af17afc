"""What other rooms know of a stored file, and the keys under which the storage knows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

_KEY: Final = re.compile(r"\d{6}/[0-9a-f]{2}/(?P<id>[0-9a-f]{32})(-\d+\.jpg)?")
_OWNER: Final = re.compile(r"[a-z]+\.[a-z_]+:[^\s:]+")
PREVIEW_SIZES: Final = (320, 1280, 2048)
"""Longest sides of kept previews, in pixels. Few, so that nobody can fill the disk with sizes."""


@dataclass(frozen=True)
class FileRef:
    """A stored file. `id` is a UUID as text, `size` in bytes, `sha256` in hexadecimal, `tenant_code` six digits."""

    id: str
    name: str
    size: int
    kind: str
    sha256: str
    state: str
    created_at: datetime
    content_type: str
    owner: str
    tenant_code: str
    threat: str = ""
    """What the scanner calls what it found; "" for nothing."""

    def as_answer(self) -> dict[str, Any]:
        """The shape that is stored within the answers of a form."""
        return {"id": self.id, "name": self.name, "size": self.size, "kind": self.kind, "sha256": self.sha256}


def object_key(tenant_code: str, file_id: str | UUID) -> str:
    """042072/ab/ab12…: one folder per body, 256 below each, so that no folder grows without end."""
    digits = UUID(str(file_id)).hex
    return f"{tenant_code}/{digits[:2]}/{digits}"


def preview_key(tenant_code: str, file_id: str | UUID, side: int) -> str:
    """The key of a kept preview, beside its original."""
    return f"{object_key(tenant_code, file_id)}-{side}.jpg"


def preview_side(max_px: int) -> int:
    """The smallest kept size that is not smaller than asked for, at most the largest: 300 → 320."""
    return next((side for side in PREVIEW_SIZES if side >= max_px), PREVIEW_SIZES[-1])


def file_id_of(key: str) -> UUID | None:
    """The file to which an object or preview belongs; None for a key that we never make."""
    match = _KEY.fullmatch(key)
    return UUID(match["id"]) if match else None


def checked_owner(owner: str) -> str:
    """ "forms.draft:12", "cases.submission:7": room, noun, id. Raises ValueError."""
    if not _OWNER.fullmatch(owner):
        raise ValueError(f"an owner reads room.noun:id, not {owner!r}")
    return owner
