"""A real SMTP server (aiosmtpd) that keeps what it takes, thinks slowly if asked to, and refuses on demand."""

from __future__ import annotations

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Sink:
    """`mails`: what was taken, parsed. `delay`: seconds per mail. `answers`: reply to RCPT by recipient."""

    def __init__(self, port: int, delay: float = 0, answers: dict[str, str] | None = None) -> None:
        self.port = port
        self.delay = delay
        self.answers = answers or {}
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay / 2)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients.extend(envelope.rcpt_tos)
        await asyncio.sleep(self.delay / 2)  # killed here, the relay never learns that the mail was taken
        return "250 taken"

    @property
    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]
