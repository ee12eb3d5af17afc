"""One editor for every table of a pack: controls from its shape (kit.tomlschema), and what was posted back into data.

The shapes are those that the compiler checks by, so a setting that a new field type brings has a control at once. What
cannot be read as the shape wants it (letters where a number belongs) is kept as it was typed: the problems panel says
so, and nothing is lost. An empty control means that the key is left out.

The controls are drawn by `boxes.py`; here is what was posted for them, read back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from madoguchi.kit import tomlschema as shape
from madoguchi.kit.digits import read_digits
from madoguchi.modules.designer.domain import conditions
from madoguchi.modules.designer.domain.boxes import (
    ABSENT,
    CONDITIONS,
    KEY,
    VALUE,
    Around,
    Box,
    are_keys,
    boxes,
    keys_of,
    pair_of,
    pairs_of,
    rows_of,
    table_of,
)

__all__ = ["NO_NAME", "NO_VALUE", "TWICE", "Around", "Box", "boxes", "read", "unnamed"]
NO_NAME, TWICE, NO_VALUE = "no_name", "twice", "no_value"


class Post(Protocol):
    def get(self, name: str, default: str, /) -> Any: ...
    def getlist(self, name: str, /) -> list[Any]: ...
    def __contains__(self, name: object, /) -> bool: ...
    def __len__(self) -> int: ...


def read(
    spec: shape.Table, post: Post, old: Mapping[str, Any], kinds: conditions.Fields, *, skip: Sequence[str] = ()
) -> dict[str, Any]:
    """The table from what was posted. Keys that have no control (`skip`, unknown ones) stay as they were."""
    return _read_table(spec, post, "", old, kinds, skip)


def _read_table(
    spec: shape.Table, post: Post, prefix: str, old: Mapping[str, Any], kinds: conditions.Fields, skip: Sequence[str]
) -> dict[str, Any]:
    shown = [key for key in (*spec.required, *spec.optional) if key not in skip]
    table: dict[str, Any] = {}
    for key in [*[key for key in old if key not in shown], *shown]:
        value: Any = old.get(key, ABSENT)
        if key in shown:
            inner = spec.required[key] if key in spec.required else spec.optional[key]
            value = _read(inner, post, f"{prefix}{key}", key, value, kinds)
            if value is ABSENT and key in spec.required and isinstance(inner, shape.Text) and inner.blank:
                value = ""  # must be there, and may be empty (nobody has checked this law yet)
        if value is not ABSENT:
            table[key] = value
    # In the order of the file, so that unchanged tables are equal in every way.
    return {key: table[key] for key in [*[k for k in old if k in table], *[k for k in table if k not in old]]}


def _read(spec: shape.Spec, post: Post, name: str, key: str, old: Any, kinds: conditions.Fields) -> Any:
    text = _text(post, name)
    match spec:
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.Bool) for one in specs):
            if text == "when":
                return conditions.posted(post, name, kinds, old) or ABSENT
            return {"yes": True, "no": False}.get(text, ABSENT)
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.Local) for one in specs):
            new = _read_local(post, name, {} if isinstance(old, str) else old)
            return old if isinstance(old, str) and new == {"ja": old, "en": old} else new
        case shape.Local():
            return _read_local(post, name, old)
        case shape.OneOf() if are_keys(spec):
            keys = [names for line in text.split("\n") if (names := line.replace("＋", "+").replace("+", " ").split())]
            return old if keys == keys_of(old) else keys[0] if len(keys) == 1 else keys or ABSENT
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.ListOf) for one in specs):
            names = [one for one in text.replace(",", "、").replace(" ", "、").split("、") if one]
            return ABSENT if not names else names[0] if len(names) == 1 and not isinstance(old, list) else names
        case shape.OneOf():
            return _scalar(text, old)
        case shape.Text() if key in CONDITIONS:
            return _kept(conditions.posted(post, name, kinds, old), old)
        case shape.Text() | shape.Choice():
            return _kept(text, old)
        case shape.Int() | shape.Number():
            return _number(text)
        case shape.Bool():
            return {"true": True, "false": False}.get(text, ABSENT)
        case shape.Day():
            return _day(text)
        case shape.ListOf(item=shape.Choice()):
            return _marked(post, name, old)
        case shape.ListOf(item=shape.Text()):
            if f"{name}._marks" in post:
                return _marked(post, name, old)
            return [line.strip() for line in text.split("\n") if line.strip()] or ABSENT
        case shape.ListOf(item=item):
            return _read_rows(item, post, name, key, rows_of(item, old), kinds) or ABSENT
        case shape.MapOf(item=item):
            rows = _read_rows(pair_of(item), post, name, key, pairs_of(old), kinds)
            named = {row[KEY]: row[VALUE] for row in rows if KEY in row and VALUE in row}
            # A list is not what belongs here, but holds what was typed until each row has a name (`unnamed`).
            return (named if len(named) == len(rows) else rows) or ABSENT
        case shape.Table():
            table_value = _read_table(spec, post, f"{name}.", old if isinstance(old, Mapping) else {}, kinds, ())
            return table_value or ABSENT
        case _:
            raise TypeError(f"{name}: there is no control for {spec}")


def _marked(post: Post, name: str, old: Any) -> Any:
    """What is ticked, in the order in which it stood; what is new comes last."""
    ticked = [str(one) for one in post.getlist(name)]
    known = [one for one in old if str(one) in ticked] if isinstance(old, list) else []
    return [*known, *[one for one in ticked if one not in map(str, known)]] or ABSENT


def _read_rows(
    item: shape.Spec, post: Post, name: str, key: str, old: Sequence[Any], kinds: conditions.Fields
) -> list[Any]:
    """The rows in the order of their numbers; empty ones and those that were ticked away are left out. Those of a long
    list that were not on the page stay."""
    table = table_of(item)
    first = min(read_digits(_text(post, f"{name}._first")) or 0, len(old))
    # A row posts something: there are never more of them than values.
    end = first + min(read_digits(_text(post, f"{name}._rows")) or 0, len(post))
    found: list[tuple[float, int, Any]] = [
        (index + 1, index, row)
        for index, row in enumerate(old)
        if index < first or (index >= end and f"{name}._first" in post)
    ]
    for index in range(first, end):
        before = old[index] if index < len(old) else ABSENT
        place = f"{name}.{index}"
        if table is None:
            row = _read(item, post, place, key, before, kinds)
            says = row is not ABSENT
        else:
            row = _read_table(table, post, f"{place}.", before if isinstance(before, Mapping) else {}, kinds, ())
            says = any(value != "" for value in row.values())
        if says and not _text(post, f"{place}._gone"):
            order = read_digits(_text(post, f"{place}._order"))
            found.append((index + 1 if order is None else order - (0.5 if order < index + 1 else -0.5), index, row))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def unnamed(spec: shape.Table, table: Mapping[str, Any]) -> dict[str, str]:
    """Rows of tables with names of their own that the table cannot hold: {control: NO_NAME, TWICE or NO_VALUE}."""
    return dict(_unnamed(spec, table, ""))


def _unnamed(spec: shape.Spec, value: Any, name: str) -> Iterator[tuple[str, str]]:
    match spec:
        case shape.MapOf(item=item):
            rows = pairs_of(value)
            yield from _nameless(rows, name) if isinstance(value, list) else ()
            for index, row in enumerate(rows):
                yield from _unnamed(item, row.get(VALUE), f"{name}.{index}.{VALUE}")
        case shape.Table(required=required, optional=optional) if isinstance(value, Mapping):
            for key, inner in (*required.items(), *optional.items()):
                yield from _unnamed(inner, value.get(key), f"{name}.{key}".lstrip("."))
        case shape.ListOf(item=item) if (table := table_of(item)) is not None:
            for index, row in enumerate(rows_of(item, value)):
                yield from _unnamed(table, row, f"{name}.{index}")
        case _:
            pass


def _nameless(rows: Sequence[Mapping[str, Any]], name: str) -> Iterator[tuple[str, str]]:
    names: set[str] = set()
    for index, row in enumerate(rows):
        if KEY not in row:
            yield f"{name}.{index}.{KEY}", NO_NAME
        elif row[KEY] in names:
            yield f"{name}.{index}.{KEY}", TWICE
        elif VALUE not in row:
            yield f"{name}.{index}.{VALUE}", NO_VALUE
        names.add(row.get(KEY, ""))


def _read_local(post: Post, name: str, old: Any) -> Any:
    known = dict(old) if isinstance(old, Mapping) else {}
    for lang in ("ja", "en"):
        text = _kept(_text(post, f"{name}.{lang}"), known.get(lang, ABSENT))
        known.pop(lang, None) if text is ABSENT else known.update({lang: text})
    return known or ABSENT


def _kept(text: str, old: Any) -> Any:
    """The text; the old one where only blank space around it differs (a browser does not give it back)."""
    if not text:
        return ABSENT
    return old if isinstance(old, str) and old.strip() == text else text


def _text(post: Post, name: str) -> str:
    return str(post.get(name, "")).replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(text: str) -> Any:
    if not text:
        return ABSENT
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace(",", "")
    negative, digits = plain.startswith("-"), read_digits(plain.removeprefix("-"))
    if digits is not None:
        return -digits if negative else digits
    return text


def _day(text: str) -> Any:
    if not text:
        return ABSENT
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _scalar(text: str, old: Any) -> Any:
    """A number, or a day or an expression as text."""
    if text and str(old) == text:
        return old
    number = _number(text)
    return number if not isinstance(number, str) else _kept(text, old)
