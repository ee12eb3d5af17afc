"""The frame of a long-running command: stops on request, outlives an outage of the database."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from madoguchi.kernel.jobs.domain.clock import back_off

logger = logging.getLogger("madoguchi.jobs")
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(seconds=30)


class Stop:
    """A request to stop, made by SIGTERM or SIGINT: what is in hand is finished first; the second signal
    does not wait.
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def request(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Rest for that long, or until stopping is requested; True when it is."""
        return self._event.wait(seconds)

    def on_signals(self) -> None:
        """Listen to SIGTERM and SIGINT; only possible in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._received)

    def _received(self, number: int, _frame: FrameType | None) -> None:
        if self.requested:
            raise SystemExit(128 + number)
        self.request()


def run(step: Callable[[], float], stop: Stop) -> None:
    """Call `step` until a stop is requested; it returns how many seconds to rest before the next call.

    While the database cannot be reached, `step` is tried again after 1, 2, 4, … 30 seconds.
    """
    outages = 0
    while not stop.requested:
        close_old_connections()
        try:
            rest = step()
            outages = 0
        except (OperationalError, InterfaceError) as error:
            outages += 1
            rest = back_off(outages, first=_FIRST_PAUSE, slowest=_LONGEST_PAUSE).total_seconds()
            logger.error("database not reachable, trying again in %d s: %s", rest, error)
            connection.close()
        if rest > 0:
            stop.wait(rest)
    close_old_connections()
