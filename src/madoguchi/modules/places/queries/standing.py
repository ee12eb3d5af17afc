"""Where entries stand, for the receipt, the status page and the offer's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from madoguchi.kit.languages import english
from madoguchi.modules.places.choices import Standing
from madoguchi.modules.places.models import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """An entry as its owner may know it. `number`: its place in the line, from 1, while it waits; `drawn_order`: what
    the draw gave it, 0 without; `closes_at`: when a draw's entries close."""

    holder: str
    pool_id: int
    title_ja: str
    title_en: str
    standing: Standing
    number: int
    ticket: str
    drawn_order: int
    by_lot: bool
    commitment: str
    offered_until: datetime | None
    closes_at: datetime | None

    def title(self, lang: str) -> str:
        """What the place is for."""
        return self.title_en if english(lang) and self.title_en else self.title_ja


def place_of(holder: str) -> Place | None:
    """Where one entry of the open scope stands; None when this holder has entered nothing. One query."""
    return places_of([holder]).get(holder)


def places_of(holders: Iterable[str]) -> dict[str, Place]:
    """Where entries of the open scope stand, by holder; one query however many."""
    before = Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank"), pk__lt=OuterRef("pk"))
    ahead = (
        Entry.objects.filter(before, pool=OuterRef("pool"), standing=Standing.WAITING)
        .order_by()
        .values("pool")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Entry.objects.filter(holder__in=list(holders))
        .select_related("pool")
        .annotate(place=Coalesce(Subquery(ahead), 0) + 1)
        .order_by(F("pk"))
    )
    return {
        row.holder: Place(
            holder=row.holder,
            pool_id=row.pool_id,
            title_ja=row.pool.title_ja,
            title_en=row.pool.title_en,
            standing=Standing(row.standing),
            number=row.place if row.standing == Standing.WAITING else 0,
            ticket=row.ticket,
            drawn_order=row.drawn_order,
            by_lot=row.pool.by_lot,
            commitment=row.pool.commitment,
            offered_until=row.offered_until,
            closes_at=row.pool.closes_at,
        )
        for row in rows
    }
