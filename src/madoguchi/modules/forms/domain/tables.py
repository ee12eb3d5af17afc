"""Tables of a pack (``tables/<name>.csv``): long lists of options, kept as a spreadsheet keeps them.

Columns: ``value``, ``label_ja``, ``label_en``, and if wanted ``help_ja``, ``help_en``, ``under`` (linked lists),
``places`` (how many there are of an option; who gives places reads it, the form does not). A field with ``from_table``
is compiled as if the lines stood in its ``options``: so the form's hash holds them, and a version of a pack has its
table for ever. A body's *own* table stands in the place of the pack's where the pack opens it; its English may be left
out, then the Japanese stands in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from madoguchi.kit import csvjp
from madoguchi.modules.forms.domain.problems import Problem, closest, did_you_mean

NEEDED = ("value", "label_ja", "label_en")
COLUMNS = (*NEEDED, "help_ja", "help_en", "under", "places")
MOST_PLACES = 100_000
# As `types.choices.VALUE`, which is told in the words of authors.
_VALUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")
_MOST_LINES = 3000
_SAVE_AS = "表計算ソフトで「CSV UTF-8」の形で保存し直してください。"
_AGAIN = "Save it again as “CSV UTF-8” in the spreadsheet."
# What a clerk reads for the codes of kit.csvjp.
_UNREADABLE: Mapping[str, tuple[str, str]] = {
    "empty_file": ("表に何も書かれていません。", "There is nothing in the table."),
    "unreadable": (f"CSVとして読めません。{_SAVE_AS}", f"Not readable as CSV. {_AGAIN}"),
    "undecodable": (f"読めない文字があります。{_SAVE_AS}", f"There are letters that cannot be read. {_AGAIN}"),
    "replacement_character": (
        "文字化けした文字（�）があります。入力し直してください。", "There is a broken letter (�). Type it again."
    ),
    "nul": (f"使えない文字があります。{_SAVE_AS}", f"There is a letter that cannot be used. {_AGAIN}"),
    "broken_quotes": (
        "「\"」で始まる欄が「\"」で閉じられていません。",
        "A cell that begins with a quotation mark does not end with one."
    ),
    "unnamed_column": ("名前のない列があります。1行目に列の名前を書いてください。", "A column has no name in line 1."),
    "duplicate_column": ("同じ名前の列が2つあります。", "Two columns have the same name."),
    "ragged_row": (
        "列の数が1行目と違います。「,」の数を確かめてください。",
        "This line has not as many cells as line 1. Look at the commas.",
    ),
}  # fmt: skip
Options = list[dict[str, Any]]


def read_table(name: str, text: str, *, own: bool = False) -> tuple[Options, list[Problem]]:
    """The options of one table, as a form would write them, and what is wrong with it. `own`: a body has written it."""
    problems: list[Problem] = []
    needed = NEEDED[:2] if own else NEEDED
    table = csvjp.read(text.encode())

    def note(place: str, ja: str, en: str) -> None:
        problems.append(Problem(f"tables/{name}.csv{place}", "table", ja, en))

    for one in table.problems:
        if one.severity == "error":
            note(f":{one.row or 1}", *_UNREADABLE.get(one.code, _UNREADABLE["unreadable"]))
    for column in needed:
        if column not in table.header:
            note(":1", f"列「{column}」がありません。", f'The column "{column}" is missing.')
    for column in table.header:
        if column not in COLUMNS:
            ja, en = did_you_mean(column, COLUMNS)
            note(":1", f"列「{column}」は使えません。{ja}", f'There is no column "{column}".{en}')
    if len(table.rows) > _MOST_LINES:
        note("", f"{_MOST_LINES}行までです。", f"At most {_MOST_LINES} lines.")
    if problems:
        return [], problems
    options: Options = []
    seen: set[str] = set()
    for number, row in enumerate(table.rows, start=2):
        cells = {column: cell.strip() for column, cell in zip(table.header, row, strict=False)}
        if not all(cells[column] for column in needed):
            listed = "、".join(needed)
            note(f":{number}", f"{listed} のどれかが空です。", f"{' or '.join(needed)} is empty.")
        if not _VALUE.fullmatch(cells["value"] or "x"):
            note(
                f":{number}",
                f"value「{cells['value']}」は、半角の英数字と . - _ だけで書いてください。",
                f'The value "{cells["value"]}" may have letters a to z, digits and . - _ only.',
            )
        if cells.get("places") and _places(cells["places"]) is None:
            note(f":{number}", "places は0以上の整数で書いてください。", "places is a whole number.")
        if cells["value"] in seen:
            note(
                f":{number}", f"「{cells['value']}」は前の行にもあります。", f'"{cells["value"]}" is on a line before.'
            )
        seen.add(cells["value"])
        english = cells.get("label_en") or cells["label_ja"]
        option: dict[str, Any] = {"value": cells["value"], "label": {"ja": cells["label_ja"], "en": english}}
        if cells.get("help_ja"):
            english = cells.get("help_en") or (cells["help_ja"] if own else "")
            option["help"] = {"ja": cells["help_ja"], "en": english}
        if cells.get("under"):
            option["under"] = cells["under"]
        options.append(option)
    return options, problems


def places_of(text: str) -> dict[str, int]:
    """How many places a table gives its options, {value: number}; options that do not say are absent. The table has
    been read without problems before."""
    table = csvjp.read(text.encode())
    if "places" not in table.header:
        return {}
    rows = (dict(zip(table.header, row, strict=False)) for row in table.rows)
    found = {row["value"].strip(): _places(row["places"]) for row in rows}
    return {value: number for value, number in found.items() if number is not None}


def _places(text: str) -> int | None:
    plain = text.strip()
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else None
    return number if number is not None and number <= MOST_PLACES else None


def with_tables(
    data: Mapping[str, Any], tables: Mapping[str, str], own: Mapping[str, str] | None = None
) -> tuple[Mapping[str, Any], list[Problem], frozenset[str]]:
    """A form's definition with the lines of its tables in their places, what is wrong, and the tables it uses. `own`:
    tables of a body, in the place of those of the same name."""
    filler = _Filler(tables, own or {})
    pages = data.get("page")
    if not tables and "from_table" not in str(data):
        return data, [], frozenset()
    if isinstance(pages, list):
        data = {**data, "page": [filler.holder(one, f"page[{number}]") for number, one in enumerate(pages)]}
    return data, filler.problems, frozenset(filler.used)


class _Filler:
    def __init__(self, tables: Mapping[str, str], own: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self.read: dict[str, Options] = {}
        self.used: set[str] = set()
        for name, text in sorted({**tables, **own}.items()):
            self.read[name], found = read_table(name, text, own=name in own)
            self.problems += found

    def holder(self, data: Any, place: str) -> Any:
        """A page or a group with its fields filled in."""
        if not isinstance(data, Mapping) or not isinstance(data.get("field"), list):
            return data
        fields = [self.field(one, f"{place}.field[{number}]") for number, one in enumerate(data["field"])]
        return {**data, "field": fields}

    def field(self, data: Any, place: str) -> Any:
        data = self.holder(data, place)
        name = data.get("from_table") if isinstance(data, Mapping) else None
        if not isinstance(name, str):
            return data
        if "options" in data:
            self.note(
                place, "options と from_table は、どちらか一方だけ書きます。", "Write options or from_table, not both."
            )
        if name not in self.read:
            ja, en = did_you_mean(name, self.read)
            known = closest(name, self.read)
            path = f"{place}.from_table"
            self.problems.append(
                Problem(
                    path, "table", f"tables/{name}.csv がありません。{ja}", f"There is no tables/{name}.csv.{en}", known
                )
            )
        self.used.add(name)
        return {**data, "options": self.read.get(name) or [{"value": "a", "label": {"ja": "?", "en": "?"}}]}

    def note(self, place: str, ja: str, en: str) -> None:
        self.problems.append(Problem(f"{place}.from_table", "table", ja, en))
