"""What lies with departments, so that none is closed over the heads of those who wait for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Count
from django.utils import timezone

from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.rules import procedure_of


def open_cases(after: date) -> Mapping[int, int]:
    """How many cases that are not done lie with each department of the open scope; by a day to come they may be."""
    if after > timezone.localdate():
        return {}
    return dict(Case.objects.exclude(phase=Phase.DONE).values_list("department").annotate(Count("pk")))


def open_cases_by_procedure(after: date) -> Mapping[int, Mapping[str, int]]:
    """The same by procedure, {department: {"inu": 2}}."""
    if after > timezone.localdate():
        return {}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Case.objects.exclude(phase=Phase.DONE).order_by().values_list("department", "subject_key")
    for department, subject_key, number in rows.annotate(Count("pk")):
        found[department][procedure_of(subject_key)] += number
    return found
