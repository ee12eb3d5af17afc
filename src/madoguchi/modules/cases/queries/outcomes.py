"""Which outcomes a case can have, by what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.modules.cases.domain.flow import Flow, Outcome
from madoguchi.modules.forms import api as forms


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
