"""A mail server in memory, for tests: keeps what it took, and fails on demand as real ones do."""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.kernel.notify.domain.delivery import BrokenOff, Postponed, Refused, Unavailable
from madoguchi.kernel.notify.domain.letter import Letter


class MemoryTransport:
    """`delivered` holds the mails taken. `answers`: SMTP code by recipient (450, 550, …); `down`: nobody
    answers; `hangs_up_after`: the connection breaks after so many mails, once.
    """

    def __init__(self, answers: Mapping[str, int] | None = None) -> None:
        self.delivered: list[Letter] = []
        self.answers = dict(answers or {})
        self.down = False
        self.hangs_up_after: int | None = None
        self.connections = 0
        self._open = False

    def open(self) -> None:
        if self.down:
            raise Unavailable("connection refused")
        if not self._open:
            self._open = True
            self.connections += 1

    def deliver(self, letter: Letter) -> None:
        self.open()
        if self.hangs_up_after is not None and len(self.delivered) >= self.hangs_up_after:
            self.hangs_up_after = None
            self.close()
            raise BrokenOff("connection lost")
        code = self.answers.get(letter.recipient, 250)
        if code >= 500:
            raise Refused(f"{code} no such mailbox")
        if code >= 400:
            raise Postponed(f"{code} try again later")
        self.delivered.append(letter)

    def close(self) -> None:
        self._open = False
