"""秘匿: answers that only a declared circle of officers may read (支援措置, a sensitive questionnaire).

A label is declared in the form, ``[confidential.shien]``, and stands at a page or at fields. Nothing outside of the
label may look at them: what a condition shows or hides would tell the answer. They part from the other answers before
anything is filed, so that whoever reads answers without asking for these finds none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.expressions import Expression

if TYPE_CHECKING:
    from madoguchi.modules.forms.domain.definition import Form


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
    such a rule looks at is asked and not answered. ``env``, ``visible``: of ``Outcome``."""
    rules = [rule for one in form.circles.values() for rule in (one.route, one.hides_case) if rule is not None]
    return any(rule.run(env) or any(name in visible and env.get(name) is None for name in rule.names) for rule in rules)


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
