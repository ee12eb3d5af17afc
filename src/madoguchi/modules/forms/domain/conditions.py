"""Conditions that can never be met: a field that nobody will ever see is a mistake of its author.

Decided by trying every combination of the answers that a condition depends on, through all conditions in
between, where these are choices, yes/no or consents and the combinations few. Conditions on texts, numbers and
dates are not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any

from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.problems import Problem
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType

_MOST_COMBINATIONS = 5000
_MOST_SUBSETS_OF = 6


def impossible(form: Form) -> list[Problem]:
    """A problem for each page and field that no combination of answers shows."""
    problems = []
    whens = {page.id: page.when for page in form.pages}
    dead_pages = set()
    for number, page in enumerate(form.pages):
        if page.when and _never(page.when, form.order, whens):
            dead_pages.add(page.id)
            problems.append(_problem(f"page[{number}].when", page.when))
    for one in form.fields:
        if one.page_id in dead_pages:
            continue
        if one.when and _never(one.when, form.order, whens, whens[one.page_id]):
            problems.append(_problem(f"{one.path}.when", one.when))
        for inner in one.fields:
            if inner.when and _never(inner.when, (*form.order, *one.order), whens, whens[one.page_id], one.when):
                problems.append(_problem(f"{inner.path}.when", inner.when))
    return problems


def _problem(path: str, condition: Expression) -> Problem:
    return Problem(
        path, "dead_condition", f"この条件が成り立つことはありません（{condition.source}）。",
        f"This condition can never be met ({condition.source}).",
    )  # fmt: skip


def _never(
    condition: Expression,
    order: Sequence[Field],
    whens: Mapping[str, Expression | None],
    *also: Expression | None,
) -> bool:
    """Whether ``condition`` together with ``also`` holds for no answers at all. False when that cannot
    be told.
    """
    wanted = [condition, *(one for one in also if one)]
    by_id = {one.id: one for one in order}
    involved = list(wanted)
    needed: set[str] = set()
    open_names = set(chain.from_iterable(one.names for one in wanted))
    while open_names:
        name = open_names.pop()
        needed.add(name)
        if name in by_id:
            behind = [one for one in (by_id[name].when, whens.get(by_id[name].page_id)) if one]
            involved += behind
            open_names |= set(chain.from_iterable(one.names for one in behind)) - needed
    # What depends on the day may become true on another day.
    if any("today" in one.source for one in involved):
        return False
    fields = [one for one in order if one.id in needed]
    domains = [_domain(one) for one in fields]
    size = 1
    for domain in domains:
        if domain is None:
            return False
        size *= len(domain)
    if size > _MOST_COMBINATIONS:
        return False
    finite = [domain for domain in domains if domain is not None]
    return not any(_holds(wanted, fields, answers, whens) for answers in product(*finite))


def _holds(
    wanted: Iterable[Expression],
    fields: Sequence[Field],
    answers: Sequence[Any],
    whens: Mapping[str, Expression | None],
) -> bool:
    env: dict[str, Any] = {}
    for one, answer in zip(fields, answers, strict=True):
        shown = all(condition(env) for condition in (whens.get(one.page_id), one.when) if condition)
        env[one.id] = answer if shown else None
    return all(condition(env) for condition in wanted)


def _domain(one: Field) -> tuple[Any, ...] | None:
    """Every answer the field can have in an expression, None (empty) among them; None when they are too
    many.
    """
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
    return None
