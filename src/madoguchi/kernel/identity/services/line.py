"""The line to a provider: one call at a time, and after one that failed none for a while. Kept by each process.

Whoever opens a page can make us call. A provider that is slow or gone holds one thread for the seconds of one call;
whoever comes meanwhile is refused at once and has the other ways to sign in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from madoguchi.kernel.identity.adapters.wire import UnreachableError
from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError

QUIET_SECONDS = 30.0  # after a failure
# Calls of a sound provider last a tenth of a second. So long a second one waits for the first, that a city hall which
# signs in in the morning is not refused; a call that has lasted longer is slow, and nobody waits for it.
PATIENCE_SECONDS = 0.5

_running: dict[str, float] = {}
_failed: dict[str, float] = {}
_changed = Condition()


@contextmanager
def held(key: str) -> Iterator[None]:
    """Have the line to the provider of this name for one call. An exception that says it did not answer as it should
    (UnreachableError, BarredError, UnprovenError) leaves the line quiet for half a minute.

    Raises UnprovenError("down") at once while it is quiet ("quiet") or somebody else has it ("busy").
    """
    _take(key)
    try:
        yield
    except (UnreachableError, BarredError, UnprovenError):
        with _changed:
            _failed[key] = time.monotonic()
        raise
    finally:
        with _changed:
            del _running[key]
            _changed.notify_all()


def _take(key: str) -> None:
    came = time.monotonic()
    with _changed:
        while True:
            now = time.monotonic()
            if key in _failed and now - _failed[key] < QUIET_SECONDS:
                raise UnprovenError("down", "quiet")
            if key not in _running:
                _running[key] = now
                return
            left = min(came, _running[key]) + PATIENCE_SECONDS - now
            if left <= 0:
                raise UnprovenError("down", "busy")
            _changed.wait(left)


def forget(key: str = "") -> None:
    """Call again after a failure: one provider (its settings changed, or somebody tries them out), or all."""
    with _changed:
        for one in [one for one in _failed if key in ("", one)]:
            del _failed[one]
