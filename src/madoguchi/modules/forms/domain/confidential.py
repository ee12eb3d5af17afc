"""秘匿: answers that only a declared circle of officers may read (支援措置, a sensitive questionnaire).

A label is declared in the form, ``[confidential.shien]``, and stands at a page or at fields. Nothing outside of the
label may look at them: what a condition shows or hides would tell the answer. They part from the other answers before
anything is filed, so that whoever reads answers without asking for these finds none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.functions import is_empty

if TYPE_CHECKING:
    from madoguchi.modules.forms.domain.definition import Field, Form


@dataclass(frozen=True, eq=False)
class Circle:
    """One label. ``route``: with which answers the case goes to the circle's own department; ``hides_case``: with which
    it is nobody's to see but the circle's."""

    id: str
    label: Text
    route: Expression | None = None
    hides_case: Expression | None = None


@dataclass(frozen=True)
class Parted:
    """Answers in two: ``open`` for the desk, ``sealed`` by label ({label: {field id: answer}}); ``routed`` and
    ``hidden`` name the label that takes the case over, or ""."""

    open: dict[str, Any]
    sealed: dict[str, dict[str, Any]]
    routed: str = ""
    hidden: str = ""


def may_be_hidden(form: Form, env: Mapping[str, Any], visible: Collection[str]) -> bool:
    """Whether a confidential answer takes these answers out of sight or to another office, or may yet: something that
    such a rule looks at is asked and not answered, or an answer that is still to come may bring it to light. ``env``,
    ``visible``: of ``Outcome``."""
    rules = [rule for one in form.circles.values() for rule in (one.route, one.hides_case) if rule is not None]
    if any(rule.run(env) for rule in rules):
        return True
    fields = {one.id: one for one in form.fields}
    waiting, seen = {name for rule in rules for name in rule.names}, set[str]()
    while waiting := waiting & fields.keys() - seen:
        seen |= waiting
        if any(name in visible and _has_gap(fields[name], env) for name in waiting):
            return True
        waiting = {more for name in waiting for more in _settles(form, fields[name], name in visible)}
    return False


def _has_gap(one: Field, env: Mapping[str, Any]) -> bool:
    """Whether a field that is asked has no answer, or any row of it one that lacks an answer."""
    value: Any = env.get(one.id)
    if is_empty(value):
        return True
    rows: Sequence[Mapping[str, Any]] = value if one.is_group else ()
    asked = [(inner, {**env, **row}) for row in rows for inner in one.fields]
    return any(
        _has_gap(inner, row)
        for inner, row in asked
        if inner.type.has_answer and (inner.when is None or inner.when.run(row))
    )


def _settles(form: Form, one: Field, shown: bool) -> Iterator[str]:
    """The names that decide whether a field is asked; of one that is, whether its rows ask more; and what it is worked
    out from."""
    party = form.parties.get(one.id)
    if party is not None and party.each:
        yield party.each
    rules = [inner.when for inner in _inside(one)]
    if not shown:
        rules += [form.page(one.page_id).when, one.when]
    if one.type.derived:
        rules += one.limits.values()
    for rule in rules:
        yield from rule.names if rule is not None else ()


def _inside(one: Field) -> Iterator[Field]:
    for inner in one.fields:
        yield inner
        yield from _inside(inner)


def parted(form: Form, answers: Mapping[str, Any], env: Mapping[str, Any]) -> Parted:
    """The answers of a filing, parted. ``env``: ``Outcome.env`` of the same answers."""
    sealed: dict[str, dict[str, Any]] = {}
    opened = dict(answers)
    for one in form.fields:
        if one.confidential and one.id in opened:
            sealed.setdefault(one.confidential, {})[one.id] = opened.pop(one.id)
    routed = next((name for name, one in form.circles.items() if one.route is not None and one.route.run(env)), "")
    hidden = next(
        (name for name, one in form.circles.items() if one.hides_case is not None and one.hides_case.run(env)), ""
    )
    return Parted(opened, sealed, routed, hidden)
