"""The demonstration's letter box: takes every mail and brings it nowhere; the mailbox page shows the outbox."""

from __future__ import annotations

from madoguchi.kernel.notify.domain.letter import Letter


class MailboxTransport:
    """Has nothing to connect to and refuses nothing. `doctor` does not let a production installation use it."""

    def open(self) -> None:
        """Nothing to connect to."""

    def deliver(self, letter: Letter) -> None:
        """Kept already: the outbox is the letter box."""

    def close(self) -> None:
        """Nothing to hang up."""
