"""Mailings and their recipients, as officers see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kit.kana import search_key
from madoguchi.modules.letters.choices import Stage, Standing
from madoguchi.modules.letters.models import Mailing, Recipient

PAGE_SIZE = 50
VIEWS = ("all", *Standing)


@dataclass(frozen=True, slots=True)
class Counted:
    """A mailing with what has come of its letters: {"recipients", "waiting", "answered", "paper", "seen"}."""

    mailing: Mailing
    totals: Mapping[str, int]

    @property
    def over(self) -> bool:
        """Whether the last day to answer has passed."""
        return self.mailing.answer_until < timezone.localdate()


def mailings(officer: Officer) -> list[Counted]:
    """The mailings of the officer's department, the newest first, with their numbers. Two queries."""
    found = list(_own(officer))
    rows: Any = Recipient.objects.filter(mailing__in=found).order_by().values("mailing_id").annotate(**_numbers())
    by_id: dict[int, Mapping[str, int]] = {row["mailing_id"]: row for row in rows}
    return [Counted(one, _totals(one, by_id.get(one.pk))) for one in found]


def mailing_for(officer: Officer, mailing_id: int) -> Mailing | None:
    """One mailing of the officer's department. One query."""
    return _own(officer).filter(pk=mailing_id).first()


def counted(mailing: Mailing) -> Counted:
    """One mailing with its numbers. One query."""
    return Counted(mailing, _totals(mailing, Recipient.objects.filter(mailing=mailing).aggregate(**_numbers())))


def totals_of(mailing: Mailing) -> dict[str, int]:
    """What has come of its letters. One query."""
    return dict(Recipient.objects.filter(mailing=mailing).aggregate(**_numbers()))


def recipients(mailing: Mailing, view: str, search: str, page: str | int) -> Page[Recipient]:
    """A page of the list: those of a standing, by household number, name or kana. Two queries."""
    found = Recipient.objects.filter(mailing=mailing)
    if view in set(Standing):
        found = found.filter(standing=view)
    for word in search.split()[:5]:
        key = search_key(word)
        found = found.filter(
            Q(household__contains=word)
            | Q(name__contains=word)
            | Q(kana__contains=key)
            | Q(receipt_number=key.upper().replace("-", ""))
        )
    return Paginator(found.order_by("pk"), PAGE_SIZE).get_page(page)


def waiting(mailing: Mailing) -> QuerySet[Recipient]:
    """Those who have not answered: whom a reminder goes to."""
    return Recipient.objects.filter(mailing=mailing, standing=Standing.WAITING).order_by("pk")


def names(keys: Sequence[str]) -> dict[str, str]:
    """What mailings are called, by the keys that the audit has."""
    return {str(pk): name for pk, name in Mailing.objects.filter(pk__in=keys).values_list("pk", "name")}


def households(keys: Sequence[str]) -> dict[str, str]:
    """The household numbers of recipients, by the keys that the audit has."""
    return {str(pk): number for pk, number in Recipient.objects.filter(pk__in=keys).values_list("pk", "household")}


def open_after(_day: date) -> Mapping[int, int]:
    """By department, how many mailings are not closed: somebody has to close them."""
    rows = Mailing.objects.exclude(stage=Stage.CLOSED)
    return dict(rows.order_by().values_list("department").annotate(Count("pk")))


def _own(officer: Officer) -> QuerySet[Mailing]:
    if officer.department_id is None:
        return Mailing.objects.none()
    return Mailing.objects.select_related("department").filter(department_id=officer.department_id)


def _numbers() -> dict[str, Count]:
    found = {one.value: Count("pk", filter=Q(standing=one)) for one in Standing}
    seen = Count("pk", filter=Q(standing=Standing.WAITING, seen_at__isnull=False))
    return {"recipients": Count("pk"), "seen": seen, **found}


def _totals(mailing: Mailing, row: Mapping[str, int] | None) -> Mapping[str, int]:
    """As it ended, once the recipients are deleted."""
    if mailing.deleted_at is not None:
        return mailing.totals
    return row or {"recipients": 0, "seen": 0, **{one.value: 0 for one in Standing}}
