"""A mail as it goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """`sender` and `recipient` are the envelope's addresses; `wire` is the whole mail, ASCII with CRLF line ends."""

    message_id: str
    sender: str
    recipient: str
    wire: bytes
