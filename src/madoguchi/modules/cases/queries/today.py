"""今日すること: the officer's first page. Each number is a view of the inbox, and opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone, translation

from madoguchi.kernel.people import api as people
from madoguchi.modules.cases import rules
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.standard_flows import DECIDED
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.inbox import Row, counts, rows_of


@dataclass(frozen=True, slots=True)
class Today:
    """Numbers by view, and the cases that are most pressing: due soonest, at most eight."""

    counts: dict[str, int]
    pressing: tuple[Row, ...]
    may_decide: bool


def today_of(officer: people.Officer, today: date | None = None) -> Today:
    """What waits for this officer's department today. Two queries."""
    today = today or timezone.localdate()
    pressing: list[Case] = []
    if officer.department_id is not None:
        pressing = list(
            Case.objects.filter(department_id=officer.department_id, due_on__isnull=False)
            .exclude(phase=Phase.DONE)
            .exclude(state=DECIDED)
            .select_related("assignee__account")
            .order_by("due_on", "filed_at")[:8]
        )
    return Today(
        counts(officer, today),
        rows_of(pressing, translation.get_language() or "ja", today),
        people.can(officer, rules.DECIDE.name),
    )
