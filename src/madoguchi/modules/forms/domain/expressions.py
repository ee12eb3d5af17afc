"""The expression language of packs: parsed once, checked for names and types, turned into closures.

A small part of Python's grammar (read with ``ast``, never executed): comparisons (chains too), ``and or
not``, ``in``, ``+ - * // %``, ``field``, ``group.member``, ``record.part``, literals, ``today``, ``true
false``, the functions of ``functions.py``, and rows picked by a condition: ``sum(row.number for row in items
if row.kind == 'bed')``. There is no ``/``: money and counts have no fractions that nobody rounded; say ``//``.

Meaning of an empty answer (hidden, or not filled in), one rule for all: it equals only another empty one,
every ``<``/``>`` with it is false, arithmetic with it is empty, an unanswered yes/no counts as no.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.forms.domain import closures, functions, literals
from madoguchi.modules.forms.domain.closures import Closure, Env
from madoguchi.modules.forms.domain.functions import FUNCTIONS
from madoguchi.modules.forms.domain.kinds import BOOL, DATE, NUMBER, Kind, Type
from madoguchi.modules.forms.domain.problems import ExpressionError, Fault, did_you_mean

MAX_LENGTH = 1000
MAX_NODES = 200
# and/or/+ nest one Python call per level; far below the interpreter's limit.
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression.

    ``names``: every field it looks at (top names); ``needs``: those it cannot be judged without, which
    is all but the ones inside ``is_empty``, ``count`` and ``sum``.
    """

    source: str
    type: Type
    names: frozenset[str]
    needs: frozenset[str]
    run: Closure
    tree: ast.expr
    # Every part of the tree by itself, for whoever wants to know why, or needs only a half (live.py).
    parts: Mapping[ast.expr, Closure]

    def __call__(self, env: Env) -> Any:
        return self.run(env)


_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: functions.add,
    ast.Sub: functions.subtract,
    ast.Mult: functions.multiply,
    ast.FloorDiv: functions.floor_divide,
    ast.Mod: functions.modulo,
}
_ORDER: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ORDERED = (Kind.NUMBER, Kind.DATE)
# What stands in for a part whose fault is already noted: no second complaint about its type.
_UNKNOWN = Type(Kind.NOTHING)


def compile_expression(source: str, names: Mapping[str, Type], expect: Kind | None = None) -> Expression:
    """Compile ``source``; ``names`` are the fields it may use. Raises ``ExpressionError`` with every
    fault.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(source, [Fault("式が長すぎます（1,000文字まで）。", "The expression is too long.")])
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(
            source,
            [Fault("式として読めません。かっこや引用符を確かめてください。",
                   "This does not read as an expression. Check brackets and quotes.")],
        ) from None  # fmt: skip
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES or _depth(tree) > MAX_DEPTH:
        raise ExpressionError(source, [Fault("式が複雑すぎます。", "The expression is too complex.")])
    builder = _Builder(source.strip(), names)
    run, kind = builder.build(tree)
    if expect is not None and not builder.faults and kind.kind is not expect:
        builder.fault(
            f"{expect.ja}になる式が必要ですが、これは{kind.kind.ja}です。",
            f"This must give {expect.en}, but gives {kind.kind.en}.",
        )
    if builder.faults:
        raise ExpressionError(source, builder.faults)
    return Expression(source, kind, frozenset(builder.names), frozenset(builder.needs), run, tree, builder.parts)


def _depth(node: ast.AST) -> int:
    deepest, stack = 0, [(node, 1)]
    while stack:
        current, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in ast.iter_child_nodes(current))
    return deepest


class _Builder:
    """Walks the tree once: checks, notes faults, and returns a closure and a type for every node."""

    def __init__(self, source: str, names: Mapping[str, Type]) -> None:
        self.source = source
        self.known = names
        self.faults: list[Fault] = []
        self.names: set[str] = set()
        self.needs: set[str] = set()
        self.parts: dict[ast.expr, Closure] = {}
        self._about_absence = 0

    def fault(self, ja: str, en: str) -> None:
        self.faults.append(Fault(ja, en))

    def _bad(self, ja: str, en: str) -> tuple[Closure, Type]:
        self.fault(ja, en)
        return closures.nothing, _UNKNOWN

    def build(self, node: ast.expr) -> tuple[Closure, Type]:
        run, kind = self._build(node)
        self.parts[node] = run
        return run, kind

    def _build(self, node: ast.expr) -> tuple[Closure, Type]:
        match node:
            case ast.Constant():
                return self._value(literals.written(node, self.source))
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.BoolOp():
                return self._bool(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.Compare():
                return self._compare(node)
            case ast.Call():
                return self._call(node)
            case ast.GeneratorExp():
                return self._picked(node)
            case _:
                return self._bad(
                    "この書き方は式では使えません。", "This construct is not part of the expression language."
                )

    def _value(self, found: tuple[Closure, Type] | Fault) -> tuple[Closure, Type]:
        return self._bad(found.ja, found.en) if isinstance(found, Fault) else found

    def _name(self, node: ast.Name) -> tuple[Closure, Type]:
        name = node.id
        if name == "today":
            return operator.itemgetter("today"), DATE
        if name in ("true", "false"):
            return closures.always(name == "true"), BOOL
        found = self.known.get(name)
        if found is None:
            ja, en = did_you_mean(name, [*self.known, "today"])
            return self._bad(f"項目「{name}」はここでは使えません。{ja}", f"No field “{name}” can be used here.{en}")
        self._use(name)
        return closures.lookup(name), found

    def _use(self, name: str) -> None:
        self.names.add(name)
        if not self._about_absence:
            self.needs.add(name)

    def _attribute(self, node: ast.Attribute) -> tuple[Closure, Type]:
        whole, kind = self.build(node.value)
        if kind is _UNKNOWN:
            return closures.nothing, _UNKNOWN
        part = kind.parts.get(node.attr)
        if part is None:
            ja, en = did_you_mean(node.attr, kind.parts)
            return self._bad(f"「.{node.attr}」という部分はありません。{ja}", f"There is no part “.{node.attr}”.{en}")
        if kind.kind is Kind.ROWS:
            return closures.column(whole, node.attr), Type(Kind.LIST, options=part.options, item=part.kind)
        return closures.part(whole, node.attr), part

    def _picked(self, node: ast.GeneratorExp) -> tuple[Closure, Type]:
        """``part for row in group if condition``: a list, for count, sum, min and max."""
        loop = node.generators[0]
        if len(node.generators) > 1 or loop.is_async or not isinstance(loop.target, ast.Name):
            return self._bad(
                "行を選ぶ式は「行.項目 for 行 in 繰返し if 条件」と書きます。",
                "Write “row.part for row in group if condition”.",
            )
        name = loop.target.id
        rows, kind = self.build(loop.iter)
        if kind is _UNKNOWN or not self._expect(kind, (Kind.ROWS,)):
            return closures.nothing, _UNKNOWN
        if name in self.known or name in ("today", "true", "false"):
            return self._bad(f"「{name}」は項目の名前です。行には別の名前をつけてください。",
                             f"“{name}” is the name of a field. Call the row something else.")  # fmt: skip
        outer, self.known = self.known, {**self.known, name: Type(Kind.RECORD, parts=kind.parts)}
        conditions = tuple(self._truth(one) for one in loop.ifs)
        value, part = self.build(node.elt)
        self.known = outer
        # The row is not a field: nothing depends on it from outside.
        self.names.discard(name)
        self.needs.discard(name)
        return closures.picked(name, rows, conditions, value), Type(Kind.LIST, options=part.options, item=part.kind)

    def _bool(self, node: ast.BoolOp) -> tuple[Closure, Type]:
        sides = tuple(self._truth(value) for value in node.values)
        if isinstance(node.op, ast.And):
            return (lambda env: all(side(env) for side in sides)), BOOL
        return (lambda env: any(side(env) for side in sides)), BOOL

    def _truth(self, node: ast.expr) -> Closure:
        run, kind = self.build(node)
        if kind is not _UNKNOWN and kind.kind is not Kind.BOOL:
            self.fault(
                f"and・or・not の中は条件でなければなりませんが、{kind.kind.ja}です。"
                "答えの有無は not is_empty(項目) と書きます。",
                f"and, or, not take conditions, not {kind.kind.en}. Write not is_empty(field) for “answered”.",
            )
        return run

    def _unary(self, node: ast.UnaryOp) -> tuple[Closure, Type]:
        if isinstance(node.op, ast.Not):
            inner = self._truth(node.operand)
            return (lambda env: not inner(env)), BOOL
        if isinstance(node.op, ast.USub):
            run, kind = self.build(node.operand)
            self._expect(kind, (Kind.NUMBER,))
            return (lambda env: functions.multiply(run(env), -1)), NUMBER
        return self._bad("この記号は式では使えません。", "This sign is not part of the expression language.")

    def _expect(self, kind: Type, allowed: tuple[Kind, ...]) -> bool:
        if kind is _UNKNOWN or kind.kind in allowed:
            return True
        wanted_ja = "か".join(one.ja for one in allowed)
        wanted_en = " or ".join(one.en for one in allowed)
        self.fault(f"{wanted_ja}が必要ですが、{kind.kind.ja}です。", f"Expected {wanted_en}, found {kind.kind.en}.")
        return False

    def _arithmetic(self, node: ast.BinOp) -> tuple[Closure, Type]:
        left, left_type = self.build(node.left)
        right, right_type = self.build(node.right)
        act = _ARITHMETIC.get(type(node.op))
        if act is None:
            if isinstance(node.op, ast.Div):
                return self._bad(
                    "「/」は端数が出るので使えません。切り捨ての「//」を使ってください。",
                    "“/” leaves fractions and is not allowed. Use “//”, which rounds down.",
                )
            return self._bad("この計算は使えません。", "This operation is not part of the expression language.")
        result = NUMBER
        if left_type.kind is Kind.DATE and isinstance(node.op, (ast.Add, ast.Sub)):
            if right_type.kind is Kind.DATE and isinstance(node.op, ast.Sub):
                result = NUMBER
            else:
                self._expect(right_type, (Kind.NUMBER,))
                result = DATE
        else:
            self._expect(left_type, (Kind.NUMBER,))
            self._expect(right_type, (Kind.NUMBER,))
        return (lambda env: act(left(env), right(env))), result

    def _compare(self, node: ast.Compare) -> tuple[Closure, Type]:
        steps: list[Closure] = []
        left, left_type = self.build(node.left)
        for sign, right_node in zip(node.ops, node.comparators, strict=True):
            if isinstance(sign, (ast.In, ast.NotIn)):
                steps.append(self._membership(left, left_type, right_node, isinstance(sign, ast.NotIn)))
                left, left_type = closures.nothing, _UNKNOWN
                continue
            right, right_type = self.build(right_node)
            steps.append(self._pair(sign, left, left_type, right, right_type))
            left, left_type = right, right_type
        if len(steps) == 1:
            return steps[0], BOOL
        chain = tuple(steps)
        return (lambda env: all(step(env) for step in chain)), BOOL

    def _pair(self, sign: ast.cmpop, left: Closure, left_type: Type, right: Closure, right_type: Type) -> Closure:
        unknown = left_type is _UNKNOWN or right_type is _UNKNOWN
        if not unknown and left_type.kind is not right_type.kind:
            hint = (
                " 日付の値は date('2026-04-01') と書きます。" if Kind.DATE in (left_type.kind, right_type.kind) else ""
            )
            hint_en = " Write a fixed date as date('2026-04-01')." if hint else ""
            self.fault(
                f"{left_type.kind.ja}と{right_type.kind.ja}は比べられません。{hint}".rstrip(),
                f"Cannot compare {left_type.kind.en} with {right_type.kind.en}.{hint_en}",
            )
        if isinstance(sign, (ast.Eq, ast.NotEq)):
            if not unknown:
                self._check_option(left_type, right_type)
                self._check_option(right_type, left_type)
            if isinstance(sign, ast.Eq):
                return lambda env: left(env) == right(env)
            return lambda env: left(env) != right(env)
        order = _ORDER.get(type(sign))
        if order is None:
            self.fault("この比べ方は使えません。", "This comparison is not part of the expression language.")
            return closures.nothing
        self._expect(left_type, _ORDERED)
        return closures.ordered(order, left, right)

    def _check_option(self, field: Type, literal: Type) -> None:
        """A fixed text compared with a choice must be one of its options: else the condition is never met."""
        if field.options is None or literal.options is None or len(literal.options) != 1:
            return
        value = literal.options[0]
        if len(field.options) > 1 and value not in field.options:
            ja, en = did_you_mean(value, field.options)
            self.fault(f"「{value}」という選択肢はありません。{ja}", f"There is no option “{value}”.{en}")

    def _membership(self, left: Closure, left_type: Type, right_node: ast.expr, negate: bool) -> Closure:
        if isinstance(right_node, (ast.Tuple, ast.List)):
            members = [self.build(member) for member in right_node.elts]
            for _, member_type in members:
                if member_type is _UNKNOWN or left_type is _UNKNOWN:
                    continue
                if member_type.kind is not left_type.kind:
                    self._expect(member_type, (left_type.kind,))
                self._check_option(left_type, member_type)
            inside = closures.one_of(left, tuple(run for run, _ in members))
        else:
            right, right_type = self.build(right_node)
            if self._expect(right_type, (Kind.SET, Kind.LIST)) and right_type is not _UNKNOWN:
                self._check_option(right_type, left_type)
            inside = closures.member_of(left, right)
        return (lambda env: not inside(env)) if negate else inside

    def _call(self, node: ast.Call) -> tuple[Closure, Type]:
        if not isinstance(node.func, ast.Name) or node.keywords:
            return self._bad("関数の呼び方が正しくありません。", "This is not how a function is called.")
        name = node.func.id
        if name == "date":
            return self._value(literals.day(node.args))
        function = FUNCTIONS.get(name)
        if function is None:
            ja, en = did_you_mean(name, [*FUNCTIONS, "date"])
            return self._bad(f"関数「{name}」はありません。{ja}", f"There is no function “{name}”.{en}")
        self._about_absence += function.wants_empty
        built = [self.build(argument) for argument in node.args]
        self._about_absence -= function.wants_empty
        takes = function.takes * len(built) if function.many and built else function.takes
        if len(built) != len(takes):
            return self._bad(f"{name} は {function.usage} のように書きます。", f"Write {name} like {function.usage}.")
        for (_, given), allowed in zip(built, takes, strict=True):
            self._expect(given, allowed)
        runs = tuple(run for run, _ in built) + ((closures.offices,) if function.of_offices else ())
        call = function.call
        result = Type(function.gives)
        if function.many:
            result = self._common([given for _, given in built])
        if name == "sum" and built[0][1].kind is Kind.LIST and built[0][1].item is not Kind.NUMBER:
            self.fault("sum は数の列にだけ使えます。", "sum takes a column of numbers.")
        if len(runs) == 1:
            only = runs[0]
            return (lambda env: call(only(env))), result
        return (lambda env: call(*[run(env) for run in runs])), result

    def _common(self, given: list[Type]) -> Type:
        """min and max give what they are given, and take one sort at a time."""
        kinds = {one.item if one.kind is Kind.LIST else one.kind for one in given if one is not _UNKNOWN}
        if len(kinds) > 1 or not kinds <= {Kind.NUMBER, Kind.DATE, None}:
            self.fault("min・max は数だけか日付だけで使います。", "min and max take numbers only, or dates only.")
        return DATE if kinds == {Kind.DATE} else NUMBER
