"""Two people changed the same working version: what each changed is put together, field by field.

A three-way merge of plain data. Tables are matched by their `id`, options by their value, so an added field, a moved
page and changed labels of two options never meet; two texts of one field meet, and then both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.designer.domain import blocks, sections, tomlsync
from madoguchi.modules.designer.domain.packfiles import Files

ORDER = "order"
_BY = ("id", "value", "key")


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Conflict:
    """One place that both changed: `key` names it ("form.toml:page.dog.field.name.label.ja")."""

    key: str
    base: Any
    theirs: Any
    mine: Any


class Merge:
    """`choices` says by key whose value stands where both changed; without one theirs does, noted in `conflicts`."""

    def __init__(self, choices: Mapping[str, str] | None = None) -> None:
        self.choices = choices or {}
        self.conflicts: list[Conflict] = []

    def files(self, base: Files, theirs: Files, mine: Files) -> dict[str, str]:
        """The files with both changes."""
        merged: dict[str, str] = {}
        for name in sorted({*base, *theirs, *mine}):
            texts = [files.get(name, MISSING) for files in (base, theirs, mine)]
            chosen: Any
            if texts[1] == texts[2] or texts[0] == texts[2]:
                chosen = texts[1]
            elif texts[0] == texts[1]:
                chosen = texts[2]
            elif MISSING in texts or name.endswith((".typ", ".csv")):
                chosen = self._differs(f"{name}:", *texts)
            else:
                chosen = self._text(name, *[str(text) for text in texts])
            if chosen is not MISSING:
                merged[name] = str(chosen)
        return merged

    def _text(self, name: str, base: str, theirs: str, mine: str) -> str:
        if name.endswith(".md"):
            parts = [dict(sections.read(text)) for text in (base, theirs, mine)]
            return sections.write(theirs, self.value(f"{name}:", *parts))
        said = [tomlsync.plain(text) for text in (base, theirs, mine)]
        return tomlsync.synced(theirs, self.value(f"{name}:", *said))

    def value(self, key: str, base: Any, theirs: Any, mine: Any) -> Any:
        """One value with both changes."""
        if mine in (theirs, base):
            return theirs
        if base == theirs:
            return mine
        if isinstance(theirs, Mapping) and isinstance(mine, Mapping) and (base is MISSING or isinstance(base, Mapping)):
            return self._table(key, base if isinstance(base, Mapping) else {}, theirs, mine)
        before = [] if base is MISSING else base
        if name := _told_apart(before, theirs, mine):
            return self._list(key, name, before, theirs, mine)
        return self._differs(key, base, theirs, mine)

    def _table(
        self, key: str, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
    ) -> dict[str, Any]:
        merged = {}
        for name in [*theirs, *[name for name in mine if name not in theirs]]:
            value = self.value(
                _join(key, name), base.get(name, MISSING), theirs.get(name, MISSING), mine.get(name, MISSING)
            )
            if value is not MISSING:
                merged[name] = value
        return merged

    def _list(self, key: str, by: str, base: list[Any], theirs: list[Any], mine: list[Any]) -> list[Any]:
        tables = [{_name(one, by): one for one in rows} for rows in (base, theirs, mine)]
        merged = {
            name: value
            for name in {**tables[1], **tables[2]}
            if (value := self.value(_join(key, name), *[table.get(name, MISSING) for table in tables])) is not MISSING
        }
        return [merged[name] for name in self._order(key, *[list(table) for table in tables]) if name in merged]

    def _order(self, key: str, base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
        """The order of a list: of whoever changed it, with what the other added put behind its neighbour."""
        both = [name for name in base if name in theirs and name in mine]
        order_theirs = [name for name in theirs if name in both]
        order_mine = [name for name in mine if name in both]
        lead, follow = theirs, mine
        if order_theirs == both != order_mine or (
            both not in (order_theirs, order_mine)
            and order_theirs != order_mine
            and self._differs(_join(key, ORDER), both, order_theirs, order_mine) == order_mine
        ):
            lead, follow = mine, theirs
        order = list(lead)
        for place, name in enumerate(follow):
            if name not in order:
                before = next((one for one in reversed(follow[:place]) if one in order), None)
                order.insert(order.index(before) + 1 if before is not None else 0, name)
        return order

    def _differs(self, key: str, base: Any, theirs: Any, mine: Any) -> Any:
        choice = self.choices.get(key)
        if choice is None:
            self.conflicts.append(Conflict(key, base, theirs, mine))
        return mine if choice == MINE else theirs


def _told_apart(*lists: Any) -> str:
    """The key by which the tables of all these lists are told apart: fields by their id, options by their value, lines
    of a table of rates by their key. "" for lists that have none."""
    for name in _BY:
        if all(_has(name, rows) for rows in lists):
            return name
    return ""


def _has(name: str, rows: Any) -> bool:
    if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
        return False
    names = {_name(one, name) for one in rows}
    return len(names) == len(rows) and "" not in names


def _name(one: Mapping[str, Any], by: str) -> str:
    """What tells a table apart: a block of shared fields among fields by what it is called there, a question of the
    form among questions by its field, tables of rates of one name by their day."""
    if by != "id":
        return str(one.get(by, ""))
    if "use" in one:
        return blocks.name_of(one)
    name = str(one.get("id") or one.get("field", ""))
    return f"{name}@{one['from']}" if "row" in one and "from" in one else name


def row_name(one: Mapping[str, Any]) -> str:
    """What a table of a list is named by in the key of a conflict; "" for one that has no name."""
    return next((name for by in _BY if (name := _name(one, by))), "")


def _join(key: str, name: str) -> str:
    return f"{key}{name}" if key.endswith(":") else f"{key}.{name}"
