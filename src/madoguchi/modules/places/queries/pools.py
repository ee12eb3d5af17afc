"""Pools as they are: one by its key, and what officers see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import statements
from madoguchi.kit.languages import english
from madoguchi.modules.places import rules
from madoguchi.modules.places.choices import OVER, SeatKind, SeatState, Standing
from madoguchi.modules.places.models import LINE, Entry, Pool, Seat


class NoSuchPoolError(LookupError):
    """The body of the open scope has no pool under this key."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A pool with its numbers: places taken, held (by forms, or offered), and entries that wait for their turn or the
    draw."""

    pool: Pool
    taken: int
    held: int
    waiting: int
    entered: int


def pool_of(key: str) -> Pool:
    """The pool under this key. Raises NoSuchPoolError."""
    pool = statements.find(Pool, key=key)
    if pool is None:
        raise NoSuchPoolError(key)
    return pool


def counted(officer: Officer) -> list[Counted]:
    """The pools that this officer sees, with their numbers. Three queries."""
    pools = list(_seen_by(officer))
    return _counted(pools)


def counted_one(officer: Officer, pool_id: int) -> Counted | None:
    """One pool that this officer sees. Three queries."""
    pool = _seen_by(officer).filter(pk=pool_id).first()
    return _counted([pool])[0] if pool else None


def entries_of(pool: Pool) -> list[Entry]:
    """Everybody who has entered and not given the place back: confirmed ones, offers, then the line in its order."""
    order = [Standing.CONFIRMED, Standing.OFFERED, Standing.WAITING, Standing.ENTERED, Standing.ORDERED, Standing.LOST]
    rows = Entry.objects.filter(pool=pool).exclude(standing__in=OVER).order_by(*LINE)
    return sorted(rows, key=lambda entry: order.index(Standing(entry.standing)))


def everybody(pool: Pool) -> list[tuple[str, str]]:
    """Holder and label of every entry, of those too who went again. One query."""
    return list(Entry.objects.filter(pool=pool).values_list("holder", "label"))


def _seen_by(officer: Officer) -> QuerySet[Pool]:
    pools = Pool.objects.select_related("department")
    if rules.sees_all(officer):
        return pools
    return pools.filter(department_id=officer.department_id) if officer.department_id else pools.none()


def _counted(pools: list[Pool]) -> list[Counted]:
    seats = Seat.objects.filter(pool__in=pools, kind=SeatKind.PLACE).order_by().values("pool_id")
    by_pool = {
        row["pool_id"]: row
        for row in seats.annotate(
            taken=Count("pk", filter=Q(state=SeatState.TAKEN)), held=Count("pk", filter=Q(state=SeatState.HELD))
        )
    }
    lines = {
        row["pool_id"]: row
        for row in Entry.objects.filter(pool__in=pools)
        .order_by()
        .values("pool_id")
        .annotate(
            waiting=Count("pk", filter=Q(standing=Standing.WAITING)),
            entered=Count("pk", filter=Q(standing=Standing.ENTERED)),
        )
    }
    found = []
    for pool in pools:
        numbers: dict[str, Any] = {"taken": 0, "held": 0, "waiting": 0, "entered": 0}
        numbers |= {**by_pool.get(pool.pk, {}), **lines.get(pool.pk, {})}
        found.append(Counted(pool, numbers["taken"], numbers["held"], numbers["waiting"], numbers["entered"]))
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """What a pool came to: `limit` places, `taken` of them; `entries`: everybody who has asked and not gone."""

    pool_id: int
    key: str
    title_ja: str
    title_en: str
    limit: int
    taken: int
    entries: int

    def title(self, lang: str) -> str:
        """What the places are for."""
        return self.title_en if english(lang) and self.title_en else self.title_ja


def figures(prefix: str) -> list[Figures]:
    """The pools under a prefix ("procedures/koza"), with what they came to. One query."""
    pools = Pool.objects.filter(Q(key=prefix) | Q(key__startswith=f"{prefix}/")).order_by("key")
    taken = Count("entries", filter=Q(entries__standing=Standing.CONFIRMED))
    there = Count("entries", filter=~Q(entries__standing__in=OVER))
    return [
        Figures(one.pk, one.key, one.title_ja, one.title_en, one.limit, one.taken, one.there)
        for one in pools.annotate(taken=taken, there=there)
    ]


def titles(keys: Sequence[str]) -> dict[str, str]:
    """Titles of pools by the keys that the audit has."""
    return {str(pk): title for pk, title in Pool.objects.filter(pk__in=keys).values_list("pk", "title_ja")}
