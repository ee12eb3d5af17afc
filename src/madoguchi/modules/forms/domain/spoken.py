"""A condition of a form in words, for paper: 「犬が死亡した」のとき.

Paper cannot hide a question, so it says when the question counts. What has no plain words (a date reckoned, a sum)
gives "", and the sheet says 「あてはまるときだけ」.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from madoguchi.kit.languages import base, english
from madoguchi.modules.forms.domain.definition import Field
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.functions import is_empty
from madoguchi.modules.forms.domain.types.choices import Listed
from madoguchi.modules.forms.domain.types.lists import LinkedType

SPOKEN = ("ja", "en")
# A number and a limit: (Japanese, its contrary), the same in English.
_SIGNS: Mapping[type[ast.cmpop], tuple[str, str, str, str]] = {
    ast.Gt: ("より多い", "以下", "more than", "at most"),
    ast.GtE: ("以上", "より少ない", "at least", "less than"),
    ast.Lt: ("より少ない", "以上", "less than", "at least"),
    ast.LtE: ("以下", "より多い", "at most", "more than"),
}


# How a part ends that is no noun, and how when another one follows.
_AND: Mapping[str, str] = {"がある": "があり", "がない": "がなく", "より多い": "より多く", "より少ない": "より少なく"}


class _Unspeakable(Exception):
    """A part that has no plain words."""


def in_words(expression: Expression, fields: Mapping[str, Field], lang: str) -> str:
    """When the condition holds, as the beginning of a sentence ("" when that cannot be said). `fields` by id."""
    try:
        said = _Speaker(fields, base(lang)).say(expression.tree)
    except _Unspeakable:
        return ""
    if english(lang):
        return f"if {said}"
    return f"{said}とき" if said.endswith(tuple(_AND)) else f"{said}のとき"


def while_open(
    one: Field, near: Mapping[str, Field], env: Mapping[str, Any], fields: Mapping[str, Field], lang: str
) -> str:
    """When a field counts, in words, while an answer of its page (``near``) that decides it is missing; "" else, and
    in languages without such words."""
    if one.when is None or lang not in SPOKEN:
        return ""
    if not any(name in near and is_empty(env.get(name)) for name in one.when.names):
        return ""
    return in_words(one.when, {**fields, **near}, lang)


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
                if not parts:
                    raise _Unspeakable
                return " and ".join(parts) if self.english else "、".join([*map(_and, parts[:-1]), parts[-1]])
            case ast.BoolOp(op=ast.Or()) if so:
                return (" or " if self.english else "か、").join(self.say(value) for value in node.values)
            case ast.Name():
                return self.yes(node.id, yes=so)
            case ast.Compare(ops=[sign], comparators=[right]):
                return self.compare(node.left, sign, right, so=so)
            case ast.Call(func=ast.Name(id="is_empty"), args=[ast.Name(id=name)]):
                return self.there(name, so=not so)
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
            case (
                (ast.In() | ast.NotIn()),
                ast.Constant(value=str() as value),
                ast.Attribute(value=ast.Name(id=group)),
            ):
                return self.in_a_row(group, right.attr, value, so=so)
            case ((ast.Eq() | ast.NotEq()), ast.Name(id=name), ast.Name(id=("true" | "false") as word)):
                return self.yes(name, yes=so == (word == "true"))
            case (ast.Gt(), ast.Call(func=ast.Name(id="count"), args=[ast.Name(id=name)]), ast.Constant(value=0)):
                return self.there(name, so=so)
            case ((ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()), ast.Name(id=name), ast.Constant(value=int() as limit)):
                return self.number(name, sign, limit, so=so)
        raise _Unspeakable

    def field(self, name: str, *kinds: str) -> Field:
        one = self.fields.get(name)
        if one is None or (kinds and one.type.name not in kinds):
            raise _Unspeakable
        return one

    def there(self, name: str, *, so: bool) -> str:
        """Whether something is answered at all."""
        label = self.field(name).label
        if self.english:
            return f"there is {'something' if so else 'nothing'} under “{label.en}”"
        return f"「{label.ja}」が{'ある' if so else 'ない'}"

    def number(self, name: str, sign: ast.cmpop, limit: int, *, so: bool) -> str:
        one = self.field(name, "number", "money")
        unit = getattr(one.type, "unit", None)
        more, contrary, more_en, contrary_en = _SIGNS[type(sign)]
        if self.english:
            said = f"{limit:,} {unit.en}".strip() if unit else f"{limit:,}"
            return f"“{one.label.en}” is {more_en if so else contrary_en} {said}"
        return f"「{one.label.ja}」が{limit:,}{unit.ja if unit else ''}{more if so else contrary}"

    def in_a_row(self, group: str, part: str, value: str, *, so: bool) -> str:
        """An option that any row of a group has."""
        one = next((one for one in self.field(group, "group").fields if one.id == part), None)
        if one is None or not isinstance(one.type, Listed):
            raise _Unspeakable
        label = one.type.label(value)
        if self.english:
            return f"{'any' if so else 'none'} is “{label.en}”"
        return f"「{label.ja}」が{'ある' if so else 'ない'}"

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


def _and(said: str) -> str:
    """A part that another one follows: 「死亡」で, 「犬」があり."""
    ending = next((ending for ending in _AND if said.endswith(ending)), None)
    return f"{said}で" if ending is None else said.removesuffix(ending) + _AND[ending]


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
