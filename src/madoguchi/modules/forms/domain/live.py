"""Conditions that the browser can judge by itself, while the resident is still on the page.

The server decides; this only spares a round trip. A condition is handed over when, apart from fields of earlier pages
(whose answers are known and put in as true or false), it consists of comparisons of choices, linked lists and yes/no
on the same page.
Everything else waits for the page to be posted.

The form handed over (JSON): ["and"|"or", …], ["not", x], ["is", control name, [values]] (one of these is chosen),
true, false. The values of a yes/no are "yes" and "no", of a consent "yes".
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.expressions import Expression

_CHOOSING = ("choice", "choices", "yes_no", "consent", "sex")


def unseen(form: Form) -> list[Field]:
    """Optional fields that hardly anybody will meet: their condition is about fields of the same page and not one that
    the browser can judge, so they appear only when the page is drawn again, which nothing calls for."""
    found: list[Field] = []
    for page in form.pages:
        _note_unseen(page.fields, {}, found)
    return found


def _note_unseen(fields: tuple[Field, ...], outer: Mapping[str, Field], found: list[Field]) -> None:
    near = {**outer, **{one.id: one for one in fields if one.type.seen}}
    for one in fields:
        if one.when and not one.required and one.required_when is None:
            asks_here = bool(one.when.names & set(near))
            if asks_here and condition(one.when, near, {key: key for key in near}, {}) is None:
                found.append(one)
        _note_unseen(one.fields, {key: other for key, other in near.items() if other is not one}, found)


def sources(one: Field, known: Mapping[str, Field]) -> list[Field]:
    """What a result is worked out from, through other results too, in the order of ``known`` (fields by id)."""
    found: set[str] = set()
    ahead = [one]
    while ahead:
        limits = ahead.pop().limits.values()
        new = {name for limit in limits for name in limit.needs if name in known} - found
        found |= new
        ahead += [known[name] for name in new if known[name].type.derived]
    return [each for name, each in known.items() if name in found and not each.type.derived]


class _NotLiveError(Exception):
    """The condition has a part that the browser cannot judge."""


def condition(
    expression: Expression, near: Mapping[str, Field], names: Mapping[str, str], env: Mapping[str, Any]
) -> Any:
    """The condition for the browser, or None when it cannot judge it.

    ``near``: the fields that are on the page with it; ``names``: what their controls post under; ``env``: the answers.
    """
    if not expression.names & set(near):
        return None  # nothing on this page can change it
    try:
        return _node(expression, expression.tree, near, names, env)
    except _NotLiveError:
        return None


def _node(
    whole: Expression, node: ast.expr, near: Mapping[str, Field], names: Mapping[str, str], env: Mapping[str, Any]
) -> Any:
    used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    if not used & set(near):
        return bool(whole.parts[node](env))  # about earlier answers only: judged here and now
    match node:
        case ast.BoolOp():
            word = "and" if isinstance(node.op, ast.And) else "or"
            return [word, *(_node(whole, value, near, names, env) for value in node.values)]
        case ast.UnaryOp(op=ast.Not()):
            return ["not", _node(whole, node.operand, near, names, env)]
        case ast.Name():
            return _chosen(node, near, names, ["yes"])
        case ast.Compare(ops=[sign], comparators=[right]):
            return _comparison(sign, node.left, right, near, names)
    raise _NotLiveError


def _comparison(
    sign: ast.cmpop, left: ast.expr, right: ast.expr, near: Mapping[str, Field], names: Mapping[str, str]
) -> Any:
    match sign, left, right:
        case ((ast.Eq() | ast.NotEq()), (ast.Name() | ast.Attribute()), ast.Constant(value=value)):
            found = _chosen(left, near, names, [_posted(value)])
        case ((ast.Eq() | ast.NotEq()), ast.Name(), ast.Name(id=("true" | "false") as word)):
            found = _chosen(left, near, names, ["yes" if word == "true" else "no"])
        case ((ast.In() | ast.NotIn()), (ast.Name() | ast.Attribute()), (ast.Tuple() | ast.List())):
            values = [one.value for one in right.elts if isinstance(one, ast.Constant)]
            if len(values) != len(right.elts):
                raise _NotLiveError
            found = _chosen(left, near, names, [_posted(value) for value in values])
        case ((ast.In() | ast.NotIn()), ast.Constant(value=value), ast.Name()):
            found = _chosen(right, near, names, [_posted(value)])
        case _:
            raise _NotLiveError
    return ["not", found] if isinstance(sign, (ast.NotEq, ast.NotIn)) else found


def _posted(value: object) -> str:
    """What a control posts for a value of the expression language."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        raise _NotLiveError
    return value


def _chosen(node: ast.expr, near: Mapping[str, Field], names: Mapping[str, str], values: list[str]) -> Any:
    if isinstance(node, ast.Attribute):
        return _chosen_part(node, near, names, values)
    if not isinstance(node, ast.Name):
        raise _NotLiveError
    one = near.get(node.id)
    if one is None or one.type.name not in _CHOOSING:
        raise _NotLiveError
    return ["is", names[node.id], values]


def _chosen_part(node: ast.Attribute, near: Mapping[str, Field], names: Mapping[str, str], values: list[str]) -> Any:
    """One of the lists of a control (``item.category``)."""
    one = near.get(node.value.id) if isinstance(node.value, ast.Name) else None
    if one is None or ((one.type.name, node.attr) != ("quantity", "unit") and one.type.name != "linked"):
        raise _NotLiveError
    return ["is", f"{names[one.id]}.{node.attr}", values]
