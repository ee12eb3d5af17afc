"""The door to cases and confidential answers for officers: who sees which case, and who belongs to a circle.

Everything on the desk that looks for cases begins with `seen_by`; what a circle hides is not in it. Answers under a
label are opened by `services.sealed` alone, which asks `in_circle`. Where a circle has nobody, it is who may decide: a
permission, never the name of a role, because a role of the body only counts as what it may. In doubt nothing is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from madoguchi.kernel.people.api import Officer, can, officers_of, reaches
from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.cases.models import Case, Circle, CircleMember, SealedAnswers
from madoguchi.modules.cases.rules import DECIDE, in_charge, procedure_of


def seen_by(officer: Officer) -> QuerySet[Case]:
    """The cases of the officer's department and group of procedures, without those that are hidden from who is not in
    their circle. Unasked: no query."""
    if officer.department_id is None:
        return Case.objects.none()
    members = CircleMember.objects.filter(circle__key=OuterRef("hidden_by"))
    mine = Q(hidden_by="") | Q(Exists(members.filter(_of(officer))))
    seen = mine | Q(~Exists(members)) if can(officer, DECIDE) else mine
    return Case.objects.filter(seen, _within(officer), department_id=officer.department_id)


def hidden_from(officer: Officer, numbers: Collection[str]) -> set[str]:
    """Those of the receipt numbers whose cases a circle hides from this officer. One query."""
    hidden = Case.objects.exclude(hidden_by="").exclude(pk__in=seen_by(officer).values("pk"))
    return set(numbers).intersection(hidden.values_list("receipt_number", flat=True))


def in_circle(officer: Officer, case: Case, key: str) -> bool:
    """Whether this officer reads what stands under the label in this case: the case is the officer's
    to see (`in_charge`), and the circle has the officer. Two queries at most."""
    if not in_charge(officer, case):
        return False
    return _belongs(officer, key)


def colleagues_of(
    case: Case, permission: str, department: Department | None = None, today: date | None = None
) -> tuple[Officer, ...]:
    """The officers of the case's department, or of `department` if the case went there, who have the permission and
    would see the case: one that a circle hides is in nobody else's hands. Two queries more an officer for a hidden one.
    """
    able = (
        one
        for one in officers_of(department or case.department, today)
        if can(one, permission) and reaches(one, procedure_of(case.subject_key))
    )
    return tuple(one for one in able if not case.hidden_by or _belongs(one, case.hidden_by))


def _belongs(officer: Officer, key: str) -> bool:
    members = CircleMember.objects.filter(circle__key=key)
    if members.filter(_of(officer)).exists():
        return True
    return can(officer, DECIDE) and not members.exists()


def sealed_for(officer: Officer, case: Case) -> list[str]:
    """The labels of the case's confidential answers that this officer may open; [] for everybody else."""
    found = SealedAnswers.objects.filter(case=case).order_by("circle").values_list("circle", flat=True)
    return [key for key in found if in_circle(officer, case, key)]


def nothing_confidential(number: str) -> bool:
    """Whether the case of this receipt number has no confidential answers and no circle hides it; False where there is
    no such case. One query."""
    return Case.objects.filter(receipt_number=number, hidden_by="", sealed=None).exists()


def department_of(key: str) -> Department | None:
    """Where cases under this label go, as the body has declared; None where it has not."""
    circle = Circle.objects.select_related("route_to").filter(key=key).first()
    return circle.route_to if circle else None


def declared(keys: Collection[str]) -> dict[str, Circle]:
    """The circles of the open body by label, with their members."""
    found = Circle.objects.filter(key__in=list(keys)).select_related("route_to").prefetch_related("members")
    return {one.key: one for one in found}


def _within(officer: Officer) -> Q:
    """The procedures that the post is limited to."""
    if officer.subjects is None:
        return Q()
    reached = [Q(subject_key=subject) | Q(subject_key__startswith=f"{subject}@") for subject in officer.subjects]
    return reduce(or_, reached, Q(pk__in=()))


def _of(officer: Officer) -> Q:
    return Q(officer=officer.pk) | Q(department=officer.department_id)
