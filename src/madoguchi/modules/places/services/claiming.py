"""Claiming a seat: lock one free row, and no other. Why the answer is exact and honest: docs/decisions/0012."""

from __future__ import annotations

import time
from datetime import datetime

from django.db.models import Q, QuerySet

from madoguchi.kernel.jobs.api import enqueue
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.places.choices import SeatKind, SeatState, Standing
from madoguchi.modules.places.models import Entry, Pool, Seat
from madoguchi.modules.places.services.refusals import NoPlaceError

# How long a claim waits for transactions that have the last free seats in hand: they take some milliseconds each.
PATIENCE, PAUSE = 5.0, 0.01


def claimable(pool: Pool, kind: SeatKind, now: datetime) -> QuerySet[Seat]:
    """Seats that anybody may have: free ones, and those held for a form whose time is over."""
    over = Q(state=SeatState.HELD, entry=None, held_until__lte=now)
    return Seat.objects.filter(Q(state=SeatState.FREE) | over, pool=pool, kind=kind)


def claim(pool: Pool, kind: SeatKind, now: datetime) -> Seat | None:
    """Lock a seat that anybody may have; None when at one instant there was none. The caller writes it, in the
    transaction that is open. Raises NoPlaceError "busy" when others have had the last ones in hand for too long.

    SKIP LOCKED passes over seats that somebody is just claiming. Whether they will take them is not known before they
    commit, so finding nothing is no answer yet: only a look that sees no such seat at all, locked or not, is.
    """
    seats = claimable(pool, kind, now)
    patience = time.monotonic() + PATIENCE
    while True:
        seat = seats.select_for_update(skip_locked=True, of=("self",)).order_by("number").first()
        if seat is not None or not seats.exists():
            return seat
        if time.monotonic() > patience:
            raise NoPlaceError("busy")
        time.sleep(PAUSE)


def somebody_waits(pool: Pool) -> bool:
    """Whether a line has formed: a seat that comes free belongs to its first, not to who comes now."""
    return bool(pool.waiting) and Entry.objects.filter(pool=pool, standing=Standing.WAITING).exists()


def take(seat: Seat, entry: Entry, now: datetime) -> None:
    """Give a claimed seat to an entry."""
    _write(seat, state=SeatState.TAKEN, entry=entry, taken_at=now)


def hold(seat: Seat, until: datetime, *, held_as: str = "", entry: Entry | None = None) -> None:
    """Hold a claimed seat for a form, or for an entry that it is offered to."""
    _write(seat, state=SeatState.HELD, held_as=held_as, held_until=until, entry=entry)


def free(seat: Seat, *, call: bool = True) -> None:
    """Let go of a seat, and have the line looked after (`call`: not where the caller does that itself next).

    Always, where there may be a line: who joins it in this very moment cannot be seen yet. Both transactions leave
    word, so the one that commits last is looked after with both of them in sight.
    """
    _write(seat, state=SeatState.FREE)
    if call and seat.pool.waiting and seat.kind == SeatKind.PLACE:
        call_tending()


def call_tending() -> None:
    """Have the lines of this body looked after once this transaction is committed; the minute's job is the net."""
    enqueue("places.tend_body", current_tenant().pk)


def _write(
    seat: Seat,
    *,
    state: SeatState,
    held_as: str = "",
    held_until: datetime | None = None,
    entry: Entry | None = None,
    taken_at: datetime | None = None,
) -> None:
    seat.state, seat.held_as, seat.held_until, seat.entry, seat.taken_at = state, held_as, held_until, entry, taken_at
    seat.save(update_fields=["state", "held_as", "held_until", "entry", "taken_at"])
