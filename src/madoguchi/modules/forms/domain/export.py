"""Answers for other programs: columns of a table, and JSON with the names of the GIF core data model.

One table for the form, and one for every group (``id`` = the group's path) with a line a row: numbered columns would
change with the largest family. Its first column says which row ("1"; in a group within a group "2.1" = the
first row in the second). Whoever writes a file puts the case's number in front.

Ids of columns are a field's path and the part ("owner.family"). Fields keep their ids and types from version to
version, so a column means the same for ever: several versions are exported together under the union of their columns,
the newest version's words and order first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.reading import operands
from madoguchi.modules.forms.domain.types.persons import BirthType

FORM = ""
ROW = "_row"
_ROW_LABEL = Text("行", "Row")


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: a stable id, and the heading in both languages."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class ExportTable:
    """``id``: "" for the form itself, else the path of a group."""

    id: str
    label: Text
    columns: tuple[ExportColumn, ...]


def export_columns(form: Form, *older: Form) -> tuple[ExportTable, ...]:
    """The tables that hold the answers of a form, and of older versions of it if they are exported with it."""
    found: dict[str, ExportTable] = {}
    for one in (form, *older):
        for table in _tables(one.fields, FORM, Text("様式", "Form"), ()):
            known = found.get(table.id)
            if known is None:
                found[table.id] = table
                continue
            ids = {column.id for column in known.columns}
            more = tuple(column for column in table.columns if column.id not in ids)
            found[table.id] = ExportTable(known.id, known.label, (*known.columns, *more))
    return tuple(found.values())


def _tables(fields: Iterable[Field], path: str, label: Text, head: tuple[ExportColumn, ...]) -> Iterator[ExportTable]:
    columns, late = list(head), list[ExportColumn]()
    inner: list[ExportTable] = []
    for one in fields:
        if one.confidential:
            continue  # no table for the office holds it
        if one.is_group:
            inner += _tables(one.fields, one.path, one.label, (ExportColumn(ROW, _ROW_LABEL),))
        elif one.type.has_answer:
            columns += _columns(one, one.type.columns())
            late += _columns(one, one.type.late_columns())
    yield ExportTable(path, label, (*columns, *late))
    yield from inner


def _columns(one: Field, parts: Mapping[str, Text]) -> list[ExportColumn]:
    return [ExportColumn(_id(one.path, part), _heading(one.label, words)) for part, words in parts.items()]


def _id(path: str, part: str) -> str:
    return f"{path}.{part}" if part else path


def _heading(label: Text, words: Text) -> Text:
    if not words:
        return label
    return Text(f"{label.ja}：{words.ja}", f"{label.in_('en')}: {words.in_('en')}")


def export_rows(
    form: Form, answers: Mapping[str, Any], lang: str = "ja", *, today: date | None = None
) -> dict[str, list[dict[str, str]]]:
    """The answers as lines of ``export_columns``' tables: {table id: [{column id: text}]}; what is not answered is "".

    The form's own table has one line. ``lang`` chooses the words of options and of yes and no; codes, days and numbers
    are the same in both. ``today``: the day of filing, for ages that are asked for on it.
    """
    tables = _ids(form)
    lines: dict[str, list[dict[str, str]]] = {table: [] for table in tables}
    scope = {"today": today, **operands(form, answers)} if form.reckons else None
    _fill(form.fields, answers, lang, scope, FORM, "", lines)
    return {
        table: [{column: line.get(column, "") for column in tables[table]} for line in given]
        for table, given in lines.items()
    }


@lru_cache(maxsize=64)
def _ids(form: Form) -> Mapping[str, Sequence[str]]:
    """The columns of a form's tables, known once for thousands of cases."""
    return {table.id: [column.id for column in table.columns] for table in export_columns(form)}


def _fill(
    fields: Iterable[Field],
    answers: Mapping[str, Any],
    lang: str,
    scope: Mapping[str, Any] | None,
    table: str,
    number: str,
    lines: dict[str, list[dict[str, str]]],
) -> None:
    line = {ROW: number} if number else {}
    lines[table].append(line)
    for one in fields:
        value = answers.get(one.id)
        if value is None or not one.type.has_answer or one.confidential:
            continue
        if one.is_group:
            for index, row in enumerate(value):
                inner = None if scope is None else {**scope, **scope[one.id][index]}
                place = f"{number}.{index + 1}" if number else str(index + 1)
                _fill(one.fields, row, lang, inner, one.path, place, lines)
            continue
        line |= {_id(one.path, part): text for part, text in one.type.cells(value, lang).items()}
        if scope is not None and isinstance(one.type, BirthType) and one.type.age_on:
            age = one.type.age(value, {key: limit.run(scope) for key, limit in one.limits.items()})
            line[_id(one.path, "age")] = "" if age is None else str(age)


def answers_of_rows(form: Form, lines: Mapping[str, Iterable[Mapping[str, str]]]) -> dict[str, Any]:
    """The answers that gave these lines of one filing, for ``typed_from_answers`` and ``validate``; without files."""
    by_row = {table: {line.get(ROW, ""): line for line in given} for table, given in lines.items()}
    return _read_row(form.fields, by_row, FORM, "")


def _read_row(
    fields: Iterable[Field], lines: Mapping[str, Mapping[str, Mapping[str, str]]], table: str, number: str
) -> dict[str, Any]:
    line = lines.get(table, {}).get(number, {})
    answers: dict[str, Any] = {}
    for one in fields:
        if one.is_group:
            start = f"{number}." if number else ""
            rows = [row for row in lines.get(one.path, {}) if row.startswith(start) and "." not in row[len(start) :]]
            value: Any = [_read_row(one.fields, lines, one.path, row) for row in rows] or None
        elif one.type.has_answer:
            value = one.type.from_cells({part: line.get(_id(one.path, part), "") for part in one.type.columns()})
        else:
            continue
        if value is not None:
            answers[one.id] = value
    return answers


def as_json(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by field id, each in JSON with the names of the GIF core data model where it has them."""
    return _shapes(form.fields, answers)


def _shapes(fields: Iterable[Field], answers: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields:
        value = answers.get(one.id)
        if value is None or not one.type.has_answer or one.confidential:
            continue
        found[one.id] = [_shapes(one.fields, row) for row in value] if one.is_group else one.type.shape(value)
    return found


def from_json(form: Form, shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The answers behind ``as_json``, for ``typed_from_answers`` and ``validate``, which judge what others wrote."""
    return _read_shapes(form.fields, shapes)


def _read_shapes(fields: Iterable[Field], shapes: Mapping[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in fields:
        shape = shapes.get(one.id)
        if shape is None or not one.type.has_answer:
            continue
        if one.is_group:
            rows = shape if isinstance(shape, list) else []
            value: Any = [_read_shapes(one.fields, row) for row in rows if isinstance(row, Mapping)]
        else:
            value = one.type.from_shape(shape)
        if value is not None:
            answers[one.id] = value
    return answers
