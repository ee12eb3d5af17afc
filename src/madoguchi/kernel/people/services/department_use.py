"""What departments have in hand, and whether somebody is there to see it. Rooms register their sort of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from madoguchi.kernel.people import queries, rules
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.tenants.api import Department

Count = Callable[[date], Mapping[int, int]]


@dataclass(frozen=True)
class Use:
    """One sort of work; `permission`: what an officer needs to see to it."""

    label: str | Promise
    count: Count
    permission: str


@dataclass(frozen=True)
class Stranded:
    """A department whose work nobody sees: it is `closed`, or has no officer who may handle it."""

    department: Department
    closed: bool
    in_hand: str


_uses: dict[str, Use] = {}


def register_use(name: str, label: str | Promise, count: Count, permission: str) -> None:
    """Tell what departments have in hand ("cases", 処理中の案件): nobody would see it in a closed department.

    Called from a room's apps.py. `count(day)`: numbers by department id of what will still be there after that day, as
    far as one can tell; in the open scope, one query.
    """
    _uses[name] = Use(label, count, permission)


def in_use(department: Department, after: date | None = None) -> list[tuple[str, int]]:
    """What the department has in hand after that day (default: today): (label, number), none of them 0."""
    day = after or timezone.localdate()
    counted = ((str(use.label), use.count(day).get(department.pk, 0)) for use in _uses.values())
    return [(label, number) for label, number in counted if number]


def in_words(in_hand: list[tuple[str, int]]) -> str:
    """処理中の案件（2件）、受付中の手続（1件）, ready to stand in a sentence."""
    return "、".join(_("%(label)s（%(n)s件）") % {"label": label, "n": number} for label, number in in_hand)


def stranded(on: date | None = None) -> list[Stranded]:
    """The departments of the open scope whose work nobody sees on that day (default: today), by code.

    Two queries, and one for each sort of work.
    """
    day = on or timezone.localdate()
    posts = queries.posts_by_department(day)
    counted = [(use, use.count(min(day, timezone.localdate()))) for use in _uses.values()]
    found = []
    for department in sorted(Department.objects.all(), key=lambda one: one.code):
        closed = not department.in_effect(day)
        alone = [
            (str(use.label), numbers[department.pk])
            for use, numbers in counted
            if numbers.get(department.pk)
            and (closed or not any(rules.may(post, use.permission) for post in posts.get(department.pk, ())))
        ]
        if alone:
            found.append(Stranded(department, closed, in_words(alone)))
    return found


def warning(officer: Officer) -> str:
    """What to tell an administrator who has just ended, moved or locked a post, if its department's work is left alone
    by it; "" if not."""
    if officer.department is None:
        return ""
    today = timezone.localdate()
    ends = officer.valid_until if officer.locked_at is None else None
    day = ends + timedelta(days=1) if ends is not None and ends >= today else today
    return next((_words(one, day) for one in stranded(day) if one.department.pk == officer.department_id), "")


def _words(one: Stranded, day: date) -> str:
    return _(
        "%(department)sには、%(day)sから、%(what)sを処理できる職員がいなくなります。"
        "後任の職員を招待するか、別の職員をこの部署の担当にしてください。"
    ) % {"department": one.department.name, "day": day.isoformat(), "what": one.in_hand}
