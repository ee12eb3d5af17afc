"""Rows picked by a condition: ``sum(row.number for row in items if …)``."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.modules.forms.domain.expressions import compile_expression
from madoguchi.modules.forms.domain.kinds import BOOL, DATE, NUMBER, Kind, Type
from madoguchi.modules.forms.domain.problems import ExpressionError

ITEM = {"number": NUMBER, "kind": Type(Kind.TEXT, options=("bed", "desk")), "born": DATE, "heavy": BOOL}
NAMES: dict[str, Type] = {"items": Type(Kind.ROWS, parts=ITEM), "copies": NUMBER}
ROWS: tuple[dict[str, Any], ...] = (
    {"number": 2, "kind": "bed", "born": date(2020, 1, 1), "heavy": True},
    {"number": 3, "kind": "desk", "born": date(2024, 5, 5), "heavy": False},
    {"number": None, "kind": "bed", "born": None, "heavy": None},
)
ANSWERS: dict[str, Any] = {"items": ROWS, "copies": 4, "today": date(2026, 11, 22)}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sum(row.number for row in items if row.kind == 'bed')", 2),
        ("sum(row.number for row in items if row.kind in ('bed', 'desk'))", 5),
        ("sum(row.number * copies for row in items)", 20),
        ("count(row.kind for row in items if row.kind == 'bed' and row.heavy)", 1),
        ("count(row.kind for row in items if row.kind == 'bed' if not row.heavy)", 1),
        ("max(row.born for row in items if row.number < 10) == date('2024-05-05')", True),
        ("true in (row.heavy for row in items if row.kind == 'desk')", False),
    ],
)
def test_rows_are_picked(source: str, value: object) -> None:
    assert compile_expression(source, NAMES)(ANSWERS) == value


@pytest.mark.parametrize("answers", [{}, {"items": None}, {"items": ()}])
def test_no_rows_make_an_empty_list(answers: dict[str, Any]) -> None:
    assert compile_expression("sum(row.number for row in items if row.kind == 'bed')", NAMES)(answers) == 0


def test_the_row_is_no_field_that_others_depend_on() -> None:
    compiled = compile_expression("sum(row.number for row in items if row.kind == 'bed') > copies", NAMES)
    assert compiled.names == {"items", "copies"}
    assert compiled.needs == {"copies"}


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("sum(row.number for row in items if row.kind == 'sofa')", "sofa"),
        ("sum(row.weight for row in items)", "weight"),
        ("sum(row.kind for row in items)", "sum"),
        ("sum(row.number for row in copies)", "a repeated group"),
        ("sum(row.number for row in items if row.number)", "conditions"),
        ("sum(copies.number for copies in items)", "copies"),
        ("sum(row.number for today in items)", "today"),
        ("sum(row.number for row in items) + row.number", "row"),
        ("sum(row.number for row in items for other in items)", "row.part for row in group"),
        ("sum(one for one, two in items)", "row.part for row in group"),
    ],
)
def test_what_cannot_be_picked_is_told(source: str, part: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source, NAMES)
    assert any(part in fault.en for fault in caught.value.faults)
