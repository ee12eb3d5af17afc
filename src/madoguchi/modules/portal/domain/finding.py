"""Finding a body by what somebody typed: a name in any writing, or a 団体コード with the usual slips."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from madoguchi.kit import kana, municode

MAX_TYPED = 40  # no name and no code is longer
_ONE_SLIP = 0.8  # of six digits, five in their places
_SUGGESTIONS = 4
# The building for the body, as search keys: 市役所, 町役場, 県庁, City Hall. 県庁 and 市役所 keep their 県 and 市.
_OFFICE = re.compile("(?<=.)(?:役所|役場|庁舎?|ヤクショ|ヤクバ|(?<=ケン)チョウ|hall|(?:government)?office)$")


class Named(Protocol):
    """What a body is called."""

    code: str
    name: str
    name_en: str
    kana: str
    path: str


@dataclass(frozen=True, slots=True)
class CodeFound:
    """A body's code; `repaired` when it was not typed as it is written."""

    code: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """No body has this code. `suggestions`: codes that come near, the nearest first."""

    typed: str
    suggestions: tuple[str, ...]


def find_code(typed: str, known: Collection[str]) -> CodeFound | CodeUnknown:
    """The body that a 団体コード means: a lost zero or check digit is put back, other slips give suggestions."""
    text = typed.strip()[:MAX_TYPED]
    try:
        parsed = municode.parse(text, known=known)
    except municode.MunicodeError as error:
        digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isascii() and char.isdigit())
        own = [code for code in _candidates(error) if code in known]
        near = get_close_matches(digits, sorted(known), _SUGGESTIONS, _ONE_SLIP) if digits else []
        return CodeUnknown(text, tuple(dict.fromkeys([*own, *near]))[:_SUGGESTIONS])
    return CodeFound(parsed.code, repaired=bool(parsed.repaired))


def rank(query: str, body: Named) -> int | None:
    """How well a body fits what was typed: 0 exactly, 1 from its beginning on, 2 somewhere in it, 3 named in what was
    typed (宮城県名取市増田); None not at all. 名取市役所 is 名取市."""
    wanted = _OFFICE.sub("", kana.search_key(query[:MAX_TYPED]))
    if not wanted:
        return None
    names = [kana.search_key(name) for name in _names(body)]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3 if any(kana.search_key(name) in wanted for name in (body.name, body.kana, body.name_en)) else None


def _names(body: Named) -> Iterable[str]:
    """All that it may be called: with and without 市町村県, in kanji, kana and English, its code and path."""
    yield from (body.name, body.name[:-1], body.kana, body.name_en, body.name_en.split(" ", 1)[0], body.code, body.path)


def _candidates(error: municode.MunicodeError) -> tuple[str, ...]:
    found = error.data.get("candidates", ())
    return found if isinstance(found, tuple) else ()
