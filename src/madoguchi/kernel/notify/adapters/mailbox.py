"""The demonstration's letter box: takes every mail and brings it nowhere; the mailbox page shows
the outbox.
"""

from __future__ import annotations

from django.core.mail import EmailMessage


class MailboxTransport:
    """Has nothing to connect to and refuses nothing. `doctor` does not let a production
    installation use it.
    """

    def open(self) -> None:
        """Nothing to connect to."""

    def deliver(self, letter: EmailMessage) -> None:
        letter.message()  # what cannot be written as a mail fails here as it would on a wire

    def close(self) -> None:
        """Nothing to hang up."""
