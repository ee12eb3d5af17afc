"""What must be so if a condition holds, or if it does not: followed through its parts, in spans and not in answers.

``conditions.py`` asks whether anything is left. A *world* says of the parts of expressions what they can be; ``assume``
gives the worlds in which a condition is true (or false), and none means that it never is. Each step gives away too much
rather than too little, so a verdict holds for every answer; what is too involved is left open.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from madoguchi.modules.forms.domain import functions, spans
from madoguchi.modules.forms.domain.spans import ANYTHING, TRUTH, Values

# More ways than these for a condition to hold are looked at as one, and after so many steps it is left open: one of 200
# parts could else take minutes.
_MOST_WORLDS: Final = 16
_MOST_STEPS: Final = 600
# What follows from a fact is followed so far: two spans may else narrow each other day by day.
_MOST_CONSEQUENCES: Final = 12
_SIGNS: Final[Mapping[type[ast.cmpop], frozenset[str]]] = {
    ast.Lt: frozenset("<"), ast.LtE: frozenset("<="), ast.Gt: frozenset(">"), ast.GtE: frozenset(">="),
    ast.Eq: frozenset("="), ast.NotEq: frozenset("<>"),
}  # fmt: skip
_MIRRORED: Final = {"<": ">", ">": "<", "=": "="}
_ALL: Final = frozenset("<=>")
# Functions that give something only if they are given something.
_NEED: Final = frozenset(
    {"age", "days_between", "months_covered", "fiscal_year", "add_months", "school_year_end", "open_day"}
)
# What a name can be before anything is assumed, and how many a group, a choice or a file field can count (low, high).
Known = Mapping[str, Values]
Counts = Mapping[str, tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class World:
    """``parts``: of parts of expressions (as text), what they can be here; ``order``: of pairs of parts that are both
    answered, how they can stand to each other (of "<", "=", ">")."""

    parts: Mapping[str, Values] = field(default_factory=dict)
    order: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)


class TooInvolvedError(Exception):
    """It would take too long to tell."""


class Assuming:
    """``lengths``: of a text field, the least and the most letters of an answer."""

    def __init__(self, known: Known, counts: Counts, lengths: Counts) -> None:
        self.known, self.counts, self.lengths = known, counts, lengths
        self._keys: dict[ast.expr, str] = {}
        self._counts: dict[str, ast.expr] = {}
        self._steps = 0
        self._apart: dict[tuple[str, str], ast.expr] = {}

    def _key(self, node: ast.expr) -> str:
        """How a part is called in a world: the same text is the same part."""
        if node not in self._keys:
            self._keys[node] = ast.unparse(node)
        return self._keys[node]

    def assume(self, node: ast.expr, truth: bool, world: World) -> list[World]:
        """The worlds within ``world`` in which ``node`` is true (or false)."""
        found = self._assume(node, truth, world)
        return found if len(found) <= _MOST_WORLDS else [world]

    def all(self, nodes: Iterable[tuple[ast.expr, bool]], worlds: Sequence[World]) -> list[World]:
        """Those in which all of these are as said. Gone through twice: what is learnt late counts for the first."""
        listed = list(nodes)
        found = list(worlds)
        for _round in range(2 if len(listed) > 1 else 1):
            for node, truth in listed:
                found = [after for before in found for after in self.assume(node, truth, before)]
                if len(found) > _MOST_WORLDS:
                    return list(worlds)
        return found

    def _assume(self, node: ast.expr, truth: bool, world: World) -> list[World]:
        match node:
            case ast.UnaryOp(op=ast.Not()):
                return self.assume(node.operand, not truth, world)
            case ast.BoolOp():
                every = isinstance(node.op, ast.And) is truth
                if every:
                    return self.all([(one, truth) for one in node.values], [world])
                return [after for one in node.values for after in self.assume(one, truth, world)]
            case ast.Compare():
                return self._chain(node, truth, world)
            case ast.Constant(value=bool()):
                return [world] if node.value is truth else []
            case ast.Name(id="true" | "false"):
                return [world] if (node.id == "true") is truth else []
            case ast.Name() | ast.Attribute():
                return self._yes_no(node, truth, world)
            case ast.Call(func=ast.Name(id="is_empty"), args=[asked]):
                return self._absence(node, asked, truth, world)
            case _:
                return self._bare(node, truth, world)

    def _yes_no(self, node: ast.expr, truth: bool, world: World) -> list[World]:
        """A field of yes and no: unanswered counts as no."""
        can = self.value(node, world)
        if truth:
            return self._with(world, (node, can.among([True])))
        return [*self._with(world, (node, can.unanswered())), *self._with(world, (node, can.among([False])))]

    def _bare(self, node: ast.expr, truth: bool, world: World) -> list[World]:
        """Something of which only this is known: it cannot be both."""
        return self._with(world, (node, world.parts.get(self._key(node), TRUTH).among([truth])))

    def _absence(self, node: ast.expr, asked: ast.expr, truth: bool, world: World) -> list[World]:
        if not isinstance(asked, ast.Name):
            return self._bare(node, truth, world)
        if asked.id in self.counts:
            call = self._counts.setdefault(asked.id, ast.Call(ast.Name("count"), [ast.Name(asked.id)], []))
            can = self.value(call, world)
            return self._with(world, (call, can.among([Fraction(0)]) if truth else can.at_least(Fraction(1))))
        if asked.id not in self.known:
            return self._bare(node, truth, world)
        can = self.value(asked, world)
        return self._with(world, (asked, can.unanswered() if truth else can.answered()))

    def _chain(self, node: ast.Compare, truth: bool, world: World) -> list[World]:
        """``a < b <= c``: all of the links, or one that does not hold."""
        sides = [node.left, *node.comparators]
        links = list(zip(node.ops, sides, sides[1:], strict=False))
        if not truth:
            return [after for link in links for after in self._link(*link, False, world)]
        found = [world]
        for _round in range(2 if len(links) > 1 else 1):
            for link in links:
                found = [after for before in found for after in self._link(*link, True, before)]
        return found

    def _link(self, sign: ast.cmpop, left: ast.expr, right: ast.expr, truth: bool, world: World) -> list[World]:
        if isinstance(sign, (ast.In, ast.NotIn)):
            inside = isinstance(sign, ast.In) is truth
            if isinstance(right, (ast.Tuple, ast.List)):
                return self._among(left, right.elts, inside, world)
            return self._bare(ast.Compare(left, [ast.In()], [right]), inside, world)
        signs = _SIGNS.get(type(sign))
        if signs is None:
            return [world]
        equality = isinstance(sign, (ast.Eq, ast.NotEq))
        if isinstance(sign, ast.NotEq):
            signs, truth = frozenset("="), not truth
        here, there = self.value(left, world), self.value(right, world)
        if here.odd or there.odd:
            return [world]  # what is known in part is there, and stands to nothing in any order
        found = self._stand(left, right, signs if truth else _ALL - signs, world)
        if equality and truth:
            return [*found, *(self._with(world, (left, here.unanswered()), (right, there.unanswered())))]
        if equality:  # one is answered, and the other is not
            one = self._with(world, (left, here.unanswered()), (right, there.answered()))
            return [*found, *one, *self._with(world, (left, here.answered()), (right, there.unanswered()))]
        if not truth:
            found += self._with(world, (left, here.unanswered()))
            found += self._with(world, (right, there.unanswered()))
        return found

    def _among(self, left: ast.expr, members: Sequence[ast.expr], inside: bool, world: World) -> list[World]:
        """``left in (a, b)``; an empty value is in no list."""
        can = self.value(left, world)
        if can.odd:
            return [world]
        fixed = [self.value(one, world).single for one in members]
        if inside:
            if all(one is not None for one in fixed) and all(isinstance(one, str) for one in fixed):
                return self._with(world, (left, can.among(fixed)))
            answered = self._with(world, (left, can.answered()))
            return [
                after for one in members for here in answered for after in self._link(ast.Eq(), left, one, True, here)
            ]
        unanswered = self._with(world, (left, can.unanswered()))
        found = self._with(world, (left, can.answered()))
        for one in members:
            found = [after for here in found for after in self._link(ast.Eq(), left, one, False, here)]
        return [*unanswered, *found]

    def _stand(self, left: ast.expr, right: ast.expr, signs: frozenset[str], world: World) -> list[World]:
        """Both are answered, and stand to each other in one of these ways."""
        one, other = self._key(left), self._key(right)
        turned = one > other
        pair = (other, one) if turned else (one, other)
        told = frozenset(_MIRRORED[sign] for sign in signs) if turned else signs
        if one == other:
            told &= frozenset("=")
        told &= world.order.get(pair, _ALL)
        if not told:
            return []
        signs = frozenset(_MIRRORED[sign] for sign in told) if turned else told
        here, there = self.value(left, world).answered(), self.value(right, world).answered()
        strict = "=" not in signs
        if ">" not in signs:
            here, there = here.at_most(there.high, strict=strict), there.at_least(here.low, strict=strict)
        if "<" not in signs:
            here, there = here.at_least(there.low, strict=strict), there.at_most(here.high, strict=strict)
        if signs == frozenset("="):
            fixed = (here.only, there.only)
            here = here if fixed[1] is None else here.among(fixed[1])
            there = there if fixed[0] is None else there.among(fixed[0])
        if "=" not in signs:
            here = here if there.single is None else here.other_than(there.single)
            there = there if here.single is None else there.other_than(here.single)
        facts = [(left, here), (right, there)]
        if ("<" in signs) != (">" in signs):  # and so is their difference above or below 0
            for first, second, below in ((left, right, "<" in signs), (right, left, ">" in signs)):
                names = (self._key(first), self._key(second))
                apart = self._apart.setdefault(names, ast.BinOp(first, ast.Sub(), second))
                can, nothing = self.value(apart, world), Fraction(0)
                bound = can.at_most if below else can.at_least
                facts.append((apart, bound(nothing, strict=strict)))
        return self._with(replace(world, order={**world.order, pair: told}), *facts)

    def _with(self, world: World, *facts: tuple[ast.expr, Values]) -> list[World]:
        """The world with these facts and what follows from them; [] where it cannot be."""
        parts, followed = dict(world.parts), 0
        todo = list(facts)
        while todo:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise TooInvolvedError
            node, can = todo.pop()
            can = self._value(node, parts).meet(can)
            if can.impossible:
                return []
            if _is_fixed(node):
                continue
            key = self._key(node)
            if parts.get(key) == can:
                continue
            parts[key] = can
            if not can.empty and followed < _MOST_CONSEQUENCES:
                followed += 1
                todo += self._behind(node, can, parts)
        return [replace(world, parts=parts)]

    def _behind(self, node: ast.expr, can: Values, parts: Mapping[str, Values]) -> Iterable[tuple[ast.expr, Values]]:
        """What the parts of something answered must be."""
        match node:
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                left, right = self._value(node.left, parts), self._value(node.right, parts)
                if isinstance(node.op, ast.Add):
                    of_left, of_right = spans.minus(can, right), spans.minus(can, left)
                else:
                    of_left, of_right = spans.plus(can, right), spans.minus(left, can)
                yield node.left, _bounds(left, of_left)
                yield node.right, _bounds(right, of_right)
            case ast.BinOp():
                yield node.left, self._value(node.left, parts).answered()
                yield node.right, self._value(node.right, parts).answered()
            case ast.Call(func=ast.Name(id="length"), args=[asked]) if can.low is not None and can.low >= 1:
                yield asked, self._value(asked, parts).answered()
            case ast.Call(func=ast.Name(id=name)) if name in _NEED:
                for one in node.args:
                    yield one, self._value(one, parts).answered()

    def value(self, node: ast.expr, world: World) -> Values:
        """What a part of an expression can be in a world."""
        return self._value(node, world.parts)

    def _value(self, node: ast.expr, parts: Mapping[str, Values]) -> Values:
        found = self._reckoned(node, parts)
        known = parts.get(self._key(node)) if not _is_fixed(node) else None
        return found if known is None else found.meet(known)

    def _reckoned(self, node: ast.expr, parts: Mapping[str, Values]) -> Values:
        match node:
            case ast.Constant(value=bool() | str()):
                return spans.exactly(node.value)
            case ast.Constant(value=int() | float()):
                return spans.exactly(Fraction(str(node.value)))
            case ast.Name(id="true" | "false"):
                return spans.exactly(node.id == "true")
            case ast.Name(id="today"):
                return Values(empty=False)
            case ast.Name():
                return self.known.get(node.id, ANYTHING)
            case ast.UnaryOp(op=ast.USub()):
                return spans.times(spans.exactly(Fraction(-1)), self._value(node.operand, parts))
            case ast.BinOp():
                act = _ACTS.get(type(node.op))
                return act(self._value(node.left, parts), self._value(node.right, parts)) if act else ANYTHING
            case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return TRUTH
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, node.args, parts)
            case _:
                return ANYTHING

    def _call(self, name: str, args: Sequence[ast.expr], parts: Mapping[str, Values]) -> Values:
        one = Fraction(1)
        if name == "date" and isinstance(args[0], ast.Constant):
            return spans.exactly(date.fromisoformat(str(args[0].value)))
        if name == "count":
            low, high = self._counted(args[0])
            return Values(empty=False, low=Fraction(low), high=None if high is None else Fraction(high), step=one)
        if name == "length":
            asked = args[0]
            least, most = self.lengths.get(asked.id, (0, None)) if isinstance(asked, ast.Name) else (0, None)
            of = self._value(asked, parts)
            longest = (None if most is None else Fraction(most)) if of.some else Fraction(0)
            return Values(empty=False, low=Fraction(0 if of.empty else least), high=longest, step=one)
        if name in ("same_kana", "is_empty", "insurer_number_ok"):
            return TRUTH
        if name == "days_covered":
            return Values(empty=False, low=Fraction(0), step=one)
        if name == "months_covered":
            return Values(low=Fraction(0), step=one)
        if name in ("min", "max") and len(args) > 1:
            return spans.hull(*(self._value(arg, parts) for arg in args))
        if name in ("age", "days_between"):
            first, last = (self._value(arg, parts) for arg in args)
            act = functions.age if name == "age" else functions.days_between
            return Values(low=_number(act(first.high, last.low)), high=_number(act(first.low, last.high)), step=one)
        of = self._value(args[0], parts)
        if name == "fiscal_year":
            first_year, last_year = (_number(functions.fiscal_year(day)) for day in (of.low, of.high))
            return Values(low=first_year, high=last_year, step=one)
        if name == "open_day":
            return Values(low=of.low)  # when it is, each body decides
        return ANYTHING

    def _counted(self, node: ast.AST) -> tuple[int, int | None]:
        """How many there can be: of a field, of a column of a group, of the rows that are picked from it."""
        match node:
            case ast.Name():
                return self.counts.get(node.id, (0, None))
            case ast.Attribute(value=ast.Name(id=name)):
                return self.counts.get(name, (0, None))
            case ast.GeneratorExp():
                loop = node.generators[0]
                low, high = self._counted(loop.iter)
                return (0 if loop.ifs else low), high
            case _:
                return 0, None


_ACTS: Final[Mapping[type[ast.operator], Callable[[Values, Values], Values]]] = {
    ast.Add: spans.plus, ast.Sub: spans.minus, ast.Mult: spans.times, ast.FloorDiv: spans.over, ast.Mod: spans.rest,
}  # fmt: skip


def _bounds(own: Values, found: Values) -> Values:
    """Answered, within the bounds that were found."""
    return own.answered().at_least(found.low).at_most(found.high)


def _number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _is_fixed(node: ast.expr) -> bool:
    """Whether it is the same in every world."""
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "date"
    )
