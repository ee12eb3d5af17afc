"""A real SMTP server that keeps what it is handed, for the story and the fault tests."""

from __future__ import annotations

import email
import threading
import time
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

from tools.services import free_port


class NoMailError(AssertionError):
    """The mail that was waited for did not come."""


@dataclass(frozen=True)
class Received:
    """One mail as it came over the wire."""

    recipient: str
    message_id: str
    subject: str
    text: str

    @classmethod
    def of(cls, recipient: str, wire: bytes) -> Received:
        message: Message = email.message_from_bytes(wire)
        payload = message.get_payload(decode=True)
        assert isinstance(payload, bytes)
        subject = str(make_header(decode_header(message["Subject"])))
        return cls(recipient, message["Message-ID"], subject, payload.decode())


class Sink:
    """`with Sink() as sink:` listens on `sink.port`; `sink.mails` holds what came, oldest first."""

    def __init__(self) -> None:
        self.mails: list[Received] = []
        self._news = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def __enter__(self) -> Sink:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        with self._news:
            self.mails += [Received.of(recipient, envelope.content) for recipient in envelope.rcpt_tos]
            self._news.notify_all()
        return "250 taken"

    def wait_for(self, recipient: str, subject: str, seconds: float = 20) -> Received:
        """The first mail to `recipient` with these words in its subject. Raises NoMailError."""
        until = time.monotonic() + seconds
        with self._news:
            while True:
                for mail in self.mails:
                    if mail.recipient == recipient and subject in mail.subject:
                        return mail
                if not self._news.wait(max(0, until - time.monotonic())) and time.monotonic() >= until:
                    came = [(mail.recipient, mail.subject) for mail in self.mails]
                    raise NoMailError(f"no mail 「{subject}」 to {recipient} within {seconds:g} s; came: {came}")
