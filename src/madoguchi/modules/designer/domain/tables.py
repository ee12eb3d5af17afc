"""Tables of options of a working version (`tables/<name>.csv`): read from an upload, named, used by fields, given out.

What a table may say is judged by `forms.read_table`; here it becomes the text of a file and back.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from madoguchi.kit import csvjp
from madoguchi.modules.designer.domain import structure
from madoguchi.modules.forms import api as forms

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LOCAL = "table."  # how the card opens a table to bodies: local = ["table.nurseries"]
_COLUMNS: Mapping[str, str] = {
    "値": "value", "日本語": "label_ja", "英語": "label_en", "説明": "help_ja", "説明の英語": "help_en",
    "上の段の値": "under", "定員": "places",
}  # fmt: skip
_GUARDED = re.compile("'(?=[=+\\-@\t\r＝＋－＠])")


def file_of(name: str) -> str:
    """Where a table lies in the pack."""
    return f"tables/{name}.csv"


def texts(files: Mapping[str, str]) -> dict[str, str]:
    """The tables by name."""
    return {
        name.removeprefix("tables/").removesuffix(".csv"): text
        for name, text in files.items()
        if name.startswith("tables/")
    }


def used(files: Mapping[str, str], form: Mapping[str, Any]) -> dict[str, str]:
    """The tables that fields of the form name: one that waits for its field is no fault of the form."""
    named = {one.get("from_table") for _path, one in structure.own(form)}
    return {name: text for name, text in texts(files).items() if name in named}


def users(form: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """The fields that take their options from a table: (path, label)."""
    return [(path, _label(one) or path) for path, one in structure.own(form) if one.get("from_table") == name]


def could_use(form: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """The fields that could take their options from it and do not: (path, label)."""
    return [
        (path, _label(one) or path)
        for path, one in structure.own(form)
        if "from_table" in getattr(forms.TYPES.get(str(one.get("type"))), "keys", ()) and one.get("from_table") != name
    ]


def with_user(form: Mapping[str, Any], path: str, name: str) -> dict[str, Any]:
    """The form with a field that takes its options from a table, in the place of those that it had. Raises
    NoSuchPlaceError."""
    new = copy.deepcopy(dict(form))
    one = structure.field(new, path)
    one.pop("options", None)
    one["from_table"] = name
    return new


def opened(card: Mapping[str, Any], name: str) -> bool:
    """May bodies put a list of their own in the place of this one?"""
    local = card.get("local")
    return isinstance(local, list) and _LOCAL + name in local


def renamed(form: Mapping[str, Any], card: Mapping[str, Any], old: str, new: str) -> tuple[dict[str, Any], Any]:
    """Form and card with the other name wherever the old one stands."""
    said, about = copy.deepcopy(dict(form)), copy.deepcopy(dict(card))
    for _path, one in structure.own(said):
        if one.get("from_table") == old:
            one["from_table"] = new
    if opened(about, old):
        about["local"] = [_LOCAL + new if one == _LOCAL + old else one for one in about["local"]]
    return said, about


def text_of(data: bytes) -> str:
    """An uploaded or pasted table as the text of its file: UTF-8 whatever it was, the headings those of the format (a
    Japanese one is understood), without the mark that a download puts before formulas.

    What cannot be read as CSV is given back as it is, for `forms.read_table` to say why.
    """
    table = csvjp.read(data)
    if any(one.severity == "error" for one in table.problems):
        return data.decode({"utf-16": "utf-16", "cp932": "cp932"}.get(table.encoding, "utf-8-sig"), "replace")
    header = [_COLUMNS.get(one.strip(), one.strip()) for one in table.header]
    rows = [[_GUARDED.sub("", cell, count=1) for cell in row] for row in table.rows if any(map(str.strip, row))]
    return csvjp.write([header, *rows]).data.decode("utf-8-sig").replace("\r\n", "\n")


def to_csv(text: str) -> bytes:
    """The table for a spreadsheet: UTF-8 with its mark, and no cell that it would run."""
    table = csvjp.read(text.encode())
    return csvjp.write([table.header, *table.rows], guard_formulas=True).data


def rows_of(text: str, most: int) -> tuple[tuple[str, ...], list[tuple[str, ...]], int]:
    """The header, the first rows and how many there are."""
    table = csvjp.read(text.encode())
    return table.header, [row[: len(table.header)] for row in table.rows[:most]], len(table.rows)


def _label(one: Mapping[str, Any]) -> str:
    label = one.get("label")
    return str(label.get("ja", "")) if isinstance(label, Mapping) else ""
