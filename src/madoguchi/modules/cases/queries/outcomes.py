"""Which outcomes a case can have, by what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.cases.domain.conditions import split
from madoguchi.modules.cases.domain.flow import Flow, Outcome
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case
from madoguchi.modules.forms import api as forms


def preset_conditions(case: Case, outcome: Outcome) -> str:
    """The numbered conditions that the pack gives the document of this outcome, in Japanese as the document is; "" =
    none. Needs the body's scope; no query."""
    if not outcome.document:
        return ""
    return split(kind_of(case.kind).outcome_text(case.subject_key, outcome.id, "ja"))[1]


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a decision grants by these answers: the yen to begin with, and the most (None: no limit but the desk's)."""

    proposed: int | None
    most: int | None


def amounts(case: Case, flow: Flow, outcome: Outcome, answers: Mapping[str, Any] | None = None) -> Amounts:
    """The amounts of an outcome that has one. One query without `answers`."""
    if answers is None:
        answers = case.submissions.latest("seq").answers
    form: forms.Form = kind_of(case.kind).form_for(case.subject_key)
    env = forms.operands(form, answers)

    def yen(source: str) -> int | None:
        value = forms.answer_expression(form, source, forms.Kind.NUMBER)(env) if source else None
        return None if value is None else int(value)

    return Amounts(yen(outcome.amount), yen(outcome.amount_most))


def possible(flow: Flow, form: forms.Form, answers: Mapping[str, Any]) -> tuple[Outcome, ...]:
    """The outcomes whose condition these answers meet, in the flow's order. No query."""
    outcomes = tuple(flow.outcomes.values())
    if not any(outcome.when for outcome in outcomes):
        return outcomes
    env = forms.operands(form, answers)
    return tuple(
        outcome
        for outcome in outcomes
        if not outcome.when or forms.answer_expression(form, outcome.when, forms.Kind.BOOL)(env)
    )
