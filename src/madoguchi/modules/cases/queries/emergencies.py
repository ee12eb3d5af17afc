"""Who broke the glass, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from madoguchi.kernel.people.api import Officer, can, officers_by_id, officers_of, officers_who_may
from madoguchi.modules.cases.choices import CIRCLES_PERMISSION, DECIDE_PERMISSION
from madoguchi.modules.cases.models import Case, Circle, Emergency

MOST = 200


def broken() -> Sequence[Emergency]:
    """Every time in the open body, the latest first, at most MOST, with who it was. One query."""
    return list(Emergency.objects.select_related("officer__account", "officer__department")[:MOST])


def guardians(case: Case, labels: Iterable[str], *, but: Officer) -> list[Officer]:
    """Those who are to hear of it, one post a person, without `but` himself: the body's administrators and whoever
    is in a circle of these labels (the deciders of the case's department where one has nobody to tell). Only posts in
    effect count: who has left is told nothing, and stands for nobody."""
    found = officers_who_may(CIRCLES_PERMISSION)
    for label in labels:
        circle = Circle.objects.filter(key=label).first()
        members = list(circle.members.select_related("department")) if circle else []
        inside = list(officers_by_id(one.officer_id for one in members if one.officer_id).values())
        for one in members:
            inside += officers_of(one.department) if one.department is not None else []
        inside = [one for one in inside if _may_be_told(one, but)]
        found += inside or [one for one in officers_of(case.department) if can(one, DECIDE_PERMISSION)]
    return list({one.account_id: one for one in found if _may_be_told(one, but)}.values())


def _may_be_told(one: Officer, but: Officer) -> bool:
    usable = one.in_effect(timezone.localdate()) and one.locked_at is None and one.account.locked_at is None
    return usable and one.account_id != but.account_id
