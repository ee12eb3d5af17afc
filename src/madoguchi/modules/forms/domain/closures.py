"""The building stones of compiled expressions: small functions from the answers to a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.forms.domain.functions import is_number

# Answers as expressions see them (see ``functions.py`` for the values), "today", and under OFFICES what gives the
# calendar of the body in which they are judged: asked only by an expression that needs it. No field has such a name.
Env = Mapping[str, Any]
OFFICES = "@offices"
Closure = Callable[[Env], Any]


def nothing(_env: Env) -> None:
    return None


def always(value: object) -> Closure:
    return lambda _env: value


_ALL_OFFICES = Calendar()


def offices(env: Env) -> Calendar:
    """The opening days of the body; those of every body where none is known (examples, the command line)."""
    ask = env.get(OFFICES)
    return ask() if ask else _ALL_OFFICES


def lookup(name: str) -> Closure:
    return lambda env: env.get(name)


def part(whole: Closure, name: str) -> Closure:
    def get(env: Env) -> Any:
        value = whole(env)
        return value.get(name) if isinstance(value, Mapping) else None

    return get


def column(whole: Closure, name: str) -> Closure:
    return lambda env: tuple(row.get(name) for row in whole(env) or ())


def picked(name: str, rows: Closure, conditions: tuple[Closure, ...], value: Closure) -> Closure:
    """``value for name in rows if conditions``: one member for every row that meets them all."""

    def pick(env: Env) -> tuple[Any, ...]:
        scopes = ({**env, name: row} for row in rows(env) or ())
        return tuple(value(scope) for scope in scopes if all(one(scope) for one in conditions))

    return pick


def ordered(order: Callable[[Any, Any], bool], left: Closure, right: Closure) -> Closure:
    def compare(env: Env) -> bool:
        first, second = left(env), right(env)
        if isinstance(first, date) and isinstance(second, date):
            return order(first, second)
        if is_number(first) and is_number(second):
            return order(first, second)
        return False

    return compare


def one_of(value: Closure, members: tuple[Closure, ...]) -> Closure:
    """``value in (a, b)``; an empty value is in no list."""

    def among(env: Env) -> bool:
        wanted = value(env)
        return wanted is not None and any(wanted == member(env) for member in members)

    return among


def member_of(value: Closure, whole: Closure) -> Closure:
    """``value in choices``."""
    return lambda env: value(env) in (whole(env) or ())
