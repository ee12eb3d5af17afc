"""A mail as it goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.kernel.notify.domain.text import one_line
from madoguchi.kit.languages import english


@dataclass(frozen=True)
class Letter:
    """`sender` and `recipient` are the envelope's addresses; `wire` is the whole mail, ASCII with CRLF line ends."""

    message_id: str
    sender: str
    recipient: str
    wire: bytes


def sender_name(name: str, name_en: str, language: str) -> str:
    """The body's name in the mail's language, as it stands before the no-reply address."""
    return one_line(name_en if english(language) and name_en else name)
