"""A condition of a form in words, for paper: 「犬が死亡した」のとき.

Paper cannot hide a question, so it says when the question counts. What has no plain words (a date reckoned, a count)
gives "", and the sheet says 「あてはまるときだけ」.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from madoguchi.kit.languages import base, english
from madoguchi.modules.forms.domain.definition import Field
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.types.choices import Listed
from madoguchi.modules.forms.domain.types.lists import LinkedType


class _Unspeakable(Exception):
    """A part that has no plain words."""


def in_words(expression: Expression, fields: Mapping[str, Field], lang: str) -> str:
    """When the condition holds, as the beginning of a sentence ("" when that cannot be said). `fields` by id."""
    try:
        said = _Speaker(fields, base(lang)).say(expression.tree)
    except _Unspeakable:
        return ""
    return f"if {said}" if english(lang) else f"{said}のとき"


class _Speaker:
    def __init__(self, fields: Mapping[str, Field], lang: str) -> None:
        self.fields = fields
        self.english = lang == "en"

    def say(self, node: ast.expr, *, so: bool = True) -> str:
        """The words for a part, or with so=False for its contrary."""
        match node:
            case ast.UnaryOp(op=ast.Not()):
                return self.say(node.operand, so=not so)
            case ast.BoolOp(op=ast.And()) if so:
                parts = [self.say(value) for value in node.values if not _says_it_is_answered(value)]
                return (" and " if self.english else "で、").join(parts)
            case ast.BoolOp(op=ast.Or()) if so:
                return (" or " if self.english else "か、").join(self.say(value) for value in node.values)
            case ast.Name():
                return self.yes(node.id, yes=so)
            case ast.Compare(ops=[sign], comparators=[right]):
                return self.compare(node.left, sign, right, so=so)
        raise _Unspeakable

    def compare(self, left: ast.expr, sign: ast.cmpop, right: ast.expr, *, so: bool) -> str:
        if isinstance(sign, ast.NotEq | ast.NotIn):
            so = not so
        match sign, left, right:
            case ((ast.Eq() | ast.NotEq()), (ast.Name() | ast.Attribute()), ast.Constant(value=str() as value)):
                return self.chosen(left, [value], so=so)
            case ((ast.In() | ast.NotIn()), (ast.Name() | ast.Attribute()), (ast.Tuple() | ast.List())):
                return self.chosen(left, [_text(one) for one in right.elts], so=so)
            case ((ast.In() | ast.NotIn()), ast.Constant(value=str() as value), ast.Name()):
                return self.chosen(right, [value], so=so)
        raise _Unspeakable

    def yes(self, name: str, *, yes: bool) -> str:
        one = self.fields.get(name)
        if one is None or one.type.name not in ("yes_no", "consent"):
            raise _Unspeakable
        if self.english:
            return f"“{one.label.en}” is {'yes' if yes else 'no'}"
        return f"「{one.label.ja}」が「{'はい' if yes else 'いいえ'}」"

    def chosen(self, node: ast.expr, values: list[str], *, so: bool) -> str:
        name = node.value if isinstance(node, ast.Attribute) else node  # linked lists are asked part by part
        one = self.fields.get(name.id) if isinstance(name, ast.Name) else None
        kind = LinkedType if name is not node else Listed
        if one is None or not isinstance(one.type, kind):
            raise _Unspeakable
        labels = [one.type.label(value) for value in values]
        if self.english:
            said = " or ".join(f"“{label.en}”" for label in labels)
            return said if so else f"not {said}"
        said = "か".join(f"「{label.ja}」" for label in labels)
        return said if so else f"{said}以外"


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise _Unspeakable


def _says_it_is_answered(node: ast.expr) -> bool:
    """`not is_empty(x)`, which beside another condition about x says nothing more to a reader."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="is_empty"))):
            return True
    return False
