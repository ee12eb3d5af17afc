"""A sentence in Japanese and English, as packs write it: ``{ ja = "…", en = "…" }``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages. Japanese is always there; a missing English falls back to it."""

    ja: str
    en: str = ""

    def in_(self, lang: str) -> str:
        """The text in ``lang`` ("ja", "en", "en-gb" …)."""
        return self.en if lang.startswith("en") and self.en else self.ja

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)


EMPTY = Text("", "")
