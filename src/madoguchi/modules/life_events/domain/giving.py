"""How the facts of a life event become answers of a procedure's form.

A pack writes `give = { owner_name = "name", matter = { value = "stop" } }`; here that is compiled once, and answers
(`Outcome` of the event's own form) are turned into stored answers of the procedure. Nothing is typed twice: what comes
out is what `forms.typed_from_answers` takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from madoguchi.modules.forms import api as forms

# What a fact is turned into where a form asks for plain words.
_TEXT_JOIN = " "


@dataclass(frozen=True)
class Fact:
    """The answer of a field, or a part of it ("from_address.town"). `as_text`: as it is read back, in one line."""

    path: str
    as_text: bool = False


@dataclass(frozen=True)
class Constant:
    """A stored answer that the event itself knows."""

    value: Any


@dataclass(frozen=True)
class Cases:
    """The first of these whose condition holds (None: always)."""

    cases: tuple[tuple[forms.Expression | None, Fact | Constant], ...]


@dataclass(frozen=True)
class Each:
    """Of these all whose condition holds, for a field in which several are chosen."""

    cases: tuple[tuple[forms.Expression | None, Fact | Constant], ...]


@dataclass(frozen=True)
class Rows:
    """Rows of a group out of the rows of a group of facts, where `where` holds; one row without a `group`."""

    group: str
    where: forms.Expression | None
    give: Mapping[str, Source]


@dataclass(frozen=True)
class Joined:
    """Rows from several sources, one after the other: the person who asks, then the family."""

    rows: tuple[Rows, ...]


Source: TypeAlias = Fact | Constant | Cases | Each | Rows | Joined


class MappingFault(Exception):
    """A mapping that cannot be read: `place` in the table, the reason in Japanese and English."""

    def __init__(self, place: str, ja: str, en: str) -> None:
        super().__init__(en)
        self.place, self.ja, self.en = place, ja, en


@dataclass
class Mapper:
    """Reads the mappings of one event; `faults` collects what is wrong with them."""

    form: forms.Form
    faults: list[MappingFault] = field(default_factory=list)

    def read(self, table: Mapping[str, Any], place: str, group: str = "") -> dict[str, Source]:
        """The sources of a `give` table by the target's id."""
        found: dict[str, Source] = {}
        for target, data in table.items():
            try:
                found[target] = self._source(data, f"{place}.{target}", group)
            except MappingFault as fault:
                self.faults.append(fault)
        return found

    def _source(self, data: Any, place: str, group: str) -> Source:
        if isinstance(data, str):
            return self._fact(data, place, group)
        if isinstance(data, list) and data and not group:
            found = tuple(self._source(one, f"{place}[{n}]", "") for n, one in enumerate(data))
            if all(isinstance(one, Rows) for one in found):
                return Joined(found)  # type: ignore[arg-type]  # as the line above says
            raise MappingFault(place, "並べられるのは row と rows だけです。", "Only row and rows can be joined.")
        if not isinstance(data, Mapping):
            raise MappingFault(place, "項目の名前か、表を書いてください。", "Write the name of a field, or a table.")
        keys = set(data)
        if keys == {"value"}:
            return Constant(data["value"])
        if keys == {"text"}:
            return Fact(self._fact(str(data["text"]), place, group).path, as_text=True)
        for key, sort in (("cases", Cases), ("each", Each)):
            if keys == {key} and isinstance(data[key], list):
                return sort(tuple(self._case(one, f"{place}.{key}[{n}]", group) for n, one in enumerate(data[key])))
        if {"row"} <= keys <= {"row", "where"} and isinstance(data["row"], Mapping) and not group:
            where = self._expression(data["where"], f"{place}.where", "") if "where" in data else None
            return Rows("", where, self.read(data["row"], f"{place}.row"))
        if {"rows", "give"} <= keys <= {"rows", "give", "where"} and not group:
            return self._rows(data, place)
        raise MappingFault(
            place,
            "value、text、cases、each、row、rows（と give・where）のどれかを書いてください。",
            "Write one of value, text, cases, each, row, rows (with give, where).",
        )

    def _fact(self, path: str, place: str, group: str) -> Fact:
        head, _dot, part = path.partition(".")
        one = self._field(head, group)
        if one is None:
            raise MappingFault(place, f"項目「{head}」はありません。", f"There is no field “{head}”.")
        if part and part not in one.type.parts:
            raise MappingFault(
                place, f"「{head}」に「.{part}」という部分はありません。", f"“{head}” has no part “.{part}”."
            )
        return Fact(path)

    def _field(self, name: str, group: str) -> forms.Field | None:
        own = self.form.field(group).fields if group else ()
        return next((one for one in (*own, *self.form.fields) if one.id == name), None)

    def _case(self, data: Any, place: str, group: str) -> tuple[forms.Expression | None, Fact | Constant]:
        if (
            not isinstance(data, Mapping)
            or not {"value", "fact"} & set(data)
            or not set(data) <= {"when", "value", "fact"}
        ):
            raise MappingFault(place, "when と、value か fact を書いてください。", "Write when, and value or fact.")
        when = self._expression(data["when"], f"{place}.when", group) if "when" in data else None
        if "fact" in data:
            return when, self._fact(str(data["fact"]), place, group)
        return when, Constant(data["value"])

    def _rows(self, data: Mapping[str, Any], place: str) -> Rows:
        group = str(data["rows"])
        try:
            is_group = self.form.field(group).is_group
        except KeyError:
            is_group = False
        if not is_group:
            raise MappingFault(place, f"「{group}」は繰返しの項目ではありません。", f"“{group}” is no repeated group.")
        where = self._expression(data["where"], f"{place}.where", group) if "where" in data else None
        return Rows(group, where, self.read(data["give"], f"{place}.give", group))

    def _expression(self, source: str, place: str, group: str) -> forms.Expression:
        try:
            return forms.answer_expression(self.form, source, forms.Kind.BOOL, row_of=group)
        except forms.ExpressionError as error:
            fault = error.faults[0]
            raise MappingFault(place, f"{fault.ja}（{source}）", f"{fault.en} ({source})") from None


def used(source: Source) -> Iterator[str]:
    """The top-level facts that a source looks at."""
    match source:
        case Fact():
            yield source.path.partition(".")[0]
        case Cases() | Each():
            for when, one in source.cases:
                if when is not None:
                    yield from when.names
                yield from used(one)
        case Rows():
            if source.group:
                yield source.group
            if source.where is not None:
                yield from source.where.names
            for inner in source.give.values():
                yield from used(inner)
        case Joined():
            for rows in source.rows:
                yield from used(rows)


def answers(give: Mapping[str, Source], form: forms.Form, outcome: forms.Outcome) -> dict[str, Any]:
    """The stored answers that the facts come to; what is not known yet is left out."""
    found: dict[str, Any] = {}
    for target, source in give.items():
        value = _value(source, form, outcome.answers, outcome.env)
        if value is not None:
            found[target] = value
    return found


def _value(source: Source, form: forms.Form, known: Mapping[str, Any], env: Mapping[str, Any], group: str = "") -> Any:
    match source:
        case Constant():
            return source.value
        case Fact():
            return _fact(source, form, known, group)
        case Cases():
            for when, one in source.cases:
                if when is None or when.run(env):
                    return _value(one, form, known, env, group)
            return None
        case Each():
            held = [_value(one, form, known, env, group) for when, one in source.cases if when is None or when.run(env)]
            return [value for value in held if value is not None] or None
        case Rows():
            return _rows(source, form, known, env)
        case Joined():
            return [row for rows in source.rows for row in _rows(rows, form, known, env)]


def _fact(source: Fact, form: forms.Form, known: Mapping[str, Any], group: str) -> Any:
    head, _dot, part = source.path.partition(".")
    value = known.get(head)
    if value is None:
        return None
    if part:
        value = value.get(part) if isinstance(value, Mapping) else None
        return value or None
    if source.as_text:
        own = form.field(group).fields if group else ()
        one = next(field for field in (*own, *form.fields) if field.id == head)
        return _TEXT_JOIN.join(one.type.show(value, "ja"))
    return value


def _rows(source: Rows, form: forms.Form, known: Mapping[str, Any], env: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not source.group:
        if source.where is not None and not source.where.run(env):
            return []
        found = {target: _value(one, form, known, env) for target, one in source.give.items()}
        return [{target: value for target, value in found.items() if value is not None}]
    group = form.field(source.group)
    rows = []
    for row in known.get(source.group) or ():
        operands = {
            one.id: one.type.operand(row[one.id]) if row.get(one.id) is not None else None for one in group.fields
        }
        scope = {**env, **operands}
        if source.where is not None and not source.where.run(scope):
            continue
        inner = {
            target: _value(one, form, {**known, **row}, scope, source.group) for target, one in source.give.items()
        }
        rows.append({target: value for target, value in inner.items() if value is not None})
    return rows
