"""One editor for every table of a pack: controls from its shape (kit.tomlschema), and what was posted back into data.

The shapes are those that the compiler checks by, so a setting that a new field type brings has a control at once. What
cannot be read as the shape wants it (letters where a number belongs) is kept as it was typed: the problems panel says
so, and nothing is lost. An empty control means that the key is left out.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from madoguchi.kit import tomlschema as shape
from madoguchi.kit.digits import read_digits
from madoguchi.modules.designer.domain import conditions, tomlsync

ABSENT = object()
_SPARE = 2  # empty rows offered below those that are there
_LONG = frozenset({"text", "help", "intro", "summary", "online", "message", "declaration", "reason", "pay", "plain"})
_CONDITIONS = frozenset({"when", "that"})


class Post(Protocol):
    def get(self, name: str, default: str, /) -> Any: ...
    def getlist(self, name: str, /) -> list[Any]: ...


@dataclass(frozen=True)
class Box:
    """One control. `kind` names the macro that draws it, `name` what it posts; `path` is its place in the table
    ("options.0.label"), `value` what it shows; `boxes` are the controls of a table, `rows` those of a list."""

    kind: str
    name: str
    key: str
    path: str
    value: Any = ""
    needed: bool = False
    options: Sequence[tuple[str, str]] = ()
    boxes: Sequence[Box] = ()
    rows: Sequence[Sequence[Box]] = ()
    filled: int = 0
    chosen: conditions.Chosen | None = None
    long: bool = False
    error: str = ""
    stale: bool = False

    @property
    def place(self) -> str:
        """Its path without the numbers of rows ("rate.row.key"): some settings have words of their own there."""
        return ".".join(part for part in self.path.split(".") if not part.isdigit())


@dataclass(frozen=True)
class Around:
    """What a form offers to choose from: `suggest`: options by key or by place (fields, appeals, documents)."""

    suggest: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def boxes(spec: shape.Table, value: Mapping[str, Any], around: Around, *, skip: Sequence[str] = ()) -> list[Box]:
    """The controls of a table."""
    return _boxes(spec, value, "", around, skip)


def _boxes(spec: shape.Table, value: Mapping[str, Any], prefix: str, around: Around, skip: Sequence[str]) -> list[Box]:
    found = []
    for keys, needed in ((spec.required, True), (spec.optional, False)):
        for key, inner in keys.items():
            if key not in skip:
                box = _box(inner, value.get(key, ABSENT), f"{prefix}{key}", key, around)
                found.append(replace(box, needed=needed))
    return found


def _box(spec: shape.Spec, value: Any, name: str, key: str, around: Around) -> Box:
    blank = "" if value is ABSENT else value
    box = Box("line", name, key, name, blank, long=key in _LONG)
    options = list(around.suggest.get(box.place, around.suggest.get(key, ())))
    match spec:
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.Bool) for one in specs):
            source = value if isinstance(value, str) else ""
            state = "when" if source else _yes(value, "yes", "no")
            return replace(box, kind="required", value=(state, source), chosen=conditions.read(source))
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.Local) for one in specs):
            return replace(box, kind="local", value=_both(value))
        case shape.OneOf() if _are_keys(spec):
            return replace(box, kind="words", value="\n".join(" + ".join(key) for key in _keys(value)))
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.ListOf) for one in specs):
            several = isinstance(value, list)
            text = "、".join(map(str, value)) if several else str(blank)
            return replace(box, kind="line" if several or not options else "select", value=text, options=options)
        case shape.OneOf():
            return replace(box, value=str(blank))
        case shape.Local():
            return replace(box, kind="local", value=_both(value))
        case shape.Text() if key in _CONDITIONS:
            return replace(box, kind="condition", value=str(blank), chosen=conditions.read(str(blank)))
        case shape.Text():
            if options:
                return replace(box, kind="select", options=_with(options, str(blank)), value=str(blank))
            return replace(box, value=str(blank))
        case shape.Int() | shape.Number():
            return replace(box, kind="number", value=str(blank))
        case shape.Bool():
            return replace(box, kind="flag", value=_yes(value, "true", "false"))
        case shape.Day():
            return replace(box, kind="day", value=str(blank))
        case shape.Choice(values=values):
            return replace(
                box, kind="select", options=_with([(one, one) for one in values], str(blank)), value=str(blank)
            )
        case shape.ListOf(item=shape.Choice(values=values)):
            chosen = value if isinstance(value, list) else []
            return replace(box, kind="marks", options=[(one, one) for one in values], value=chosen)
        case shape.ListOf(item=shape.Text()):
            lines = value if isinstance(value, list) else []
            if options:
                return replace(box, kind="marks", options=options, value=lines)
            return replace(box, kind="words", value="\n".join(map(str, lines)))
        case shape.ListOf(item=shape.Table() | shape.OneOf() | shape.Tagged() as item):
            table = _one_table(item)
            there = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
            return _rows(box, table, there, around)
        case shape.MapOf(item=item):
            table = shape.Table({"_key": shape.Text()}, {"value": item})
            pairs = value.items() if isinstance(value, Mapping) else ()
            return _rows(box, table, [{"_key": name, "value": one} for name, one in pairs], around)
        case shape.Table():
            inner = value if isinstance(value, Mapping) else {}
            return replace(box, kind="table", boxes=_boxes(spec, inner, f"{name}.", around, ()))
        case _:
            text = "" if value is ABSENT else tomlsync.fresh({key: value})
            return replace(box, kind="toml", value=text)


def _are_keys(spec: shape.OneOf) -> bool:
    """Whether it is what tells people apart: a list of fields, or a list of such lists."""
    return any(isinstance(one, shape.ListOf) and isinstance(one.item, shape.ListOf) for one in spec.specs)


def _keys(value: Any) -> list[list[str]]:
    """What tells apart, as a list of keys of several fields each; the file may have one key without the outer list."""
    there = value if isinstance(value, list) else []
    if there and not isinstance(there[0], list):
        there = [there]
    return [[str(one) for one in key] for key in there if isinstance(key, list)]


def _one_table(spec: shape.Table | shape.OneOf | shape.Tagged) -> shape.Table:
    """One table with the keys of all that a row may be; which of them go together is for the compiler to say."""
    if isinstance(spec, shape.Table):
        return spec
    if isinstance(spec, shape.Tagged):
        tables = list(spec.specs.values())
    else:
        tables = [one for one in spec.specs if isinstance(one, shape.Table)]
    keys = {key: inner for table in tables for key, inner in (*table.required.items(), *table.optional.items())}
    if isinstance(spec, shape.Tagged):
        keys[spec.key] = shape.Choice(*spec.specs)
    needed = {key: keys[key] for key in keys if all(key in table.required for table in tables)}
    return shape.Table(needed, {key: inner for key, inner in keys.items() if key not in needed})


def _rows(box: Box, table: shape.Table, there: list[Mapping[str, Any]], around: Around) -> Box:
    # A list that is empty needs one spare: saving brings more.
    spare = 1 if not there else _SPARE if "." not in box.name else 3
    rows = [_boxes(table, one, f"{box.name}.{index}.", around, ()) for index, one in enumerate([*there, *[{}] * spare])]
    return replace(box, kind="rows", rows=rows, filled=len(there))


def _with(options: Sequence[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """The options, and a value that is none of them: what stands in the file is never shown as something else."""
    known = list(options)
    return known if not value or any(value == one for one, _ in known) else [*known, (value, value)]


def _yes(value: Any, yes: str, no: str) -> str:
    """The word for true or false; "" for anything else."""
    return (yes if value else no) if isinstance(value, bool) else ""


def _both(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"ja": value, "en": value}
    table = value if isinstance(value, Mapping) else {}
    return {lang: str(table.get(lang, "")) for lang in ("ja", "en")}


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
        case shape.OneOf() if _are_keys(spec):
            keys = [names for line in text.split("\n") if (names := line.replace("＋", "+").replace("+", " ").split())]
            return old if keys == _keys(old) else keys[0] if len(keys) == 1 else keys or ABSENT
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.ListOf) for one in specs):
            names = [one for one in text.replace(",", "、").replace(" ", "、").split("、") if one]
            return ABSENT if not names else names[0] if len(names) == 1 and not isinstance(old, list) else names
        case shape.OneOf():
            return _scalar(text, old)
        case shape.Text() if key in _CONDITIONS:
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
            chosen = [str(one) for one in post.getlist(name)]
            return chosen if chosen else ABSENT
        case shape.ListOf(item=shape.Text()):
            if f"{name}._marks" in post:  # type: ignore[operator]
                words = [str(one) for one in post.getlist(name)]
            else:
                words = [line.strip() for line in text.split("\n") if line.strip()]
            return words or ABSENT
        case shape.ListOf(item=shape.Table() | shape.OneOf() | shape.Tagged() as item):
            table = _one_table(item)
            there = [one for one in old if isinstance(one, Mapping)] if isinstance(old, list) else []
            return _read_rows(table, post, name, there, kinds) or ABSENT
        case shape.MapOf(item=item):
            there = [{"_key": k, "value": v} for k, v in old.items()] if isinstance(old, Mapping) else []
            table = shape.Table({"_key": shape.Text()}, {"value": item})
            rows = _read_rows(table, post, name, there, kinds)
            return {row["_key"]: row["value"] for row in rows if "_key" in row and "value" in row} or ABSENT
        case shape.Table():
            table_value = _read_table(spec, post, f"{name}.", old if isinstance(old, Mapping) else {}, kinds, ())
            return table_value or ABSENT
        case _:
            return _read_toml(text, key, old)


def _read_rows(
    table: shape.Table, post: Post, name: str, old: list[Mapping[str, Any]], kinds: conditions.Fields
) -> list[dict[str, Any]]:
    """The rows in the order of their numbers; empty ones and those that were ticked away are left out."""
    count = min(read_digits(_text(post, f"{name}._rows")) or 0, 200)
    found: list[tuple[float, int, dict[str, Any]]] = []
    for index in range(count):
        before = old[index] if index < len(old) else {}
        row = _read_table(table, post, f"{name}.{index}.", before, kinds, ())
        if any(value != "" for value in row.values()) and not _text(post, f"{name}.{index}._gone"):
            order = read_digits(_text(post, f"{name}.{index}._order"))
            found.append((index + 1 if order is None else order - (0.5 if order < index + 1 else -0.5), index, row))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


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


def _read_toml(text: str, key: str, old: Any) -> Any:
    """A setting that has no control of its own, written as in the file; one that cannot be read stays as it was."""
    if not text:
        return ABSENT
    try:
        return tomllib.loads(text).get(key, ABSENT)
    except tomllib.TOMLDecodeError:
        return old
