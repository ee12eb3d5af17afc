"""The words that a pack leaves open for the body: {body}, {head}, {office}."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.kit.languages import Borrowed


@dataclass(frozen=True, slots=True)
class BodyWords:
    """A body in one language: its name (名取市), its head (名取市長), the office in charge."""

    body: str
    head: str
    office: str

    def fill(self, text: str) -> str:
        """The text with the three words put in; other braces stay as they are. What fell back to another language still
        knows which."""
        filled = text.replace("{body}", self.body).replace("{head}", self.head).replace("{office}", self.office)
        return Borrowed(filled, text.lang) if isinstance(text, Borrowed) else filled


def head_of(body: str, title: str) -> str:
    """名取市 + 市長 → 名取市長, 宮城県 + 知事 → 宮城県知事; without a title 名取市."""
    return body + (title[1:] if title and body.endswith(title[0]) else title)
