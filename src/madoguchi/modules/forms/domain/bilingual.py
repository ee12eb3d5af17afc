"""A sentence in several languages, as packs write it: ``{ ja = "…", en = "…" }`` and what translators add."""

from __future__ import annotations

from madoguchi.kit.languages import Text

__all__ = ["EMPTY", "Text"]
EMPTY = Text("", "")
