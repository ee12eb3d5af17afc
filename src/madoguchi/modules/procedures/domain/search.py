"""Finding a procedure by words: kana, kanji or English, two characters are enough, one slip of the finger is forgiven.

A body offers some dozens of procedures, so every word is looked for in every text; no index is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madoguchi.kit.kana import search_key

MAX_QUERY = 100
MAX_WORDS = 6
# Shorter words with one letter changed mean something else (いぬ / いね).
_FORGIVEN_FROM = 4


@dataclass(frozen=True, slots=True)
class Haystack:
    """What a procedure can be found by, as search keys, the most telling texts first: `strong` names it, `weak` tells
    more about it."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]

    @classmethod
    def of(cls, strong: Iterable[str], weak: Iterable[str]) -> Haystack:
        return cls(tuple(search_key(text) for text in strong if text), tuple(search_key(text) for text in weak if text))


def words_of(query: str) -> tuple[str, ...]:
    """The words of what somebody typed, as search keys; () when there is nothing to look for."""
    return tuple(key for word in query[:MAX_QUERY].split()[:MAX_WORDS] if (key := search_key(word)))


def score(words: Sequence[str], haystack: Haystack) -> int:
    """How well a procedure fits: 0 not at all (every word must be found somewhere), else the higher the better."""
    total = 0
    for word in words:
        found = _score_word(word, haystack)
        if not found:
            return 0
        total += found
    return total


def _score_word(word: str, haystack: Haystack) -> int:
    if any(text.startswith(word) for text in haystack.strong):
        return 4
    if any(word in text for text in haystack.strong):
        return 3
    if any(word in text for text in haystack.weak):
        return 2
    if len(word) >= _FORGIVEN_FROM and any(_nearly_in(word, text) for text in haystack.strong):
        return 1
    return 0


def _nearly_in(word: str, text: str) -> bool:
    """Whether some part of `text` is `word` with one letter missing, added, changed, or two swapped."""
    for length in (len(word), len(word) - 1, len(word) + 1):
        for start in range(len(text) - length + 1):
            if one_slip(word, text[start : start + length]):
                return True
    return False


def one_slip(first: str, second: str) -> bool:
    """Whether the two differ by at most one letter missing, added or changed, or by two neighbours swapped."""
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1:
        return False
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    rest, other = first[same:], second[same:]
    if len(rest) == len(other):
        return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    return rest[1:] == other if len(rest) > len(other) else rest == other[1:]
