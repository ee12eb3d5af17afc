"""How a service says no to a person."""

from __future__ import annotations


class RefusedError(Exception):
    """An act that the rules do not allow now.

    `code` is stable and for programs; `message` is a whole translated sentence for the person who tried.
    `field` names the input it belongs to, "" for the act as a whole.
    """

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.field = field
