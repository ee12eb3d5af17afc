"""Values written in an expression: numbers, texts, true and false, days."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal

from madoguchi.modules.forms.domain import closures
from madoguchi.modules.forms.domain.closures import Closure
from madoguchi.modules.forms.domain.functions import Number, exact
from madoguchi.modules.forms.domain.kinds import BOOL, DATE, NUMBER, Kind, Type
from madoguchi.modules.forms.domain.problems import Fault

# As many digits before and behind the point as anybody writes; what is reckoned with them has a bound of its own.
_MOST_DIGITS = 15


def written(node: ast.Constant, source: str) -> tuple[Closure, Type] | Fault:
    """What a literal stands for; a ``Fault`` for one that is no value of the language."""
    value = node.value
    if isinstance(value, bool):
        return closures.always(value), BOOL
    if isinstance(value, str):
        return closures.always(value), Type(Kind.TEXT, options=(value,))
    if isinstance(value, (int, float)):
        number = _number(node, source)
        if number is None:
            return Fault(
                f"数は、小数点の前も後ろも{_MOST_DIGITS}けたまでで書いてください。",
                f"Write numbers with at most {_MOST_DIGITS} digits before the point and {_MOST_DIGITS} behind it.",
            )
        return closures.always(number), NUMBER
    return Fault(
        "この値は使えません。空かどうかは is_empty(項目) で調べます。",
        "This value cannot be used. Ask is_empty(field) for an empty answer.",
    )


def _number(node: ast.Constant, source: str) -> Number | None:
    if isinstance(node.value, int):
        number = Decimal(node.value)
    else:
        # ast has already rounded the number to binary: read the digits the author wrote.
        number = Decimal((ast.get_source_segment(source, node) or "").replace("_", ""))
    if number and number.adjusted() >= _MOST_DIGITS:
        return None
    exponent = number.as_tuple().exponent
    return exact(number) if isinstance(exponent, int) and exponent >= -_MOST_DIGITS else None


def day(arguments: list[ast.expr]) -> tuple[Closure, Type] | Fault:
    """``date('2026-04-01')``."""
    argument = arguments[0] if len(arguments) == 1 else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        try:
            return closures.always(date.fromisoformat(argument.value)), DATE
        except ValueError:
            pass
    return Fault("日付は date('2026-04-01') と書きます。", "Write a date as date('2026-04-01').")
