"""Who can be and who is in a confidential circle, by name, for the administrator's pages."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.cases.models import Circle


def officers_to_choose() -> Sequence[Officer]:
    """The officers of the open body who work at cases, by department and name. One query."""
    found = Officer.objects.select_related("account", "department").filter(department__isnull=False)
    return list(found.order_by("department__name", "account__name"))


def names_of(circle: Circle | None) -> list[str]:
    """Departments and officers of a circle; [] for one without members. Two queries."""
    members = list(circle.members.all()) if circle else []
    chosen = Department.objects.filter(pk__in=[one.department_id for one in members if one.department_id])
    named = Officer.objects.select_related("account").filter(
        pk__in=[one.officer_id for one in members if one.officer_id]
    )
    return [*(one.name for one in chosen), *(one.account.name for one in named)]
