"""Finding a procedure by what somebody typed: words in kana, kanji, English or romaji, or a plain sentence.

A body offers some dozens of procedures, so every word is looked for in every text; no index, no dictionary is needed.
`words` cuts a sentence where its letters change their kind and at its particles; of a kanji word with okurigana its
kanji stay (死んだ → 死, 引っ越し → 引越), on both sides. Two letters are enough; one slip of the finger is forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from madoguchi.kit import romaji
from madoguchi.kit.kana import search_key
from madoguchi.modules.procedures.domain.sentence import words

MAX_QUERY = 100
MAX_WORDS = 8
# Shorter words with one letter changed mean something else (いぬ / いね).
_FORGIVEN_FROM = 4
_ROMAJI_FROM = 3
_NEAR = 0.5
_LATIN: Final = re.compile("[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Haystack:
    """What a procedure can be found by, as search keys: `strong` names it, `weak` tells more about it, `romaji` are
    its kana in Latin letters. A key of several words has them after one another with | between."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    romaji: tuple[str, ...]

    @classmethod
    def of(cls, strong: Iterable[str], weak: Iterable[str]) -> Haystack:
        named, told = [text for text in strong if text], [text for text in weak if text]
        latin = (romaji.of_kana(text) for text in (*named, *told))
        return cls(_keys(named), _keys(told), tuple(key for key in latin if key))


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed: its parts between spaces as typed, each with the words in it, all as search keys."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a procedure fits: whether every word was found, and how telling the places are (0: not at all)."""

    every: bool
    points: int


def read(query: str) -> Query:
    """The words of what somebody typed; falsy when there is nothing to look for."""
    typed = [part for part in query[:MAX_QUERY].split() if any(char.isalnum() for char in part)]
    parts = [(key, words(part)) for part in typed[:MAX_WORDS] if (key := search_key(part))]
    telling = [(key, inner) for key, inner in parts if inner]
    return Query(tuple(telling or parts))


def fit(query: Query, haystack: Haystack) -> Fit:
    """How well a procedure fits what was typed."""
    points = [score for part, inner in query.parts for score in _score_part(part, inner, haystack)]
    return Fit(bool(points) and all(points), sum(points))


def nearness(query: Query, haystack: Haystack) -> float:
    """How much the names look like what was typed, 0 to 1; 0 where they have too little in common to be meant."""
    matcher = SequenceMatcher(autojunk=False)
    best = 0.0
    for part, _words in query.parts:
        matcher.set_seq2(part)
        for text in haystack.strong:
            matcher.set_seq1(text)
            if matcher.real_quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best = ratio
    return best if best >= _NEAR else 0.0


def _keys(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text as one key and, where that says something else, as its words."""
    found: dict[str, None] = {}
    for text in texts:
        found[search_key(text)] = None
        found["|".join(words(text))] = None
    found.pop("", None)
    return tuple(found)


def _score_part(part: str, inner: Sequence[str], haystack: Haystack) -> list[int]:
    """The points of a part as it was typed, or else of each word in it."""
    whole = _score_word(part, haystack, forgiving=len(inner) < 2)
    if whole or not inner:
        return [whole]
    return [_score_word(word, haystack) or _score_longer(word, haystack) for word in inner]


def _score_word(word: str, haystack: Haystack, *, forgiving: bool = True) -> int:
    if _LATIN.fullmatch(word):
        return _score_latin(word, haystack)
    if any(text.startswith(word) for text in haystack.strong):
        return 4
    if any(word in text for text in haystack.strong):
        return 3
    if any(word in text for text in haystack.weak):
        return 2
    if forgiving and len(word) >= _FORGIVEN_FROM and any(_nearly_in(word, text) for text in haystack.strong):
        return 1
    return 0


def _score_longer(word: str, haystack: Haystack) -> int:
    """A longer word that holds one of the names: 児童手当現況届 holds 児童手当, 犬登録 holds 犬."""
    if _LATIN.fullmatch(word):
        return 0
    return 2 if any(text in word for text in haystack.strong if len(text) > 1 or text >= "一") else 0


def _score_latin(word: str, haystack: Haystack) -> int:
    """English by the beginning of its words ("cat" is not in "certificate"), else romaji."""
    stem = word[:-1] if len(word) > _ROMAJI_FROM and word.endswith("s") else word
    for texts, points in ((haystack.strong, 4), (haystack.weak, 2)):
        if any(_begins(stem, text) for text in texts):
            return points
    latin = romaji.key(word)
    if len(latin) >= _ROMAJI_FROM:
        if any(text.startswith(latin) for text in haystack.romaji):
            return 3
        if len(latin) >= _FORGIVEN_FROM and any(latin in text for text in haystack.romaji):
            return 2
    if len(word) >= _FORGIVEN_FROM and any(one_slip(word, own) for text in haystack.strong for own in text.split("|")):
        return 1
    return 0


def _begins(stem: str, text: str) -> bool:
    return text.startswith(stem) or f"|{stem}" in text


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
