"""The operator's language: Japanese where the locale says so (LC_ALL, LC_MESSAGES, LANG), else English.

It is the language of what commands say. What they write into the database or send stays in the installation's own.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def operators_language() -> str:
    """ "ja" or "en"."""
    named = next((text for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (text := os.environ.get(name))), "")
    return "ja" if named.lower().startswith("ja") else "en"


def early(text: str) -> str:
    """A sentence of this room in the operator's language, before Django can translate (settings, the key)."""
    if operators_language() == "ja":
        return text
    return gettext.translation("django", LOCALE, ["en"], fallback=True).gettext(text)
