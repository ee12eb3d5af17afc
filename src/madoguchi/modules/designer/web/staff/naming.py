"""What somebody has typed on a page, in the words of its controls."""

from __future__ import annotations

import re

from django.http import QueryDict

from madoguchi.modules.designer.domain.vocabulary import key_word

# Controls that say how the page works, not what somebody has typed.
_OF_THE_PAGE = re.compile(
    r"^(csrfmiddlewaretoken|revision|act|back|undo|restore|sure|shown|fits|index|page|_language)$"
    r"|^choice:|^key\.|\._(?!typed|value|key)"
)


def setting(path: str) -> str:
    """What a control is called, by its name ("options.0.label.ja"): 「選択肢 1／見出し／日本語」."""
    words: list[str] = []
    seen: list[str] = []
    for part in path.split("."):
        if part.isdigit():
            words[-1:] = [f"{words[-1]} {int(part) + 1}"] if words else [part]
        elif not part.startswith("_") or part == "_key":
            seen.append(part)
            words.append(key_word(".".join(seen), part))
    return "／".join(words)


def typed(post: QueryDict) -> list[tuple[str, list[str], None]]:
    """What somebody has typed on a page, in the words of its controls: rows of a summary list."""
    return [
        (setting(name), text.splitlines(), None)
        for name, texts in post.lists()
        if not _OF_THE_PAGE.search(name) and (text := "\n".join(texts).strip())
    ]
