"""Catalogues of translations: `texts/<language>.toml`, every text of a pack by its place (decision 0017).

    checked_by = ""                       # who has checked them, speaking the language natively

    [text]
    "form:field.copies.label" = { of = "5f0c2a91", is = "Số bản" }

A place is made of ids, so it stays the same wherever a field moves to. `of` names the Japanese that was translated (the
first eight digits of its SHA-256): where it does not fit any more the translation is *stale*. A stale one with the very
figures of the Japanese is shown with a mark; another falls back, since an old amount or day is worse than none.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from madoguchi.kit import furigana, toml
from madoguchi.kit.languages import LANGUAGES, SOURCES, TRANSLATED, Borrowed, base, in_other
from madoguchi.modules.procedures.domain.problems import Findings

FILES: Final = {
    "pack.toml": "pack",
    "form.toml": "form",
    "flow.toml": "flow",
    "fees.toml": "fees",
    "eligibility.toml": "eligibility",
    "event.toml": "event",  # the name card of a life event, which has the same catalogues
}
READINGS: Final = "texts/readings.toml"
_HEADING: Final = re.compile(r"^## +(.+?) *$", re.MULTILINE)
# What a name card holds that stands in documents or is law: only Japanese, with English beside it.
_LEFT_OUT: Final = frozenset({"left_out", "law", "appeal", "reason", "overruled", "disposition"})
_BRACES: Final = re.compile(r"\{[^{}\n]*\}")
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_HTML: Final = re.compile(r"<[a-zA-Z/!]")
_NUMBER: Final = re.compile(r"\d[\d,.]*")


class State(StrEnum):
    """How a translation stands to the Japanese of today."""

    NEW = "new"
    STALE = "stale"
    OK = "ok"


def file_of(lang: str) -> str:
    return f"texts/{lang}.toml"


def digest(ja: str) -> str:
    """What names a Japanese text in a catalogue; spaces around it do not count."""
    return hashlib.sha256(ja.strip().encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a catalogue: `of` names the Japanese it was made from, `text` is the translation."""

    of: str
    text: str


@dataclass(frozen=True)
class Catalogue:
    """One language of a pack. `entries` by place; `stale`: the places of those whose Japanese has changed since."""

    lang: str
    checked_by: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its translation, for people who translate. `text` is "" where there is none; `house`: what the
    house's own words say there, if anything."""

    key: str
    kind: str
    ja: str
    en: str
    text: str
    state: State
    house: str = ""

    @property
    def is_undone(self) -> bool:
        """Whether somebody should look at it: a stale one, or one that nothing stands for."""
        return self.state is State.STALE or (self.state is State.NEW and not self.house)

    @property
    def long(self) -> bool:
        """Whether it takes several lines."""
        return len(self.ja) > 60 or "\n" in self.ja or self.kind == "texts"


def tables_of(name: str, data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of languages of one file, by its place: ("form:page.whose.title", {"ja": …, "en": …})."""
    if name == "form.toml":
        for page in _tables(data.get("page")):
            here = f"form:page.{page.get('id')}"
            yield from _texts(here, {key: value for key, value in page.items() if key != "field"})
            yield from _fields("form:", page)
        data = {key: value for key, value in data.items() if key != "page"}
    if name == "flow.toml":  # the title of an outcome stands above a document, and nowhere else
        outcomes = [{k: v for k, v in one.items() if k != "title"} for one in _tables(data.get("outcome"))]
        data = {**data, "outcome": outcomes}
    if name == "eligibility.toml":  # a question of the form goes by that field's name
        data = {**data, "question": [{"id": one.get("field"), **one} for one in _tables(data.get("question"))]}
    if name == "pack.toml":
        data = {key: value for key, value in data.items() if key not in _LEFT_OUT}
    yield from _texts(f"{FILES[name]}:", data)


def _fields(before: str, owner: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in _tables(owner.get("field")):
        if "use" in one:
            here = f"{before}use.{one.get('prefix') or one['use']}"
            yield from _texts(here, one.get("fields"))
        else:
            here = f"{before}field.{one.get('id')}"
            yield from _texts(here, {key: value for key, value in one.items() if key != "field"})
            yield from _fields(f"{here}.", one)


def _texts(key: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if isinstance(value.get("ja"), str) and "id" not in value:
            yield key, value
            return
        for name, inner in value.items():
            yield from _texts(f"{key}{name}" if key.endswith(":") else f"{key}.{name}", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict):
                yield from _texts(f"{key}.{inner.get('id', inner.get('value', index))}", inner)


def _tables(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def places(files: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Every text of a pack by its place, in the order of the files: (Japanese, English). Files that cannot be read
    are passed over."""
    found: dict[str, tuple[str, str]] = {}
    for name in FILES:
        for key, table in tables_of(name, _plain(files.get(name, ""))):
            found.setdefault(key, (table["ja"].strip(), str(table.get("en", "")).strip()))
    both = [_sections(files.get(f"texts/{lang}.md", "")) for lang in ("ja", "en")]
    found |= {f"texts:{name}": (text, both[1].get(name, "")) for name, text in both[0].items()}
    return {key: pair for key, pair in found.items() if pair[0]}


def _plain(text: str) -> Mapping[str, Any]:
    try:
        return toml.loads(text)
    except toml.TOMLDecodeError:
        return {}


def _sections(text: str) -> dict[str, str]:
    parts = _HEADING.split(text)
    return {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def read(files: Mapping[str, str], findings: Findings) -> dict[str, Catalogue]:
    """The catalogues of a pack by language. What is wrong with one goes to `findings`, with its place."""
    catalogues = {}
    names = [lang for lang in TRANSLATED if file_of(lang) in files]
    known = places(files) if names else {}
    for lang in names:
        file = file_of(lang)
        entries, checked_by = _entries(file, files[file], findings)
        for key, entry in entries.items():
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = (f"「{near[0]}」ではありませんか。", f" Did you mean “{near[0]}”?") if near else ("", "")
                findings.add(
                    file, key, f"この手続に、この場所の文はありません。{hint[0]}", f"There is no such text.{hint[1]}"
                )
            elif entry.of == digest(known[key][0]):
                for ja, en in wrong_with(known[key][0], entry.text):
                    findings.add(file, key, ja, en)
        entries = {key: one for key, one in entries.items() if key in known}
        stale = tuple(key for key, one in entries.items() if one.of != digest(known[key][0]))
        catalogues[lang] = Catalogue(lang, checked_by, entries, stale)
    return catalogues


def catalogue_of(files: Mapping[str, str], lang: str) -> Catalogue:
    """One language of the files, as far as it can be read; an empty one where there is none."""
    wanted = {name: text for name, text in files.items() if name in _READ or name == file_of(lang)}
    return read(wanted, Findings()).get(lang) or Catalogue(lang)


def _entries(file: str, text: str, findings: Findings) -> tuple[dict[str, Entry], str]:
    try:
        data = toml.loads(text)
    except toml.TOMLDecodeError as error:
        findings.add(file, "", f"TOMLとして読めません：{error}", f"Not TOML: {error}")
        return {}, ""
    for key in set(data) - {"checked_by", "text"}:
        findings.add(file, str(key), f"「{key}」という項目はありません。", f"There is no key “{key}”.")
    table, checked_by = data.get("text", {}), data.get("checked_by", "")
    entries = {}
    for key, value in table.items() if isinstance(table, Mapping) else ():
        if isinstance(value, Mapping) and [type(value.get(one)) for one in ("of", "is")] == [str, str]:
            entries[key] = Entry(value["of"], value["is"].strip())
        else:
            findings.add(
                file, key, '{ of = "…", is = "…" } の形で書いてください。', 'Write it as { of = "…", is = "…" }.'
            )
    if not isinstance(checked_by, str) or not isinstance(table, Mapping):
        findings.add(file, "", "checked_by は文字列、text は表です。", "checked_by is a text, text is a table.")
        return {}, ""
    return entries, checked_by


def wrong_with(ja: str, text: str) -> list[tuple[str, str]]:
    """What a translation must not do: lose a word in braces or a link, be empty, hold HTML. (Japanese, English)."""
    found = []
    if not text:
        found.append(("訳が空です。", "The translation is empty."))
    for pattern, what in ((_BRACES, ("かっこの言葉", "words in braces")), (_LINK, ("リンク先", "link targets"))):
        before, after = sorted(pattern.findall(ja)), sorted(pattern.findall(text))
        if text and set(before) != set(after):
            listed = "、".join(dict.fromkeys(before)) or "なし"
            found.append(
                (
                    f"{what[0]}が日本語と違います。日本語にあるのは、{listed}です。",
                    f"The {what[1]} differ from the Japanese, which has: {', '.join(dict.fromkeys(before)) or 'none'}.",
                )
            )
    if _HTML.search(text):
        found.append(("HTMLは書けません。", "HTML cannot be written."))
    return found


def figures(text: str) -> list[str]:
    """The figures of a text in order of size, whatever parts their digits."""
    plain = unicodedata.normalize("NFKC", text)
    return sorted({re.sub(r"[,.]", "", one) for one in _NUMBER.findall(plain)})


def shown(lang: str, ja: str, entry: Entry) -> str | None:
    """What a resident reads of an entry: the translation, a marked one that is stale, or None where it falls back."""
    if entry.of == digest(ja):
        return entry.text
    if figures(ja) == figures(entry.text) and not wrong_with(ja, entry.text):
        return Borrowed(entry.text, LANGUAGES[lang].tag)
    return None


def put_in(name: str, data: Mapping[str, Any], catalogues: Mapping[str, Catalogue]) -> None:
    """Write the translations into a file that was just read, beside `ja` and `en`, where every reader finds them."""
    if not catalogues:
        return
    for key, table in tables_of(name, data):
        for lang, catalogue in catalogues.items():
            entry = catalogue.entries.get(key)
            text = shown(lang, table["ja"], entry) if entry else None
            if text is not None:
                table[lang] = text


def in_language(texts: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, str]:
    """The sections of a page in a language of `kit.languages`, out of those of all languages; a `Borrowed` where one
    fell back."""
    if lang in SOURCES:
        return dict(texts[lang])
    own, code = texts.get(lang, {}), base(lang)
    return {name: own.get(name) or Borrowed(text, code) for name, text in texts[code].items()}


def told_stale(catalogues: Mapping[str, Catalogue]) -> Iterator[tuple[str, str, str]]:
    """(place, Japanese, English) of every translation that nobody has looked at since its Japanese was changed."""
    for lang, catalogue in catalogues.items():
        name = LANGUAGES[lang]
        for key in catalogue.stale:
            yield (
                f"{lang}.toml {key}",
                f"日本語が変わったあと、{name.ja}の訳を見直していません。",
                f"The Japanese has changed since it was translated into {name.en}.",
            )


def sections_in(ja: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """The sections of the procedure's page that a language has."""
    found = {name: catalogue.entries.get(f"texts:{name}") for name in ja}
    texts = {name: shown(catalogue.lang, ja[name], one) for name, one in found.items() if one}
    return {name: text for name, text in texts.items() if text is not None}


def lines(files: Mapping[str, str], lang: str) -> list[Line]:
    """Every text of the pack with its translation into a language, in the order of the files."""
    entries = catalogue_of(files, lang).entries
    found = []
    for key, (ja, en) in places(files).items():
        entry = entries.get(key)
        state = State.NEW if entry is None else State.OK if entry.of == digest(ja) else State.STALE
        house = in_other(lang, ja, en) if entry is None else ""
        found.append(
            Line(
                key, key.partition(":")[0], ja, en, entry.text if entry else "", state,
                "" if isinstance(house, Borrowed) else house,
            )
        )  # fmt: skip
    return found


_READ: Final = frozenset((*FILES, "texts/ja.md", "texts/en.md"))


def read_readings(files: Mapping[str, str], findings: Findings) -> tuple[tuple[str, str], ...]:
    """The readings that a pack gives to its own words, sorted: (("鑑札", "かんさつ"), …)."""
    if READINGS not in files:
        return ()
    try:
        table = toml.loads(files[READINGS]).get("readings", {})
    except toml.TOMLDecodeError as error:
        findings.add(READINGS, "", f"TOMLとして読めません：{error}", f"Not TOML: {error}")
        return ()
    for word, reading in table.items() if isinstance(table, Mapping) else ():
        if not isinstance(reading, str) or not furigana.READING.fullmatch(reading):
            findings.add(READINGS, word, "読みは、ひらがなで書いてください。", "Write the reading in hiragana.")
        elif furigana.parts_of(word, reading) is None:
            findings.add(
                READINGS, word, "読みが、この言葉のかなと合いません。", "The reading does not fit the kana of the word."
            )
    return tuple(sorted((str(word), str(reading)) for word, reading in dict(table).items()))
