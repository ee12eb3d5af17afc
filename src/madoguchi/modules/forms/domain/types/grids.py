"""A table with fixed rows: the same few questions about each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, ListOf, Local, Spec, Table, Tagged
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Post,
    Typed,
    as_text,
    bilingual,
    part_of,
    raise_if,
)
from madoguchi.modules.forms.domain.types.choices import ChoiceType, YesNoType
from madoguchi.modules.forms.domain.types.numbers import MoneyType, NumberType
from madoguchi.modules.forms.domain.types.texts import TextType

ROW = "row"
# What fits into a cell: types that are one box or one list.
CELLS: Mapping[str, type[FieldType]] = {
    one.name: one for one in (TextType, NumberType, MoneyType, ChoiceType, YesNoType)
}
_ID: Spec = TextSpec(pattern="[a-z][a-z0-9_]*", max=30)
_NOT_IN_CELLS = ("style", "other", "from_table")


def _column_spec(kind: type[FieldType]) -> Table:
    own = {key: spec for key, spec in kind.keys.items() if key not in _NOT_IN_CELLS}
    return Table(
        {"id": _ID, "type": TextSpec(), "label": Local(en=True), **kind.needed_keys}, {"required": Bool(), **own}
    )


@dataclass(frozen=True)
class GridColumn:
    """One question of the table. ``required``: to be answered in every row in which anything is."""

    id: str
    label: Text
    type: FieldType
    required: bool


@dataclass(frozen=True)
class TableType(FieldType):
    """``table``: fixed rows × typed columns. Stored: {row id: {column id: answer}}, only what was answered.

    Keys: ``rows`` (``id``, ``label``), ``columns`` (``id``, ``label``, ``type`` of text, number, money, choice, yes_no
    with that type's keys, ``required``: where the row has any answer). In expressions: like a group, with the row's id
    as ``row``: ``sum(income.amount)``, ``sum(r.amount for r in income if r.row == 'wage')``.
    """

    name: ClassVar[str] = "table"
    control: ClassVar[str] = "table"
    needed_keys: ClassVar[Mapping[str, Spec]] = {
        "rows": ListOf(Table({"id": _ID, "label": Local(en=True)}), least=1, most=50, unique="id"),
        "columns": ListOf(
            Tagged("type", {name: _column_spec(kind) for name, kind in CELLS.items()}), least=1, most=10, unique="id"
        ),
    }
    paper: ClassVar[str] = "grid"

    rows: tuple[tuple[str, Text], ...] = ()
    asked: tuple[GridColumn, ...] = ()

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            tuple((one["id"], bilingual(one["label"])) for one in data["rows"]),
            tuple(
                GridColumn(
                    one["id"], bilingual(one["label"]), CELLS[one["type"]].build(one), one.get("required", False)
                )
                for one in data["columns"]
            ),
        )

    def faults(self) -> list[tuple[str, str, str]]:
        found = [fault for column in self.asked for fault in column.type.faults()]
        if any(column.id == ROW for column in self.asked):
            found.append(
                (
                    "columns",
                    f"「{ROW}」は行のidの名前なので、列には使えません。",
                    f'"{ROW}" names the row and cannot be a column.',
                )
            )
        return found

    @property
    def operand_type(self) -> Type:
        ids = Type(Kind.TEXT, tuple(row for row, _label in self.rows))
        return Type(Kind.ROWS, parts={ROW: ids, **{one.id: one.type.operand_type for one in self.asked}})

    def limits(self) -> Mapping[str, tuple[str, Kind | None]]:
        return {f"{one.id}.{key}": limit for one in self.asked for key, limit in one.type.limits().items()}

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of the cells: "row.column", row by row."""
        return tuple(f"{row}.{column.id}" for row, _label in self.rows for column in self.asked)

    def _all(self) -> Iterator[tuple[str, Text, GridColumn]]:
        for row, label in self.rows:
            for column in self.asked:
                yield row, label, column

    def read(self, post: Post, name: str) -> Typed:
        return {place: as_text(post.get(f"{name}.{place}", "")) for place in self.places}

    def is_blank(self, typed: Typed) -> bool:
        return all(
            column.type.is_blank(_typed(column, part_of(typed, f"{row}.{column.id}")))
            for row, _l, column in self._all()
        )

    def missing(self) -> Flaw:
        return Flaw("table_missing", self.places[0])

    def place(self, sub: str) -> int:
        return self.places.index(sub) if sub in self.places else 0

    def clean(self, typed: Typed, context: Context) -> dict[str, dict[str, Any]]:
        value: dict[str, dict[str, Any]] = {}
        flaws: list[Flaw] = []
        for row, label in self.rows:
            cells: dict[str, Any] = {}
            gaps: list[Flaw] = []
            found: list[Flaw] = []
            for column in self.asked:
                given = _typed(column, part_of(typed, f"{row}.{column.id}"))
                if column.type.is_blank(given):
                    gaps += [_at(column.type.missing(), row, label, column)] if column.required else []
                    continue
                try:
                    cells[column.id] = column.type.clean(given, context)
                except Invalid as invalid:
                    found += [_at(flaw, row, label, column) for flaw in invalid.flaws]
            flaws += found
            if cells or found:
                flaws += gaps
            if cells:
                value[row] = cells
        raise_if(flaws)
        return value

    def judge(self, value: Mapping[str, Mapping[str, Any]], limits: Mapping[str, Any]) -> list[Flaw]:
        flaws = []
        for row, label, column in self._all():
            cell = value.get(row, {}).get(column.id)
            if cell is not None:
                own = {
                    key.removeprefix(f"{column.id}."): limit
                    for key, limit in limits.items()
                    if key.startswith(f"{column.id}.")
                }
                flaws += [_at(flaw, row, label, column) for flaw in column.type.judge(cell, own)]
        return flaws

    def typed_from(self, value: Any) -> dict[str, str]:
        given = value if isinstance(value, Mapping) else {}
        typed = {}
        for row, _label, column in self._all():
            cells = given.get(row)
            cell = cells.get(column.id) if isinstance(cells, Mapping) else None
            inner = "" if cell is None else column.type.typed_from(cell)
            typed[f"{row}.{column.id}"] = part_of(inner, "value") if isinstance(inner, Mapping) else as_text(inner)
        return typed

    def operand(self, value: Mapping[str, Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        return tuple(
            {ROW: row, **{one.id: one.type.operand(value[row][one.id]) for one in self.asked if one.id in value[row]}}
            for row, _label in self.rows
            if row in value
        )

    def show(self, value: Mapping[str, Mapping[str, Any]], lang: str) -> list[str]:
        mark, between = (": ", ", ") if english(lang) else ("：", "、")
        lines = []
        for row, label in self.rows:
            cells = [
                f"{one.label.in_(lang)} {' '.join(one.type.show(value[row][one.id], lang))}"
                for one in self.asked
                if one.id in value.get(row, {})
            ]
            if cells:
                lines.append(f"{label.in_(lang)}{mark}{between.join(cells)}")
        return lines

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {
            "lines": [label.in_(lang) for _row, label in self.rows],
            "options": [one.label.in_(lang) for one in self.asked],
        }

    def columns(self) -> Mapping[str, Text]:
        found: dict[str, Text] = {}
        for row, label, column in self._all():
            for part, words in column.type.columns().items():
                ja, en = (f"{label.ja}：{column.label.ja}", f"{label.en}: {column.label.en}")
                more = Text(f"{ja}（{words.ja}）", f"{en}, {words.en}") if words else Text(ja, en)
                found[_joined(row, column.id, part)] = more
        return found

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for row, _label, column in self._all():
            cell = value.get(row, {}).get(column.id)
            if cell is not None:
                found |= {_joined(row, column.id, part): text for part, text in column.type.cells(cell, lang).items()}
        return found

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        value: dict[str, dict[str, Any]] = {}
        for row, _label, column in self._all():
            own = {part: cells.get(_joined(row, column.id, part), "") for part in column.type.columns()}
            cell = column.type.from_cells(own)
            if cell is not None:
                value.setdefault(row, {})[column.id] = cell
        return value or None

    def shape(self, value: Any) -> Any:
        return {
            row: {one.id: one.type.shape(value[row][one.id]) for one in self.asked if one.id in value[row]}
            for row, _label in self.rows
            if row in value
        }

    def from_shape(self, shape: Any) -> Any:
        given = shape if isinstance(shape, Mapping) else {}
        return {
            row: {one.id: one.type.from_shape(given[row][one.id]) for one in self.asked if one.id in given[row]}
            for row, _label in self.rows
            if isinstance(given.get(row), Mapping)
        } or None


def _typed(column: GridColumn, text: str) -> Typed:
    """A cell's text as its type knows it."""
    return {"value": text, "other": ""} if isinstance(column.type, ChoiceType) else text


def _joined(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _at(flaw: Flaw, row: str, label: Text, column: GridColumn) -> Flaw:
    where = Text(f"{label.ja}の{column.label.ja}", f"{column.label.en} of {label.en}")
    return replace(flaw, sub=f"{row}.{column.id}", params={**flaw.params, "where": where})
