"""The door of the identity room: calls to machines outside, and what OpenID providers prove."""

from __future__ import annotations

from madoguchi.kernel.identity.adapters.configured import wire
from madoguchi.kernel.identity.adapters.wire import Answer, UnreachableError, Wire
from madoguchi.kernel.identity.choices import Level
from madoguchi.kernel.identity.domain.proven import Proven
from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError

__all__ = ["Answer", "BarredError", "Level", "Proven", "UnprovenError", "UnreachableError", "Wire", "wire"]
