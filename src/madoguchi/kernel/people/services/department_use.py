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
CountBySubject = Callable[[date], Mapping[int, Mapping[str, int]]]


@dataclass(frozen=True)
class Use:
    """One sort of work; `permission`: what an officer needs to see to it."""

    label: str | Promise
    count: Count
    permission: str
    by_subject: CountBySubject | None = None


@dataclass(frozen=True)
class Stranded:
    """A department whose work nobody sees: it is `closed`, or has no officer who may handle it."""

    department: Department
    closed: bool
    in_hand: str


_uses: dict[str, Use] = {}


def register_use(
    name: str, label: str | Promise, count: Count, permission: str, by_subject: CountBySubject | None = None
) -> None:
    """Tell what departments have in hand ("cases", 処理中の案件): nobody would see it in a closed department.

    Called from a room's apps.py. `count(day)`: numbers by department id of what will still be there after that day, as
    far as one can tell; in the open scope, one query. `by_subject(day)`: the same by procedure, for work that groups of
    procedures limit; asked only where a post has one.
    """
    _uses[name] = Use(label, count, permission, by_subject)


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

    Two queries, and one for each sort of work; one more each where a post is limited to a group of procedures.
    """
    day = on or timezone.localdate()
    posts = queries.posts_by_department(day)
    counted = [(use, _unseen(use, min(day, timezone.localdate()), posts)) for use in _uses.values()]
    found = []
    for department in sorted(Department.objects.all(), key=lambda one: one.code):
        closed = not department.in_effect(day)
        alone = [
            (str(use.label), number) for use, numbers in counted if (number := numbers.of(department.pk, closed=closed))
        ]
        if alone:
            found.append(Stranded(department, closed, in_words(alone)))
    return found


@dataclass(frozen=True)
class _Counted:
    """One sort of work by department: all of it, and what nobody there may see to."""

    everything: Mapping[int, int]
    unseen: Mapping[int, int]

    def of(self, department_id: int, *, closed: bool) -> int:
        return (self.everything if closed else self.unseen).get(department_id, 0)


def _unseen(use: Use, day: date, posts: Mapping[int, list[Officer]]) -> _Counted:
    able = {pk: [post for post in here if rules.may(post, use.permission)] for pk, here in posts.items()}
    limited = {pk for pk, here in able.items() if here and all(post.subjects is not None for post in here)}
    numbers = use.count(day)
    unseen = {pk: number for pk, number in numbers.items() if not able.get(pk)}
    if use.by_subject is not None and limited & numbers.keys():
        for pk, by_subject in use.by_subject(day).items():
            if pk in limited:
                beyond = (
                    n for subject, n in by_subject.items() if not any(rules.reaches(p, subject) for p in able[pk])
                )
                unseen[pk] = sum(beyond)
    return _Counted(numbers, unseen)


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
