"""ふりがな over the kanji of a text: from a list of words with their readings, the longest word first.

No dictionary is asked while a page is drawn. A word that is in no list stays as it is: no reading is better than a
wrong one. `readings.toml` holds the words of public offices; packs add their own (`texts/readings.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Final

from madoguchi.kit import patterns, toml

_KANJI: Final = r"[々〆ヶ㐀-䶿一-鿿豈-﫿]"
_LONGEST: Final = 60  # letters of a word; no word of an office is as long
_RUN: Final = re.compile(rf"{_KANJI}+|[^々〆ヶ㐀-䶿一-鿿豈-﫿]+")
_TEXT: Final = re.compile(r"<[^>]*>|&[#a-zA-Z0-9]+;|[^<&]+|&")
_HAS: Final = re.compile(_KANJI)
READING: Final = re.compile(r"[ぁ-ゖー]+")


@cache
def house_readings() -> Mapping[str, str]:
    """Word → reading in hiragana, of the words that all procedures share."""
    path = Path(__file__).with_name("words") / "readings.toml"
    return dict(toml.loads(path.read_text("utf-8"), again=False)["readings"])


def parts_of(word: str, reading: str) -> list[tuple[str, str]] | None:
    """A word cut into (letters, reading of them or ""): 申し込み → 申/もう し 込/こ み. None where they do not fit.

    >>> parts_of("申し込み", "もうしこみ")
    [('申', 'もう'), ('し', ''), ('込', 'こ'), ('み', '')]
    """
    if len(word) > _LONGEST or len(reading) > 5 * _LONGEST:
        return None
    runs = _RUN.findall(word)
    pattern = "".join("(.+?)" if _HAS.match(run) else re.escape(_hiragana(run)) for run in runs)
    found = patterns.compiled(pattern).fullmatch(reading)  # with many runs `re` would try all cuts of the reading
    if found is None:
        return None
    readings = iter(found.groups())
    return [(run, next(readings) if _HAS.match(run) else "") for run in runs]


def _hiragana(text: str) -> str:
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in text)


class Readings:
    """Words with their readings, ready to be put over a text. `own` come before the house's."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._words = {**house_readings(), **(own or {})}
        longest = sorted((word for word in self._words if _HAS.search(word)), key=len, reverse=True)
        # 犬 is いぬ by itself, and something else in 秋田犬.
        alone = rf"(?<!{_KANJI}){{}}(?!{_KANJI})"
        self._pattern = re.compile("|".join(re.escape(w) if len(w) > 1 else alone.format(w) for w in longest))

    def over(self, text: str) -> str:
        """The text as HTML (escaped), with `<ruby>` over every word that is known."""
        made, end = [], 0
        for found in self._pattern.finditer(text):
            made += [escape(text[end : found.start()]), _ruby(found[0], self._words[found[0]])]
            end = found.end()
        return "".join((*made, escape(text[end:])))

    def over_html(self, html: str) -> str:
        """The same for HTML of our own making: tags and entities are left as they are."""
        return "".join(
            one if one[0] in "<&" else self.over(one) if _HAS.search(one) else one for one in _TEXT.findall(html)
        )


def _ruby(word: str, reading: str) -> str:
    return "".join(
        f"<ruby>{escape(run)}<rp>（</rp><rt>{escape(said)}</rt><rp>）</rp></ruby>" if said else escape(run)
        for run, said in parts_of(word, reading) or [(word, reading)]
    )


@lru_cache(maxsize=64)
def readings_of(own: tuple[tuple[str, str], ...] = ()) -> Readings:
    """One object for the same words: kept for as long as the versions of packs that have them are shown."""
    return Readings(dict(own))
