"""The wire that services call by."""

from __future__ import annotations

from madoguchi.kernel.identity.adapters.wire import GuardedWire, Wire


def wire() -> Wire:
    """The guarded one; tests put another in its place."""
    return GuardedWire()
