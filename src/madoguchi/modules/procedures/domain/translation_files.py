"""Catalogues written: into a pack's files, and as a CSV file for translators and back.

The CSV opens in Excel (UTF-8 with BOM; a cell that Excel would reckon begins with `'`, which goes away again). Only the
column `translation` is read back; the others say which text it is and of which Japanese it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import tomlkit
from tomlkit.items import InlineTable

from madoguchi.kit import csvjp
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.domain import translations
from madoguchi.modules.procedures.domain.translations import Entry, State, digest, file_of, places, wrong_with

COLUMNS: Final = ("path", "kind", "ja", "en", "source", "translation", "state", "note")
_GUARDED: Final = re.compile("'*[=+\\-@\t\r＝＋－＠]")
_NOTES: Final = {
    State.NEW: "",
    State.STALE: "日本語が変わりました。訳を見直してください / The Japanese has changed: look at the translation again",
    State.OK: "",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of a CSV file that cannot be taken over; `row` as a spreadsheet counts, 0 for the whole file."""

    row: int
    ja: str
    en: str

    def in_(self, lang: str) -> str:
        if not self.row:
            return self.en if lang == "en" else self.ja
        return f"Line {self.row}: {self.en}" if lang == "en" else f"{self.row}行目：{self.ja}"


@dataclass(frozen=True)
class Taken:
    """What a CSV file comes to: `files` are the pack's with it; nothing is taken over where there are `faults`."""

    files: dict[str, str]
    changed: tuple[str, ...]
    faults: tuple[Fault, ...]


def with_translations(files: Mapping[str, str], lang: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """The files with these translations (place → text; "" takes one away), made from the Japanese of today. Comments
    of the catalogue stay; what stands in it for places that are no more goes."""
    known = places(files)
    document = tomlkit.parse(files.get(file_of(lang), ""))
    document.setdefault("checked_by", "")
    table = document.setdefault("text", tomlkit.table())
    for key, text in wanted.items():
        if not text.strip():
            table.pop(key, None)
        elif key in known:
            table[key] = _entry(digest(known[key][0]), text.strip())
    for key in [key for key in table if key not in known]:
        table.pop(key)
    new = {name: text for name, text in files.items() if name != file_of(lang)}
    return {**new, file_of(lang): tomlkit.dumps(document)} if len(table) else new


def without_lost(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """`after` without the translations of texts that were in `before` and are no more."""
    files = dict(after)
    langs = [lang for lang in TRANSLATED if file_of(lang) in files]
    gone = set(places(before)) - set(places(after)) if langs else set()
    for lang in langs:
        document = tomlkit.parse(files[file_of(lang)])
        lost = gone & set(document.get("text", {}))
        if lost:
            for key in lost:
                document["text"].pop(key)
            files[file_of(lang)] = tomlkit.dumps(document)
    return files


def _entry(of: str, text: str) -> InlineTable:
    made = tomlkit.inline_table()
    made.append("of", of)
    made.append("is", tomlkit.string(text, multiline="\n" in text) if "\\" not in text else text)
    return made


def confirmed(files: Mapping[str, str], lang: str, keys: Iterable[str]) -> dict[str, str]:
    """The files in which these stale translations count as made from the Japanese of today: somebody has looked."""
    chosen = set(keys)
    return with_translations(
        files, lang, {line.key: line.text for line in translations.lines(files, lang) if line.key in chosen}
    )


def checked(files: Mapping[str, str], lang: str, name: str) -> dict[str, str]:
    """The files with the name of whoever has checked the translations of a language ("" for nobody)."""
    if file_of(lang) not in files:
        return dict(files)
    document = tomlkit.parse(files[file_of(lang)])
    document["checked_by"] = name
    return {**files, file_of(lang): tomlkit.dumps(document)}


def to_csv(files: Mapping[str, str], lang: str) -> bytes:
    """Every text of the pack with its translation into a language of the table, those to do first."""
    order = (State.STALE, State.NEW, State.OK)
    found = sorted(translations.lines(files, lang), key=lambda line: order.index(line.state))
    rows = [
        (line.key, line.kind, line.ja, line.en, digest(line.ja), line.text or line.house, line.state.value,
         _NOTES[line.state])
        for line in found
    ]  # fmt: skip
    return csvjp.write([COLUMNS, *([_guard(cell) for cell in row] for row in rows)]).data


def _guard(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell[1:]) else cell


def from_csv(files: Mapping[str, str], lang: str, data: bytes) -> Taken:
    """Take over the translations of a CSV file. An empty one is passed over: nothing is taken away by a blank cell.

    `lang`: a code of LANGUAGES but ja and en. All faults are found at once, each with its line; then nothing changes.
    """
    table = csvjp.read(data)
    faults = [
        Fault(one.row or 0, f"読めない文字か、壊れた行があります（{one.code}）。", f"Unreadable ({one.code}).")
        for one in table.problems
        if one.severity == "error" and one.code != "ragged_row"
    ]
    missing = [name for name in ("path", "source", "translation") if name not in table.header]
    if missing:
        listed = "、".join(missing)
        faults.append(Fault(0, f"列「{listed}」がありません。", f"There is no column {', '.join(missing)}."))
    if faults:
        return Taken(dict(files), (), tuple(faults))
    at = {name: table.header.index(name) for name in ("path", "source", "translation")}
    known, wanted = places(files), dict[str, str]()
    entries = translations.catalogue_of(files, lang).entries
    for number, cells in enumerate(table.rows, start=2):
        key, source, text = (_bare(cells[at[name]]).strip() for name in ("path", "source", "translation"))
        if not text:
            continue
        if key not in known:
            faults.append(Fault(number, f"「{key}」という場所は、この手続にありません。", f"No such text: “{key}”."))
        elif key in wanted:
            faults.append(Fault(number, f"「{key}」が2度あります。", f"“{key}” appears twice."))
        elif source != digest(known[key][0]):
            if not _stands(entries.get(key), text):
                faults.append(
                    Fault(
                        number, "書き出したあとで日本語が変わりました。もう一度書き出して、訳し直してください。",
                        "The Japanese has changed since this file was made. Export it again.",
                    )
                )  # fmt: skip
        elif wrong := wrong_with(known[key][0], text):
            faults += [Fault(number, f"「{key}」：{ja}", f"“{key}”: {en}") for ja, en in wrong]
        elif not _stands(entries.get(key), text):  # untouched: a stale one stays stale until its text is changed
            wanted[key] = text
    if faults:
        return Taken(dict(files), (), tuple(faults))
    return Taken(with_translations(files, lang, wanted) if wanted else dict(files), tuple(wanted), ())


def _stands(entry: Entry | None, text: str) -> bool:
    return entry is not None and entry.text == text
