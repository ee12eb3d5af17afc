"""The door of the identity room: calls to machines outside, and what OpenID providers prove."""

from __future__ import annotations

from madoguchi.kernel.identity.adapters.configured import wire
from madoguchi.kernel.identity.adapters.wire import Answer, UnreachableError, Wire
from madoguchi.kernel.identity.choices import Level
from madoguchi.kernel.identity.domain.flow import Flow
from madoguchi.kernel.identity.domain.proven import Proven
from madoguchi.kernel.identity.domain.provider import Provider
from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError
from madoguchi.kernel.identity.models import SignOnProvider
from madoguchi.kernel.identity.services.journey import depart, register_purpose
from madoguchi.kernel.identity.services.provider import (
    PREFIX,
    bodies_with_sign_on,
    examine,
    find,
    key_of,
    redirect_uri,
    row_of,
    save,
    set_open,
    set_required,
)
from madoguchi.kernel.identity.services.wording import for_administrator, for_person, status_of

__all__ = [
    "PREFIX",
    "Answer",
    "BarredError",
    "Flow",
    "Level",
    "Proven",
    "Provider",
    "SignOnProvider",
    "UnprovenError",
    "UnreachableError",
    "Wire",
    "bodies_with_sign_on",
    "depart",
    "examine",
    "find",
    "for_administrator",
    "for_person",
    "key_of",
    "redirect_uri",
    "register_purpose",
    "row_of",
    "save",
    "set_open",
    "set_required",
    "status_of",
    "wire",
]
