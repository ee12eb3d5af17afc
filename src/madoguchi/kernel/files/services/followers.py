"""Rooms that want to know when a file of theirs turns out unsafe."""

from __future__ import annotations

from collections.abc import Callable

from madoguchi.kernel.files.domain.references import FileRef

Listener = Callable[[FileRef], None]
_listeners: dict[str, Listener] = {}


def follow_verdicts(owner_kind: str, listener: Listener) -> None:
    """Call `listener(ref)` when a file of that kind of owner ("cases.submission") becomes unsafe, or when an unsafe one
    comes to such an owner.

    Called from a room's apps.py. It runs in the transaction of the verdict or of the claim, and in the scope of the
    file's body; when it raises, nothing is written, and the file stays unreadable.
    """
    _listeners[owner_kind] = listener


def tell(ref: FileRef) -> None:
    """Tell the room of the file's owner, if it asked for it."""
    listener = _listeners.get(ref.owner.partition(":")[0])
    if listener is not None:
        listener(ref)
