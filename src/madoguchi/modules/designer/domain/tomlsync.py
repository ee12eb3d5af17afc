"""A TOML text made to say something else while what did not change keeps its bytes and comments.

`synced(text, wanted)` walks the document (tomlkit) beside the wanted plain data and touches only what differs. Tables
of a list are known by their `id`, so a field that moves or whose neighbour goes away takes its own lines along.
Sound by construction: the new text is read again and compared; should tomlkit ever have written something else, the
whole file is written anew (its comments are the price, never an answer of the clerk).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from madoguchi.kit import toml

Plain = dict[str, Any]

# Lists of tables that are written as [[…]]; the others (options) as one inline table a line.
_SECTIONS = frozenset(
    {
        "page",
        "field",
        "check",
        "law",
        "appeal",
        "left_out",
        "held",
        "overruled",
        "reason",
        "rate",
        "reduction",
        "fee",
        "outcome",
        "state",
        "act",
        "expect",
    }
)
# Tables that are written as [name]; other tables stand in one line.
_HEADED = frozenset(
    {"meta", "standard_period", "disposition", "privacy", "asked", "correction", "withdraw", "answers"}
    | {"party", "confidential", "waiting"}
)


def plain(text: str) -> Plain:
    """What a TOML text says. Raises toml.TOMLDecodeError."""
    return toml.loads(text)


def synced(text: str, wanted: Mapping[str, Any]) -> str:
    """The text, saying exactly `wanted`."""
    if plain(text) == wanted:
        return text
    document = tomlkit.parse(text)
    pool = _tables(document)
    _sync_table(document, wanted, pool)
    new = tomlkit.dumps(document)
    return new if _says(new, wanted) else fresh(wanted)


def fresh(wanted: Mapping[str, Any]) -> str:
    """A new text that says `wanted`, laid out as packs are."""
    document = tomlkit.document()
    for key in sorted(wanted, key=lambda key: _is_block(key, wanted[key])):
        document[key] = _item(key, wanted[key])
    text = tomlkit.dumps(document)
    if not _says(text, wanted):
        raise ValueError("this data cannot be written as TOML")
    return text


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return plain(text) == wanted
    except toml.TOMLDecodeError:
        return False


def _is_block(key: str, value: Any) -> bool:
    return (key in _SECTIONS and _rows(value)) or (key in _HEADED and isinstance(value, Mapping))


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _tables(owner: Any) -> dict[str, Table]:
    """Every table of the [[field]] lists by its id: a field may go to another page and take its lines along."""
    found: dict[str, Table] = {}
    for key, value in owner.items():
        if isinstance(value, AoT):
            for table in value:
                if key == "field" and "id" in table:
                    found.setdefault(str(table["id"]), table)
                found = {**_tables(table), **found}
    return found


def _sync_table(owner: Any, wanted: Mapping[str, Any], pool: Mapping[str, Table]) -> None:
    for key in [key for key in owner if key not in wanted]:
        del owner[key]
    for key, value in wanted.items():
        if key not in owner:
            owner[key] = _item(key, value)
            continue
        old = owner[key]
        if _unwrapped(old) == value:
            continue
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            _sync_table(old, value, pool)
        elif isinstance(old, AoT) and _rows(value):
            _sync_rows(key, old, value, pool)
        else:
            owner[key] = _item(key, value)


def _sync_rows(key: str, old: AoT, wanted: list[Mapping[str, Any]], pool: Mapping[str, Table]) -> None:
    """Bring a [[list]] into the wanted order, each table found again by its id or, without one, by what it says."""
    left = list(old)
    rows: list[tuple[Table | None, Mapping[str, Any]]] = []
    for value in wanted:
        mine = next((one for one in left if "id" in value and one.get("id") == value["id"]), None)
        mine = mine or next((one for one in left if _unwrapped(one) == value), None)
        if mine is not None:
            left = [one for one in left if one is not mine]
        rows.append((mine, value))
    # What has no table yet takes over one whose id went away at the same place (an id that was renamed).
    if len(left) == 1 and sum(mine is None for mine, _ in rows) == 1 and len(rows) == len(old):
        rows = [(left[0] if mine is None else mine, value) for mine, value in rows]
    tables: list[Any] = []
    for mine, value in rows:
        table = mine if mine is not None else pool.get(str(value.get("id"))) if key == "field" else None
        if table is None or any(table is one for one in tables):
            table = _item("", value, headed=True)
        else:
            _sync_table(table, value, pool)
        tables.append(table)
    if len(tables) == len(old) and all(a is b for a, b in zip(tables, old, strict=True)):
        return
    for before, table in pairwise(tables):
        if not before.as_string().endswith("\n\n") and not table.trivia.indent.startswith("\n"):
            table.trivia.indent = "\n" + table.trivia.indent
    # In place: taken out and put in again, the list would stand at the end of its owner with blank lines in it.
    old._body[:] = tables


def _unwrapped(value: Any) -> Any:
    return value.unwrap() if isinstance(value, Item) else value


def _item(key: str, value: Any, *, headed: bool = False) -> Any:
    if isinstance(value, Mapping):
        if headed or key in _HEADED:
            table = tomlkit.table()
            for name in sorted(value, key=lambda name: _is_block(name, value[name])):
                table[name] = _item(name, value[name])
            return table
        inline = tomlkit.inline_table()
        for name, inner in value.items():
            inline[name] = _item(name, inner)
        return inline
    if key in _SECTIONS and _rows(value):
        rows = tomlkit.aot()
        for one in value:
            rows.append(_item("", one, headed=True))
        return rows
    if isinstance(value, list):
        array = tomlkit.array()
        for one in value:
            array.append(_item("", one))
        return array.multiline(True) if _rows(value) else array
    return tomlkit.item(value)
