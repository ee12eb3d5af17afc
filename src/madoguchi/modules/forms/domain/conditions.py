"""Conditions that decide nothing: a field that nobody will ever see, one that everybody sees anyway, a rule that never
speaks or never lets anybody through. Each is a mistake of its author, found before publishing.

Decided by trying every combination of the answers that a condition depends on, through all conditions in between. A
choice, yes/no or consent has few answers; a number or text that is only ever compared with fixed values has one answer
for each stretch between them. Whatever is reckoned with, counted, a day, or compared with another answer is followed in
spans instead (``assuming.py``): what is found so is true of all answers, and not everything is found; "today" is any
day.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from itertools import chain, combinations, product
from typing import Any

from madoguchi.modules.forms.domain.assuming import Assuming, TooInvolvedError, World
from madoguchi.modules.forms.domain.definition import Check, Field, Form
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.kinds import Kind
from madoguchi.modules.forms.domain.knowing import assuming_of
from madoguchi.modules.forms.domain.problems import Problem
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType
from madoguchi.modules.forms.domain.types.numbers import NumberType

_MOST_COMBINATIONS = 5000
_MOST_SUBSETS_OF = 6
# Some text that no author compares with.
_OTHER_TEXT = "\0"


class _Verdict(Enum):
    """What all combinations of answers together say about a condition."""

    OPEN = "open"
    NEVER = "never"
    ALWAYS = "always"


_WORDS = {
    _Verdict.NEVER: (
        "dead_condition", "この条件が成り立つことはありません（{}）。", "This condition can never be met ({}).",
    ),
    _Verdict.ALWAYS: (
        "idle_condition", "この条件はいつも成り立つので、書かなくても同じです（{}）。",
        "This condition is always met and decides nothing ({}).",
    ),
}  # fmt: skip


def idle(form: Form) -> list[Problem]:
    """A problem for each condition of a page, a field or a rule that no combination of answers ever changes."""
    return [*_of_pages_and_fields(form), *_of_checks(form)]


def judged(form: Form, condition: Expression, place: str) -> list[Problem]:
    """The problem of a condition that stands outside of the form (`place`) and that no answers to it ever change; else
    an empty list. What the form requires is answered."""
    return list(_problem(place, condition, _Trial(form).of(condition)))


def follows(
    form: Form,
    wanted: Expression,
    given: Iterable[Expression | None],
    *,
    page: str = "",
    one: Field | None = None,
    answered: Iterable[str] = (),
) -> bool:
    """Whether `wanted` is met by all answers that meet everything in `given`: true only where that is sure. `page`: the
    page on which it is judged; `one`: a field in whose row it stands; `answered`: fields that are not empty there."""
    trial = _Trial(form, page=page, rows=_rows_around(form, one) if one else (), answered=answered)
    return trial.of(wanted, given) is _Verdict.ALWAYS


def may_meet(form: Form, one: Field, other: Field) -> bool:
    """Whether two fields that stand beside each other can be asked of one person: false only where that is sure."""
    whens = {page.id: page.when for page in form.pages}
    around = [when for field in (one, other) for when in (whens[field.page_id], field.when) if when]
    if len(around) < 2:
        return True
    return _Trial(form, rows=_rows_around(form, one)).of(around[-1], around[:-1]) is not _Verdict.NEVER


def _of_pages_and_fields(form: Form) -> Iterable[Problem]:
    dead = set()
    for number, page in enumerate(form.pages):
        if page.when:
            verdict = _Trial(form, page=page.id).of(page.when)
            if verdict is _Verdict.NEVER:
                dead.add(page.id)
            yield from _problem(f"page[{number}].when", page.when, verdict)
    whens = {page.id: page.when for page in form.pages}
    for one in form.fields:
        if one.page_id in dead:
            continue
        around = [whens[one.page_id]]
        for key, condition in (("when", one.when), ("required", one.required_when)):
            given = around if key == "when" else [*around, one.when]
            if condition:
                yield from _problem(f"{one.path}.{key}", condition, _Trial(form, page=one.page_id).of(condition, given))
        yield from _of_limits(one, _Trial(form, page=one.page_id))
        if one.is_group:
            yield from _of_rows(form, (one,), [*around, one.when])


def _of_rows(form: Form, groups: tuple[Field, ...], around: Sequence[Expression | None]) -> Iterable[Problem]:
    """The fields of a row, and of the rows in it."""
    trial = _Trial(form, page=groups[0].page_id, rows=groups)
    for inner in groups[-1].fields:
        for key, condition in (("when", inner.when), ("required", inner.required_when)):
            given = around if key == "when" else [*around, inner.when]
            if condition:
                yield from _problem(f"{inner.path}.{key}", condition, trial.of(condition, given))
        yield from _of_limits(inner, trial)
        if inner.is_group:
            yield from _of_rows(form, (*groups, inner), [*around, inner.when])


def _of_limits(one: Field, trial: _Trial) -> Iterable[Problem]:
    """A lower bound above the upper one: nothing could be entered."""
    low, high = one.limits.get("min"), one.limits.get("max")
    if low and high and not trial.can_be(ast.Compare(low.tree, [ast.LtE()], [high.tree]), low, high):
        yield Problem(
            f"{one.path}.min", "dead_condition",
            f"min が max より大きいので、どの答えも受け付けられません（{low.source}、{high.source}）。",
            f"min is above max, so no answer could be given ({low.source}, {high.source}).",
        )  # fmt: skip


def _of_checks(form: Form) -> Iterable[Problem]:
    for number, check in enumerate(form.checks):
        place = f"check[{number}]"
        trial = _Trial(form, rows=_rows_around(form, check.field), answered=check.that.needs)
        if check.when:
            verdict = trial.of(check.when)
            yield from _problem(f"{place}.when", check.when, verdict)
            if verdict is not _Verdict.OPEN:
                continue
        yield from _speech(place, check, trial)


def _rows_around(form: Form, one: Field) -> tuple[Field, ...]:
    """The groups in whose rows a field stands, the outer one first."""
    names = one.path.split(".")
    return tuple(form.field(".".join(names[:number])) for number in range(1, len(names)))


def _speech(place: str, check: Check, trial: _Trial) -> Iterable[Problem]:
    """A rule that always holds says nothing; one that never does stops everybody, unless it has a `when`."""
    verdict = trial.of(check.that, [check.when])
    if verdict is _Verdict.ALWAYS:
        yield Problem(
            f"{place}.that", "idle_condition",
            f"この決まりはいつも守られるので、メッセージが出ることはありません（{check.that.source}）。",
            f"This rule is always kept: its message can never appear ({check.that.source}).",
        )  # fmt: skip
    elif verdict is _Verdict.NEVER and check.when is None:
        yield Problem(
            f"{place}.that", "dead_condition",
            f"この決まりを守れる答えがなく、だれも送信できません（{check.that.source}）。",
            f"No answers keep this rule, so nobody could send the form ({check.that.source}).",
        )  # fmt: skip


def _problem(path: str, condition: Expression, verdict: _Verdict) -> Iterable[Problem]:
    if verdict is not _Verdict.OPEN:
        code, ja, en = _WORDS[verdict]
        yield Problem(path, code, ja.format(condition.source), en.format(condition.source))


class _Trial:
    """Tries answers, from the place in the form where a condition stands.

    `page`: the condition is judged when this page is drawn, so what earlier pages require is answered ("" : when the
    whole form is judged); `rows`: inside a row of these groups; `answered`: these are not empty either.
    """

    def __init__(self, form: Form, *, page: str = "", rows: Sequence[Field] = (), answered: Iterable[str] = ()) -> None:
        self.order: tuple[Field, ...] = (*form.order, *chain.from_iterable(group.order for group in rows))
        self.whens = {one.id: one.when for one in form.pages}
        place = {one.id: number for number, one in enumerate(form.pages)}
        here = place[page] if page else len(place)
        self.there = frozenset(answered)
        self.answered = {
            *self.there,
            *(one.id for one in form.order if one.required and place[one.page_id] < here),
        }

    def of(self, condition: Expression, given: Iterable[Expression | None] = ()) -> _Verdict:
        """What becomes of `condition` wherever the conditions around it hold."""
        around = [one for one in given if one]
        found = self._tried(condition, around)
        return self._followed(condition, around) if found is None else found

    def can_be(self, tree: ast.expr, *sides: Expression) -> bool:
        """Whether a comparison of expressions that stand here can ever be true, or one side be empty."""
        follow = self._assuming()
        worlds = follow.all([(tree, True)], [World()])
        return bool(worlds) or any(follow.value(side.tree, World()).empty for side in sides)

    def _tried(self, condition: Expression, around: Sequence[Expression]) -> _Verdict | None:
        """The verdict of all answers; None where they are too many, or not compared with fixed values only."""
        involved = self._involved([condition, *around])
        if any(_names(one.tree, "today") for one in involved):
            return None  # another day may bring another answer
        needed = set(chain.from_iterable(one.names for one in involved))
        fields = [one for one in self.order if one.id in needed]
        domains = [_domain(one, involved) for one in fields]
        size = 1
        for domain in domains:
            if domain is None:
                return None
            size *= len(domain)
        if size > _MOST_COMBINATIONS:
            return None
        met = unmet = False
        for answers in product(*(domain for domain in domains if domain is not None)):
            env = self._env(fields, answers)
            if env is None or not all(one(env) for one in around):
                continue
            if condition(env):
                met = True
            else:
                unmet = True
            if met and unmet:
                return _Verdict.OPEN
        return _Verdict.NEVER if not met else _Verdict.ALWAYS

    def _followed(self, condition: Expression, around: Sequence[Expression]) -> _Verdict:
        """The verdict in spans: sound, and open where they tell nothing."""
        given = [(one.tree, True) for one in around]

        def can(truth: bool) -> bool:
            follow = self._assuming()
            try:
                worlds = follow.all([*given, (condition.tree, truth)], [World()])
                return any(self._stands(follow, world) for world in worlds)
            except TooInvolvedError:
                return True

        if not can(True):
            return _Verdict.NEVER
        return _Verdict.OPEN if can(False) else _Verdict.ALWAYS

    def _stands(self, follow: Assuming, world: World) -> bool:
        """Whether the fields that are answered in a world are also shown in it."""
        worlds = [world]
        for one in reversed(self.order):
            known = world.parts.get(one.id)
            for when in (one.when, self.whens.get(one.page_id)):
                if when and known is not None and not known.empty:
                    worlds = follow.all([(when.tree, True)], worlds)
        return bool(worlds)

    def _assuming(self) -> Assuming:
        hidden = {one.id for one in self.order if one.when or self.whens.get(one.page_id)}
        return assuming_of(self.order, self.there | (self.answered - hidden))

    def _involved(self, wanted: Sequence[Expression]) -> list[Expression]:
        """These conditions and all that decide whether the fields they look at are shown."""
        by_id = {one.id: one for one in self.order}
        involved = list(wanted)
        seen: set[str] = set()
        names = set(chain.from_iterable(one.names for one in wanted))
        while names:
            name = names.pop()
            seen.add(name)
            if name in by_id:
                behind = [one for one in (by_id[name].when, self.whens.get(by_id[name].page_id)) if one]
                involved += behind
                names |= set(chain.from_iterable(one.names for one in behind)) - seen
        return involved

    def _env(self, fields: Sequence[Field], answers: Sequence[Any]) -> Mapping[str, Any] | None:
        """The answers as conditions see them; None where one is missing that would have been asked for."""
        env: dict[str, Any] = {}
        for one, answer in zip(fields, answers, strict=True):
            shown = all(when(env) for when in (self.whens.get(one.page_id), one.when) if when)
            if shown and answer is None and one.id in self.answered:
                return None
            env[one.id] = answer if shown else None
        return env


def _names(tree: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _domain(one: Field, involved: Iterable[Expression]) -> tuple[Any, ...] | None:
    """Answers that stand for all the field can have, None (empty) among them; None when that cannot be said."""
    if isinstance(one.type, ChoiceType):
        return (None, *one.type.values)
    if isinstance(one.type, ChoicesType):
        values = one.type.values
        if len(values) > _MOST_SUBSETS_OF:
            return None
        return (None, *chain.from_iterable(combinations(values, size) for size in range(1, len(values) + 1)))
    if one.type.name == "yes_no":
        return (None, True, False)
    if one.type.name == "consent":
        return (None, True)
    kind = one.type.operand_type.kind
    marks = _landmarks(one.id, involved) if kind in (Kind.NUMBER, Kind.TEXT) else None
    if marks is None:
        return None
    if kind is Kind.TEXT:
        return (None, _OTHER_TEXT, *marks)
    return (None, *_numbers_around(one.type, marks)) if isinstance(one.type, NumberType) else None


def _numbers_around(kind: NumberType, marks: Iterable[Any]) -> list[Any]:
    """One number below, at and above every landmark, as far as the field allows them."""
    step = Decimal(1).scaleb(-kind.decimals)
    around = {mark + shift for mark in map(Decimal, marks) for shift in (-step, 0, step)} or {Decimal(0)}
    low, high = (_fixed(text) for text in (kind.min, kind.max))
    inside = {
        number.quantize(step)
        for number in around
        if (low is None or number >= low) and (high is None or number <= high)
    }
    ends = {end for end in (low, high) if end is not None}
    return [int(one) if one == int(one) else one for one in sorted(inside | ends)]


def _fixed(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _landmarks(name: str, involved: Iterable[Expression]) -> list[Any] | None:
    """The fixed values that a field is compared with; None when anything else is done with it."""
    marks: set[Any] = set()
    for expression in involved:
        if name not in expression.names:
            continue
        uses = sum(1 for node in ast.walk(expression.tree) if isinstance(node, ast.Name) and node.id == name)
        for node in ast.walk(expression.tree):
            if isinstance(node, ast.Call) and _is_empty_of(node, name):
                uses -= 1
            elif isinstance(node, ast.Compare) and len(node.ops) == 1:
                left, right = node.left, node.comparators[0]
                for side, other in ((left, right), (right, left)):
                    values = _literals(other)
                    if isinstance(side, ast.Name) and side.id == name and values is not None:
                        uses -= 1
                        marks.update(values)
        if uses:
            return None
    return sorted(marks)


def _is_empty_of(node: ast.Call, name: str) -> bool:
    return (
        isinstance(node.func, ast.Name)
        and node.func.id == "is_empty"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == name
    )


def _literals(node: ast.expr) -> list[Any] | None:
    """The fixed values of a literal or of a list of literals; floats by the digits that were written."""
    if isinstance(node, (ast.Tuple, ast.List)):
        inner = [_literals(one) for one in node.elts]
        return None if any(one is None for one in inner) else list(chain.from_iterable(one or [] for one in inner))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inside = _literals(node.operand)
        return None if inside is None or not all(isinstance(one, Decimal) for one in inside) else [-inside[0]]
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        if isinstance(node.value, str):
            return [node.value]
        if isinstance(node.value, (int, float)):
            return [Decimal(str(node.value))]
    return None
