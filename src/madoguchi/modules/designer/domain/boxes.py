"""The controls of a table of settings, from its shape and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from madoguchi.kit import tomlschema as shape
from madoguchi.modules.designer.domain import conditions

ABSENT = object()
CONDITIONS = frozenset({"when", "that"})
KEY, VALUE = "_key", "value"  # a table whose keys the clerk invents is drawn as rows of these two
_SPARE = 2  # empty rows offered below those that are there
_LONG = frozenset({"text", "help", "intro", "summary", "online", "message", "declaration", "reason", "pay", "plain"})
# How many rows of a list are shown at once: the most with which the page posts fewer values than a request may bring
# (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS), and which nobody scrolls through for a minute.
_WINDOWS = (100, 50, 25, 10, 5)
_MOST_POSTED = 1800


@dataclass(frozen=True)
class Box:
    """One control. `kind` names the macro that draws it, `name` what it posts; `path` is its place in the table
    ("options.0.label"), `value` what it shows; `boxes` are the controls of a table, `rows` those of a list, `filled`
    of which say something: those from number `first` on, of `total` in all, `step` of them at once."""

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
    first: int = 0
    total: int = 0
    step: int = 0
    chosen: conditions.Chosen | None = None
    long: bool = False

    @property
    def place(self) -> str:
        """Its path without the numbers of rows ("rate.row.key"): some settings have words of their own there."""
        return ".".join(part for part in self.path.split(".") if not part.isdigit())

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Where a list is too long to be shown at once: first and last row of each part, counted from 0."""
        if self.total <= self.step:
            return []
        return [(at, min(at + self.step, self.total) - 1) for at in range(0, self.total, self.step)]


@dataclass(frozen=True)
class Around:
    """What a form offers to choose from: `suggest`: options by key or by place (fields, appeals, documents); `fields`:
    what a condition can ask about; `first`: from which row on a list is shown, by its name."""

    suggest: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    fields: conditions.Fields = field(default_factory=dict)
    first: Mapping[str, int] = field(default_factory=dict)
    window: int = _WINDOWS[0]


def boxes(spec: shape.Table, value: Mapping[str, Any], around: Around, *, skip: Sequence[str] = ()) -> list[Box]:
    """The controls of a table, its longest lists in parts if need be."""
    for window in _WINDOWS:
        found = _boxes(spec, value, "", replace(around, window=window), skip)
        if _posted(found) <= _MOST_POSTED:
            break
    return found


def _posted(found: Iterable[Box]) -> int:
    """About how many values the controls post."""
    values = {"local": 2, "condition": 12, "required": 13, "marks": 8, "rows": 2}
    return sum(
        values.get(box.kind, 1) + _posted(box.boxes) + sum(2 + _posted(row) for row in box.rows) for box in found
    )


def _boxes(spec: shape.Table, value: Mapping[str, Any], prefix: str, around: Around, skip: Sequence[str]) -> list[Box]:
    found = []
    for keys, needed in ((spec.required, True), (spec.optional, False)):
        for key, inner in keys.items():
            if key not in skip:
                box = _box(inner, value.get(key, ABSENT), f"{prefix}{key}", key, around)
                found.append(replace(box, needed=needed and not getattr(inner, "blank", False)))
    return found


def _box(spec: shape.Spec, value: Any, name: str, key: str, around: Around) -> Box:
    blank = "" if value is ABSENT else value
    box = Box("line", name, key, name, blank, long=key in _LONG)
    options = list(around.suggest.get(box.place, around.suggest.get(key, ())))
    # Where there is nothing to choose from yet, nothing can be typed that would be right.
    chooses = box.place in around.suggest or key in around.suggest
    match spec:
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.Bool) for one in specs):
            source = value if isinstance(value, str) else ""
            state = "when" if source else _yes(value, "yes", "no")
            chosen = conditions.held(source, around.fields)
            return replace(box, kind="required", value=(state, source), chosen=chosen)
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.Local) for one in specs):
            return replace(box, kind="local", value=_both(value))
        case shape.OneOf() if are_keys(spec):
            return replace(box, kind="words", value="\n".join(" + ".join(key) for key in keys_of(value)))
        case shape.OneOf(specs=specs) if any(isinstance(one, shape.ListOf) for one in specs):
            if isinstance(value, list) or not options:
                text = "、".join(map(str, value)) if isinstance(value, list) else str(blank)
                return replace(box, value=text)
            return replace(box, kind="select", options=_with(options, [blank]), value=str(blank))
        case shape.OneOf():
            return replace(box, value=str(blank))
        case shape.Local():
            return replace(box, kind="local", value=_both(value))
        case shape.Text() if key in CONDITIONS:
            chosen = conditions.held(str(blank), around.fields)
            return replace(box, kind="condition", value=str(blank), chosen=chosen)
        case shape.Text():
            if chooses:
                return replace(box, kind="select", options=_with(options, [blank]), value=str(blank))
            return replace(box, value=str(blank))
        case shape.Int() | shape.Number():
            return replace(box, kind="number", value=str(blank))
        case shape.Bool():
            return replace(box, kind="flag", value=_yes(value, "true", "false"))
        case shape.Day():
            return replace(box, kind="day", value=str(blank))
        case shape.Choice(values=values):
            return replace(box, kind="select", options=_with(_pairs(values), [blank]), value=str(blank))
        case shape.ListOf(item=shape.Choice(values=values)):
            return _marks(box, _pairs(values), value)
        case shape.ListOf(item=shape.Text()):
            if options:
                return _marks(box, options, value)
            lines = value if isinstance(value, list) else []
            return replace(box, kind="words", value="\n".join(map(str, lines)))
        case shape.ListOf(item=item):
            return _rows(box, item, rows_of(item, value), around)
        case shape.MapOf(item=item):
            return _rows(box, pair_of(item), pairs_of(value), around)
        case shape.Table():
            inner = value if isinstance(value, Mapping) else {}
            return replace(box, kind="table", boxes=_boxes(spec, inner, f"{name}.", around, ()))
        case _:
            raise TypeError(f"{name}: there is no control for {spec}")


def are_keys(spec: shape.OneOf) -> bool:
    """Whether it is what tells people apart: a list of fields, or a list of such lists."""
    return any(isinstance(one, shape.ListOf) and isinstance(one.item, shape.ListOf) for one in spec.specs)


def keys_of(value: Any) -> list[list[str]]:
    """What tells apart, as a list of keys of several fields each; the file may have one key without the outer list."""
    there = value if isinstance(value, list) else []
    if there and not isinstance(there[0], list):
        there = [there]
    return [[str(one) for one in key] for key in there if isinstance(key, list)]


def table_of(spec: shape.Spec) -> shape.Table | None:
    """One table with the keys of all that a row may be; which of them go together is for the compiler to say. None for
    a row that is no table."""
    if isinstance(spec, shape.Table):
        return spec
    if isinstance(spec, shape.Tagged):
        tables = list(spec.specs.values())
    elif isinstance(spec, shape.OneOf):
        tables = [one for one in spec.specs if isinstance(one, shape.Table)]
    else:
        return None
    keys = {key: inner for table in tables for key, inner in (*table.required.items(), *table.optional.items())}
    if isinstance(spec, shape.Tagged):
        keys[spec.key] = shape.Choice(*spec.specs)
    needed = {key: keys[key] for key in keys if all(key in table.required for table in tables)}
    return shape.Table(needed, {key: inner for key, inner in keys.items() if key not in needed})


def rows_of(item: shape.Spec, value: Any) -> list[Any]:
    """The rows of a list, as far as they can be read as such."""
    there = value if isinstance(value, list) else []
    return there if table_of(item) is None else [one for one in there if isinstance(one, Mapping)]


def pair_of(item: shape.Spec) -> shape.Table:
    """A row of a table whose keys the clerk invents."""
    return shape.Table({KEY: shape.Text()}, {VALUE: item})


def pairs_of(value: Any) -> list[dict[str, Any]]:
    """The rows of such a table; of a list, rows that are not yet named apart (`editor.unnamed`)."""
    if isinstance(value, Mapping):
        return [{KEY: name, VALUE: one} for name, one in value.items()]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _rows(box: Box, item: shape.Spec, there: Sequence[Any], around: Around) -> Box:
    # A list that is empty needs one spare: saving brings more.
    spare = 1 if not there else _SPARE if "." not in box.name else 3
    table, step = table_of(item), around.window
    first = min(around.first.get(box.name, 0), max(0, len(there) - 1)) // step * step
    shown = there[first : first + step]
    if first + len(shown) < len(there):
        spare = 0  # new ones come after the last
    rows = []
    for index, one in enumerate([*shown, *[ABSENT] * spare], first):
        name = f"{box.name}.{index}"
        known = {} if one is ABSENT else one
        rows.append(
            [_box(item, one, name, box.key, around)] if table is None else _boxes(table, known, f"{name}.", around, ())
        )
    return replace(box, kind="rows", rows=rows, filled=len(shown), first=first, total=len(there), step=step)


def _marks(box: Box, options: Sequence[tuple[str, str]], value: Any) -> Box:
    marked = value if isinstance(value, list) else []
    return replace(box, kind="marks", options=_with(options, marked), value=[str(one) for one in marked])


def _pairs(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, one) for one in values]


def _with(options: Sequence[tuple[str, str]], values: Iterable[Any]) -> list[tuple[str, str]]:
    """The options, and values that are none of them: what stands in the file is never shown as something else."""
    known = {value for value, _said in options}
    return [*options, *_pairs(dict.fromkeys(str(one) for one in values if one != "" and str(one) not in known))]


def _yes(value: Any, yes: str, no: str) -> str:
    """The word for true or false; "" for anything else."""
    return (yes if value else no) if isinstance(value, bool) else ""


def _both(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"ja": value, "en": value}
    table = value if isinstance(value, Mapping) else {}
    return {lang: str(table.get(lang, "")) for lang in ("ja", "en")}
