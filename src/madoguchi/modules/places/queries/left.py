"""あと何人: what is left of some pools, kept in memory for some seconds, because pages that everybody looks at ask."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.places.choices import Mode, SeatKind, SeatState, Standing
from madoguchi.modules.places.models import Entry, Pool

SECONDS = 3.0
_MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody who comes now may hope for. `free`: places that can be had at once (none while a line waits);
    `held`: places that others hold while they fill in the form; `waiting`: free places on the waiting list."""

    key: str
    pool_id: int
    mode: Mode
    limit: int
    free: int
    held: int
    waiting: int
    closes_at: datetime | None

    @property
    def by_lot(self) -> bool:
        """Whether entries wait for a draw."""
        return self.mode.by_lot

    @property
    def full(self) -> bool:
        """Nothing is left, not even a place in the line."""
        return not self.by_lot and not self.free and not self.waiting


_kept: dict[tuple[int, str], tuple[float, Mapping[str, Left]]] = {}


def left(prefix: str) -> Mapping[str, Left]:
    """What is left of the pools under this key and below it ("procedures/koza"), by key. One query, or none while it
    is in memory: some seconds old, which is enough to choose by. Claiming a seat looks for itself."""
    at = (current_tenant().pk, prefix)
    kept = _kept.get(at)
    if kept is not None and time.monotonic() - kept[0] < SECONDS:
        return kept[1]
    found = _read(prefix)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[at] = (time.monotonic(), found)
    return found


def forget_left() -> None:
    """Make the next look fresh in this process: an officer has changed something, and tests."""
    _kept.clear()


def _read(prefix: str) -> Mapping[str, Left]:
    now = timezone.now()
    over = Q(seats__state=SeatState.HELD, seats__entry=None, seats__held_until__lte=now)
    can_be_had = Q(seats__state=SeatState.FREE) | over
    place, line = Q(seats__kind=SeatKind.PLACE), Q(seats__kind=SeatKind.WAITING)
    rows = (
        Pool.objects.filter(Q(key=prefix) | Q(key__startswith=f"{prefix}/"))
        .annotate(
            free=Count("seats", filter=place & can_be_had),
            held=Count("seats", filter=place & Q(seats__state=SeatState.HELD, seats__held_until__gt=now)),
            line=Count("seats", filter=line & can_be_had),
            queue=Exists(Entry.objects.filter(pool=OuterRef("pk"), standing=Standing.WAITING)),
        )
        .order_by("key")
    )
    return {
        pool.key: Left(
            pool.key,
            pool.pk,
            Mode(pool.mode),
            pool.limit,
            0 if pool.queue else pool.free,
            pool.held,
            pool.line,
            pool.closes_at,
        )
        for pool in rows
    }
