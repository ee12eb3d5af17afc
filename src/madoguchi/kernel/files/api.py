"""The door of the files room. Every function works inside the open `tenant_scope`."""

from __future__ import annotations

from madoguchi.kernel.files.adapters.base import ObjectMissing
from madoguchi.kernel.files.choices import Kind, State
from madoguchi.kernel.files.domain.limits import Limits, readable_size
from madoguchi.kernel.files.domain.pictures import PICTURES
from madoguchi.kernel.files.domain.references import FileRef
from madoguchi.kernel.files.domain.refusals import Refused, kinds_text, refusal_text
from madoguchi.kernel.files.queries import FileMissing, get, get_many, owned_by
from madoguchi.kernel.files.services.delivery import (
    NoPreview,
    Unreadable,
    open_file,
    preview_jpeg,
    preview_response,
    response,
)
from madoguchi.kernel.files.services.ownership import claim, register_owner, release, release_files, set_state
from madoguchi.kernel.files.services.reception import receive, store_bytes
from madoguchi.kernel.files.services.upkeep import Comparison, Swept, compare, sweep

__all__ = [
    "PICTURES",
    "Comparison",
    "FileMissing",
    "FileRef",
    "Kind",
    "Limits",
    "NoPreview",
    "ObjectMissing",
    "Refused",
    "State",
    "Swept",
    "Unreadable",
    "claim",
    "compare",
    "get",
    "get_many",
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
    "response",
    "set_state",
    "store_bytes",
    "sweep",
]
