"""The door of the files room. Every function works inside the open `tenant_scope`."""

from __future__ import annotations

from madoguchi.kernel.files.adapters.base import ObjectMissing
from madoguchi.kernel.files.adapters.engine import EngineDown
from madoguchi.kernel.files.choices import READABLE, UNSAFE, Kind, State
from madoguchi.kernel.files.domain.limits import Limits, readable_size
from madoguchi.kernel.files.domain.pictures import PICTURES
from madoguchi.kernel.files.domain.references import FileRef
from madoguchi.kernel.files.domain.refusals import Refused, kinds_text, refusal_text
from madoguchi.kernel.files.queries import (
    SCANNED_WITHIN,
    FileMissing,
    Held,
    Waiting,
    get,
    get_many,
    held,
    is_late,
    owned_by,
    waiting,
)
from madoguchi.kernel.files.services.delivery import (
    NoPreview,
    Unreadable,
    open_file,
    preview_jpeg,
    preview_response,
    response,
    unclean_response,
)
from madoguchi.kernel.files.services.engine import engine
from madoguchi.kernel.files.services.followers import follow_verdicts
from madoguchi.kernel.files.services.ownership import claim, register_owner, release, release_files
from madoguchi.kernel.files.services.reception import receive, store_bytes
from madoguchi.kernel.files.services.scanning import Scanned, rescan, scan_waiting
from madoguchi.kernel.files.services.upkeep import Comparison, Swept, compare, sweep

__all__ = [
    "PICTURES",
    "READABLE",
    "SCANNED_WITHIN",
    "UNSAFE",
    "Comparison",
    "EngineDown",
    "FileMissing",
    "FileRef",
    "Held",
    "Kind",
    "Limits",
    "NoPreview",
    "ObjectMissing",
    "Refused",
    "Scanned",
    "State",
    "Swept",
    "Unreadable",
    "Waiting",
    "claim",
    "compare",
    "engine",
    "follow_verdicts",
    "get",
    "get_many",
    "held",
    "is_late",
    "kinds_text",
    "open_file",
    "owned_by",
    "preview_jpeg",
    "preview_response",
    "readable_size",
    "receive",
    "refusal_text",
    "register_owner",
    "release",
    "release_files",
    "rescan",
    "response",
    "scan_waiting",
    "store_bytes",
    "sweep",
    "unclean_response",
    "waiting",
]
