"""The words that a guidance text leaves open, so that one text serves every body: {body}, {phone}, {hours} …"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What stands for each word in one language. The times are minutes, `draft_days` is days.

    reach: phone and hours in one phrase, or where to find them.
    """

    body: str
    phone: str
    hours: str
    reach: str
    idle_minutes: int
    form_minutes: int
    draft_days: int

    def fill(self, text: str) -> str:
        """The text with the known words put in; other braces stay as they are."""
        for field in fields(self):
            text = text.replace(f"{{{field.name}}}", str(getattr(self, field.name)))
        return text
