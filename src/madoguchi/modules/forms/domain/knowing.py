"""What is known of the answers of fields before anything is assumed: their kinds, bounds, lengths and numbers."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from madoguchi.modules.forms.domain.assuming import Assuming
from madoguchi.modules.forms.domain.definition import Field
from madoguchi.modules.forms.domain.kinds import Kind
from madoguchi.modules.forms.domain.spans import Values
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType
from madoguchi.modules.forms.domain.types.dates import DateType
from madoguchi.modules.forms.domain.types.files import FileType
from madoguchi.modules.forms.domain.types.groups import GroupType
from madoguchi.modules.forms.domain.types.numbers import NumberType
from madoguchi.modules.forms.domain.types.texts import TextType


def assuming_of(fields: Iterable[Field], answered: Collection[str]) -> Assuming:
    """``fields``: those that an expression may look at; ``answered``: the ids of those that are never empty there."""
    known: dict[str, Values] = {}
    counts: dict[str, tuple[int, int | None]] = {}
    lengths: dict[str, tuple[int, int | None]] = {}
    for one in fields:
        match one.type:
            case GroupType():
                counts[one.id] = (0, one.type.max)
            case ChoicesType():
                counts[one.id] = (0, len(one.type.values))
            case FileType():
                counts[one.id] = (0, one.type.count)
            case _:
                can = _values(one)
                known[one.id] = replace(can, empty=False) if one.id in answered else can
        if isinstance(one.type, TextType):
            lengths[one.id] = (max(1, one.type.min_length), one.type.max_length)
    return Assuming(known, counts, lengths)


def _values(one: Field) -> Values:
    kind = one.type.operand_type.kind
    if isinstance(one.type, ChoiceType) and kind is Kind.TEXT:
        return Values(only=frozenset(one.type.values))
    if kind is Kind.BOOL:
        return Values(only=frozenset([True]) if one.type.name == "consent" else frozenset([True, False]))
    if isinstance(one.type, NumberType) and kind is Kind.NUMBER:
        step = Fraction(1, 10**one.type.decimals)
        return Values(low=_fixed(one, "min"), high=_fixed(one, "max"), step=step).settled()
    if kind is Kind.DATE:
        if isinstance(one.type, DateType) and not one.type.partial:
            return Values(low=_fixed(one, "min"), high=_fixed(one, "max"))
        return Values(odd=True)
    return Values()


def _fixed(one: Field, key: str) -> Any:
    """A bound that is the same for everybody and every day, None otherwise."""
    limit = one.limits.get(key)
    if (
        limit is None
        or limit.names
        or any(isinstance(node, ast.Name) and node.id == "today" for node in ast.walk(limit.tree))
    ):
        return None
    value = limit.run({})
    if isinstance(value, date):
        return value
    return Fraction(value) if isinstance(value, (int, Decimal)) else None
