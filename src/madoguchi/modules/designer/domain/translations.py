"""Every text of a working version in both languages, and which English no longer says what the Japanese says.

A pair is named by its place: "form.toml:page.dog.field.name.label", "texts:lead". An English text is stale when its
Japanese was changed and it was not; that is remembered beside the files (the pack format has no place for it).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.designer.domain import sections, tomlsync
from madoguchi.modules.designer.domain.packfiles import Files

_TOML = ("pack.toml", "form.toml", "flow.toml", "fees.toml", "eligibility.toml")
TEXTS = "texts"


@dataclass(frozen=True)
class Pair:
    """One text: `key` is its place, `long` whether it takes several lines."""

    key: str
    ja: str
    en: str

    @property
    def long(self) -> bool:
        return len(self.ja) > 60 or "\n" in self.ja or "\n" in self.en or self.key.startswith(f"{TEXTS}:")


def pairs(files: Files) -> list[Pair]:
    """Every text, in the order of the files."""
    found = [
        Pair(key, str(table.get("ja", "")), str(table.get("en", "")))
        for name in _TOML
        if name in files
        for key, table in _locals(f"{name}:", tomlsync.plain(files[name]))
    ]
    ja, en = (dict(sections.read(files.get(f"texts/{lang}.md", ""))) for lang in ("ja", "en"))
    return found + [Pair(f"{TEXTS}:{name}", ja.get(name, ""), en.get(name, "")) for name in {**ja, **en}]


def _locals(key: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of languages below a value, by its place."""
    if isinstance(value, dict):
        if isinstance(value.get("ja"), str) and "id" not in value:
            yield key, value
        for name, inner in value.items():
            yield from _locals(_join(key, name), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict):
                yield from _locals(_join(key, str(inner.get("id", inner.get("value", index)))), inner)


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
        for key, table in list(_locals(f"{name}:", data)):
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
