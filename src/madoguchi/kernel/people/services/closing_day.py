"""Closing days of a body (閉庁日) besides weekends, holidays and the turn of the year: deadlines count around
them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import author
from madoguchi.kernel.tenants.api import ClosingDay, Tenant, note_change
from madoguchi.kernel.ui.api import day_trouble
from madoguchi.kit.wareki import WarekiError, parse_date

MOST_LINES = 200
LINES_EXPLAINED = 10
YEARS_AHEAD = 10  # and back to the beginning of last year: a slip in the year would move deadlines unseen


_followers: list[Callable[[], object]] = []


def follow(follower: Callable[[], object]) -> None:
    """Have `follower` called inside the transaction of every change of closing days.

    Called from the apps.py of a room that has reckoned days by the calendar and must do so anew.
    """
    _followers.append(follower)


def _changed(tenant: Tenant) -> None:
    note_change(tenant)
    for follower in _followers:
        follower()


def add(tenant: Tenant, days: Sequence[tuple[date, str]], *, by: Officer) -> int:
    """Add closing days (day, reason) to the body, whose scope is open; all or none. Returns how many were
    new.

    A day that is there already keeps its reason. Raises RefusedError (reason, range).
    """
    if any(not reason.strip() for _day, reason in days):
        raise RefusedError("reason", _("閉庁する理由を入力してください。"), field="reason")
    today = timezone.localdate()
    first, last = date(today.year - 1, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    if outside := sorted({day for day, _reason in days if not first <= day <= last}):
        raise RefusedError(
            "range",
            _("閉庁日は、%(first)s から %(last)s までの日にしてください：%(days)s")
            % {"first": first, "last": last, "days": "、".join(map(str, outside))},
            field="lines",
        )
    new = 0
    with transaction.atomic():
        # The first line of a day counts; sorted, so that two administrators do not wait for each other.
        for day, reason in sorted({day: reason.strip() for day, reason in reversed(days)}.items()):
            _day, is_new = ClosingDay.objects.get_or_create(date=day, defaults={"tenant": tenant, "reason": reason})
            if not is_new:
                continue
            new += 1
            record(
                events.CLOSING_DAY_ADDED,
                tenant=tenant,
                actor=author.actor(by),
                target=f"tenants.closing_day:{day.isoformat()}",
            )
        if new:
            _changed(tenant)
    return new


def remove(day: ClosingDay, *, by: Officer) -> None:
    """Take a closing day away."""
    with transaction.atomic():
        record(
            events.CLOSING_DAY_REMOVED,
            tenant=day.tenant,
            actor=author.actor(by),
            target=f"tenants.closing_day:{day.date.isoformat()}",
        )
        day.delete()
        _changed(day.tenant)


def read_lines(text: str) -> list[tuple[date, str]]:
    """Closing days typed or pasted one a line: "2026-12-28 庁舎の停電工事", "令和8年12月28日,停電". Empty
    lines are skipped; between day and reason stands a space, comma or tab.

    Raises RefusedError (lines, too_many_lines) with the first lines that cannot be read, each with what is wrong.
    """
    found: list[tuple[date, str]] = []
    bad: list[str] = []  # one sentence a line
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise RefusedError(
            "too_many_lines", _("一度に取り込めるのは%(n)s行までです。") % {"n": MOST_LINES}, field="lines"
        )
    for number, line in lines:
        first, _gap, reason = (
            line.replace("\t", " ").replace("，", ",").replace(",", " ").replace("　", " ").partition(" ")
        )
        try:
            found.append((parse_date(first).date, reason.strip()[:60]))
        except WarekiError as error:
            bad.append(_("%(n)s行目：%(why)s") % {"n": number, "why": day_trouble(error)})
            continue
        if not reason.strip():
            bad.append(_("%(n)s行目：日付のあとに、閉庁する理由を書いてください。") % {"n": number})
    if not lines:
        raise RefusedError(
            "lines", _("1行に「2026-12-28 庁舎の停電工事」のように、日付と理由を書いてください。"), field="lines"
        )
    if bad:
        more = len(bad) - LINES_EXPLAINED
        rest = [_("ほかにも%(n)s行あります。") % {"n": more}] if more > 0 else []
        raise RefusedError("lines", "\n".join([*bad[:LINES_EXPLAINED], *rest]), field="lines")
    return found
