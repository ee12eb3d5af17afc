"""From a posted page to what was typed, and from stored answers back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from madoguchi.kit.digits import read_digits
from madoguchi.modules.forms.domain.definition import Field, Form, Page
from madoguchi.modules.forms.domain.types.base import Post, as_text
from madoguchi.modules.forms.domain.types.groups import MAX_ROWS
from madoguchi.modules.forms.domain.types.names import KanaType, NameType


def read_page(page: Page, post: Post) -> dict[str, Any]:
    """Everything posted for the fields of a page, exactly as typed, right or wrong, shown or not.

    The page says in hidden values ``_fields`` which of its fields it drew; others (hidden by their condition, or not
    asked for in a correction) keep what was typed before. A post that says nothing of the kind (cut off, or from a
    script) speaks of the fields that it names: what it is silent about is not emptied.
    """
    drawn = {as_text(one) for one in post.getlist("_fields")} or {name.partition(".")[0] for name in post}
    return _read([one for one in page.fields if one.id in drawn], post, "")


def _read(fields: Iterable[Field], post: Post, prefix: str) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    before: Field | None = None
    for one in fields:
        name = f"{prefix}{one.id}"
        if one.is_group:
            typed[one.id] = [_read(one.fields, post, f"{name}.{index}.") for index in range(_rows(post, name))]
        elif one.type.is_asked:
            typed[one.id] = one.type.read(post, name)
            if before is not None and shares_tick(before, one):
                typed[one.id]["single"] = typed[before.id]["single"]
        before = one
    return typed


def shares_tick(name: Field, kana: Field) -> bool:
    """Whether two fields drawn one after the other are a name and its フリガナ, with one box 「分かれていない」."""
    return isinstance(kana.type, KanaType) and type(name.type) is NameType


def _rows(post: Post, name: str) -> int:
    """How many rows the page had: a hidden number, since a row of unticked boxes posts nothing at all."""
    return min(read_digits(as_text(post.get(f"{name}._rows", ""))) or 0, MAX_ROWS)


def read_address(form: Form, query: Post) -> dict[str, Any]:
    """What the address of the first page hands over to hidden fields (``?source=letter``)."""
    given = {name: as_text(query.get(parameter, "")) for parameter, name in form.handed_over.items()}
    return {name: {"value": value} for name, value in given.items() if value}


def typed_from_answers(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody would have typed to give these answers: for examples, imports and corrections.

    Answers of fields that the form does not have are dropped; ill-shaped ones are carried over for
    ``validate`` to refuse.
    """
    return _typed(form.fields, answers)


def _typed(fields: Iterable[Field], answers: Mapping[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for one in fields:
        if one.id not in answers or not one.type.has_answer:
            continue
        value = answers[one.id]
        if one.is_group:
            rows = value if isinstance(value, list) else []
            typed[one.id] = [_typed(one.fields, row if isinstance(row, Mapping) else {}) for row in rows]
        else:
            typed[one.id] = one.type.typed_from(value)
    return typed


def operands(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as the expression language sees them (without ``today``): for fees and outcomes of
    filed cases.
    """
    return _operands(form.fields, answers)


def _operands(fields: Iterable[Field], answers: Mapping[str, Any]) -> dict[str, Any]:
    env: dict[str, Any] = {}
    for one in fields:
        value = answers.get(one.id)
        if one.is_group:
            env[one.id] = tuple(_operands(one.fields, row) for row in value or ())
        else:
            env[one.id] = None if value is None else one.type.operand(value)
    return env
