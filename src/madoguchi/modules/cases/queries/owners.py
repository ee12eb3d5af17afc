"""What still depends on something that another room is about to take away: files of corrections, departments."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import Department
from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case, Correction


def open_corrections(ids: list[str]) -> set[str]:
    """Of these ids of corrections, the ones still open; for the files room's sweep (every body's rows are
    open)."""
    numbers = [number for one in ids if (number := read_digits(one)) is not None]
    found = Correction.objects.filter(pk__in=numbers, answered_at=None, closed_at=None)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def open_cases(department: Department) -> int:
    """How many cases that are not done lie with this department of the open scope."""
    return Case.objects.filter(department=department).exclude(phase=Phase.DONE).count()
