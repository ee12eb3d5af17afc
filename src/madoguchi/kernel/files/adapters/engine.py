"""What a virus scanner must be able to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class EngineDown(Exception):
    """The scanner cannot be reached, does not answer in time or broke off; the text says which."""


class EngineRefused(Exception):
    """The scanner answers, but cannot judge this file: `code` is "too_large" or "error", the text what it said."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


class Engine(Protocol):
    """A scanner. Each call stands alone, so that one object may be used by any thread."""

    def version(self) -> str:
        """Program and signatures in one line ("ClamAV 1.4.6/27800/Sun Nov 29 …"), at most 120 characters. Raises
        EngineDown."""

    def scan(self, chunks: Iterable[bytes]) -> str:
        """The name of what was found in the bytes, "" for nothing. Raises EngineDown, EngineRefused."""
