"""What lies with a department, so that none is closed over the heads of those who wait for it."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case


def open_cases(department: Department) -> int:
    """How many cases that are not done lie with this department of the open scope."""
    return Case.objects.filter(department=department).exclude(phase=Phase.DONE).count()
