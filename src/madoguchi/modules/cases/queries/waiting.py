"""What a case waits for from others, in words."""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.kit.languages import english as is_english


def waited(wait: Mapping[str, str], lang: str) -> str:
    """A part that the case waits for: who, and about whom."""
    who = wait["en"] if is_english(lang) and wait["en"] else wait["ja"]
    return f"{who}（{wait['whom']}）" if wait["whom"] else who
