"""The wire that takes a mail away, whatever it is made of."""

from __future__ import annotations

from typing import Protocol

from madoguchi.kernel.notify.domain.letter import Letter


class Transport(Protocol):
    """One connection to whoever delivers mail."""

    def open(self) -> None:
        """Connect, unless connected. Raises Unavailable."""

    def deliver(self, letter: Letter) -> None:
        """Hand one mail over. Raises Refused, Postponed, Unavailable, BrokenOff."""

    def close(self) -> None:
        """Hang up; never raises."""
