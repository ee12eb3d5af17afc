"""今日すること: the officer's first page. Each number is a view of the inbox, and opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone, translation

from madoguchi.kernel.people import api as people
from madoguchi.modules.cases import rules
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.standard_flows import DECIDED
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.inbox import Row, counts, rows_of
from madoguchi.modules.cases.queries.sight import seen_by


@dataclass(frozen=True, slots=True)
class Today:
    """Numbers by view, and the cases that are most pressing: due soonest, at most eight."""

    counts: dict[str, int]
    pressing: tuple[Row, ...]
    may_decide: bool


def today_of(officer: people.Officer, today: date | None = None) -> Today:
    """What waits for this officer's department today. Two queries."""
    today = today or timezone.localdate()
    pressing = list(_pressing(officer)[:8])
    return Today(
        counts(officer, today),
        rows_of(pressing, translation.get_language() or "ja", today),
        people.can(officer, rules.DECIDE.name),
    )


def next_of(officer: people.Officer, done: Case, today: date | None = None) -> Row | None:
    """The first case of today's list but the one just done, None when there is no other. One query."""
    first = _pressing(officer).exclude(pk=done.pk).first()
    rows = rows_of([first] if first else [], translation.get_language() or "ja", today or timezone.localdate())
    return rows[0] if rows else None


def _pressing(officer: people.Officer) -> QuerySet[Case]:
    """The cases of the officer's department that the office has to move on, due soonest first."""
    return (
        seen_by(officer)
        .filter(due_on__isnull=False)
        .exclude(phase=Phase.DONE)
        .exclude(state=DECIDED)
        .select_related("assignee__account")
        .order_by("due_on", "filed_at", "pk")
    )
