"""The vocabulary of the audit: every event has a declared name and a sentence in Japanese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from madoguchi.kit.languages import english

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}")
NAME_LENGTH = 80


class UnknownWord(LookupError):
    """An event was to be recorded under a name that no room has declared."""


@dataclass(frozen=True)
class EventWord:
    """One kind of event: `name` is "room.noun.past" ("cases.case.received"), `ja` and `en` are whole sentences."""

    name: str
    ja: str
    en: str

    @property
    def room(self) -> str:
        return self.name.split(".", 1)[0]

    def sentence(self, language: str) -> str:
        """The sentence in `language` ("en…" is English, anything else Japanese)."""
        return self.en if english(language) else self.ja


_declared: dict[str, EventWord] = {}


def event(name: str, ja: str, en: str) -> EventWord:
    """Declare an event word; call it at module level in a room's events.py.

    Raises ValueError for a name that is not "room.noun.past", for a missing sentence, and for a name that is
    declared twice with different sentences.
    """
    if not _NAME.fullmatch(name) or len(name) > NAME_LENGTH:
        raise ValueError(f"{name!r} is not an event name of the form room.noun.past")
    if not ja.strip() or not en.strip():
        raise ValueError(f"the event {name} needs a Japanese and an English sentence")
    declared = _declared.setdefault(name, EventWord(name, ja, en))
    if (declared.ja, declared.en) != (ja, en):
        raise ValueError(f"the event {name} is declared twice")
    return declared


def word(name: str) -> EventWord:
    """The declared word of that name. Raises UnknownWord."""
    try:
        return _declared[name]
    except KeyError:
        raise UnknownWord(f"no room declares the event {name!r} in its events.py") from None


def words() -> list[EventWord]:
    """Every declared word, sorted by name."""
    return [_declared[name] for name in sorted(_declared)]
