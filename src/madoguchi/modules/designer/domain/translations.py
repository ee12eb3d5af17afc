"""Every text of a working version in both languages, and which English no longer says what the Japanese says.

A pair is named by its place: "form.toml:page.dog.field.name.label", "texts:lead". An English text is stale when its
Japanese was changed and it was not; that is remembered beside the files (the pack format has no place for it).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.languages import Borrowed
from madoguchi.modules.designer.domain import sections, tomlsync
from madoguchi.modules.designer.domain.packfiles import Files

_TOML = ("pack.toml", "form.toml", "flow.toml", "fees.toml", "eligibility.toml")
TEXTS = "texts"
# Before the Japanese that stands in for English while one looks at a working version and tries it out.
NO_ENGLISH = "【英語なし】"


@dataclass(frozen=True)
class Pair:
    """One text: `key` is its place by ids, `file` and `spot` its place as the compiler says it (page[0].title), `long`
    whether it takes several lines."""

    key: str
    ja: str
    en: str
    file: str = ""
    spot: str = ""

    @property
    def long(self) -> bool:
        return len(self.ja) > 60 or "\n" in self.ja or "\n" in self.en or self.key.startswith(f"{TEXTS}:")


def pairs(files: Files) -> list[Pair]:
    """Every text, in the order of the files."""
    found = [
        Pair(key, str(table.get("ja", "")), str(table.get("en", "")), name, spot)
        for name in _TOML
        if name in files
        for key, spot, table in _locals(f"{name}:", "", tomlsync.plain(files[name]))
    ]
    ja, en = (dict(sections.read(files.get(f"texts/{lang}.md", ""))) for lang in ("ja", "en"))
    return found + [
        Pair(f"{TEXTS}:{name}", ja.get(name, ""), en.get(name, ""), "texts/en.md", f"## {name}")
        for name in {**ja, **en}
    ]


def _locals(key: str, spot: str, value: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every table of languages below a value, by its place."""
    if isinstance(value, dict):
        if isinstance(value.get("ja"), str) and "id" not in value:
            yield key, spot, value
        for name, inner in value.items():
            yield from _locals(_join(key, name), f"{spot}.{name}".lstrip("."), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict):
                name = str(inner.get("id", inner.get("value", index)))
                yield from _locals(_join(key, name), f"{spot}[{index}]", inner)


def without_english(table: Mapping[str, Any], *, skip: str = "") -> list[str]:
    """The places ("label", "options[0].label") of a field or page at which there is Japanese and no English; not what
    lies under `skip`."""
    rest = {key: value for key, value in table.items() if key != skip}
    return [spot for _key, spot, one in _locals("", "", rest) if not str(one.get("en", "")).strip()]


def stood_in(data: dict[str, Any]) -> dict[str, Any]:
    """The data with the Japanese, marked, where English is missing: good to look at, never to publish."""
    for _key, _spot, table in _locals("", "", data):
        if not str(table.get("en", "")).strip():
            table["en"] = Borrowed(NO_ENGLISH + table["ja"], "ja")
    return data


def with_stand_ins(files: Files) -> dict[str, str]:
    """The files so (`stood_in`)."""
    wanted = {one.key: (one.ja, NO_ENGLISH + one.ja) for one in pairs(files) if one.ja.strip() and not one.en.strip()}
    return with_texts(files, wanted) if wanted else dict(files)


def _join(key: str, name: str) -> str:
    return f"{key}{name}" if key.endswith(":") else f"{key}.{name}"


def stale_after(stale: Iterable[str], before: Files, after: Files) -> list[str]:
    """The stale texts once `before` has become `after`."""
    old = {pair.key: pair for pair in pairs(before)}
    marked = set(stale)
    for pair in pairs(after):
        known = old.get(pair.key)
        if known is None or known.en != pair.en or not pair.en:
            marked.discard(pair.key)
        elif known.ja != pair.ja:
            marked.add(pair.key)
    return sorted(marked & {pair.key for pair in pairs(after)})


def with_texts(files: Files, wanted: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The files with other texts at these places; a place that is no more is passed over, an empty English left out."""
    new = dict(files)
    for name in _TOML:
        if name not in files:
            continue
        data = copy.deepcopy(tomlsync.plain(files[name]))
        for key, _spot, table in list(_locals(f"{name}:", "", data)):
            if key in wanted:
                for lang, text in zip(("ja", "en"), wanted[key], strict=True):
                    if text.strip() != str(table.get(lang, "")).strip():
                        table.update({lang: text}) if text else table.pop(lang, None)
        new[name] = tomlsync.synced(files[name], data)
    for number, lang in enumerate(("ja", "en")):
        name = f"texts/{lang}.md"
        said = dict(sections.read(files.get(name, "")))
        for key, texts in wanted.items():
            place, _colon, section = key.partition(":")
            if place == TEXTS and texts[number].strip() != said.get(section, "").strip():
                said.update({section: texts[number]}) if texts[number].strip() else said.pop(section, None)
        new[name] = sections.write(files.get(name, ""), said)
    return new
