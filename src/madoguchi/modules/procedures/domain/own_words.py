"""What a body says in its own words, and its translations: beside `ja` and `en` a text may have other languages.

    lead = { ja = "…", en = "…", vi = { of = "5f0c2a91", is = "…" } }

The rule is that of the catalogues (`translations`): `of` names the Japanese that was translated; where that has changed
since, the translation is stale, and shown with a mark if its figures are the same, else not at all. A plain text in an
overlay (`vi = "…"`) is a translation of the Japanese beside it. What has none falls back, marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from madoguchi.kit.languages import SOURCES, TRANSLATED
from madoguchi.kit.tomlschema import OneOf, Spec, Table, Text
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.problems import PackProblem
from madoguchi.modules.procedures.domain.translations import Entry, State, digest, shown, wrong_with

_TRANSLATION = OneOf(Text(), Table({"of": Text(pattern="[0-9a-f]{8}"), "is": Text()}))
# Without the English: see `in_words`.
SPEC: Spec = Table({"ja": Text()}, {"en": Text(), **dict.fromkeys(TRANSLATED, _TRANSLATION)})


def entry_of(value: Mapping[str, Any], lang: str) -> Entry | None:
    """The translation of a text into a language of the catalogues."""
    found = value.get(lang)
    if isinstance(found, Mapping):
        return Entry(str(found["of"]), str(found["is"]).strip())
    return Entry(digest(str(value["ja"])), str(found).strip()) if found else None


def state_of(value: Mapping[str, Any], lang: str) -> State:
    """How the translation stands to the Japanese of today."""
    entry = entry_of(value, lang)
    if entry is None:
        return State.NEW
    return State.OK if entry.of == digest(str(value["ja"])) else State.STALE


def in_words(value: Any, usual: Words) -> Words:
    """A body's text in every language. Without its own English its Japanese stands in both, unless that says what the
    pack says: then the pack's English does, and so do the pack's translations where it has none of its own."""
    if isinstance(value, str):  # the name of an office, the same everywhere
        return Words(value, value)
    ja, en = str(value["ja"]), str(value.get("en") or "")
    same = ja.strip() == usual.ja.strip()
    others = dict(usual.others) if same else {}
    for lang in TRANSLATED:
        entry = entry_of(value, lang)
        if entry is not None:
            text = shown(lang, ja, entry)
            if text is not None:
                others[lang] = text
            else:
                others.pop(lang, None)
    return Words(ja, en or (usual.en if same and usual.en else ja), tuple(others.items()))


def problems(key: str, value: Any, file: str = "") -> Iterator[PackProblem]:
    """Translations that lose a word in braces or a link of the Japanese they were made from."""
    if isinstance(value, Mapping) and "ja" in value:
        for lang in TRANSLATED:
            entry = entry_of(value, lang)
            if entry is not None and entry.of == digest(str(value["ja"])):
                for ja, en in wrong_with(str(value["ja"]), entry.text):
                    yield PackProblem(file, f"{key}.{lang}", ja, en)


def with_translations(before: Any, value: Any) -> Any:
    """A text that was written anew in Japanese and English, with the translations it had: each names the Japanese it
    was made from, and is stale from now on where that is another."""
    if not isinstance(before, Mapping) or not isinstance(value, Mapping) or "ja" not in before:
        return value
    entries = {lang: entry_of(before, lang) for lang in TRANSLATED if lang not in value}
    return {**value, **{lang: {"of": one.of, "is": one.text} for lang, one in entries.items() if one}}


def translated(value: Mapping[str, Any], lang: str, text: str) -> dict[str, Any]:
    """The text with a translation of its Japanese of today; "" takes it away."""
    rest = {code: one for code, one in value.items() if code != lang}
    return {**rest, lang: {"of": digest(str(value["ja"])), "is": text}} if text else rest


def undone(values: Mapping[str, Any], usual: Mapping[str, Words]) -> dict[str, tuple[int, int]]:
    """For each language how many of the body's own texts have no translation, and how many a stale one. `usual`: what
    the pack says there; a text that says the same in Japanese has the pack's translations."""
    own = [
        (value, usual.get(key, Words("", "")))
        for key, value in values.items()
        if isinstance(value, Mapping) and "ja" in value
    ]
    found = {}
    for lang in TRANSLATED:
        states = [state_of(value, lang) for value, said in own if not _borrows(value, said, lang)]
        found[lang] = states.count(State.NEW), states.count(State.STALE)
    return found


def _borrows(value: Mapping[str, Any], usual: Words, lang: str) -> bool:
    return lang not in value and str(value["ja"]).strip() == usual.ja.strip() and lang in dict(usual.others)


def languages_of(value: Any) -> tuple[str, ...]:
    """The languages that a value has, ours first; ("",) for one that is no text for people."""
    if not isinstance(value, Mapping):
        return ("",)
    return (*SOURCES, *(lang for lang in TRANSLATED if lang in value))
