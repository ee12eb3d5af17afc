"""確保: a form that is being filled in holds a seat for some minutes, once, and may ask for more time once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import current_tenant, statements
from madoguchi.modules.places.choices import SeatKind, SeatState
from madoguchi.modules.places.models import Hold, Pool, Seat
from madoguchi.modules.places.queries.pools import pool_of
from madoguchi.modules.places.services import claiming
from madoguchi.modules.places.services.refusals import NoPlaceError

_LEAST_SHARE = 5
KEPT = timedelta(days=1)  # how long it is known that a form has held a seat


@dataclass(frozen=True, slots=True)
class Held:
    """The seat that a form holds. `key`: of its pool; `over`: its time has passed, and somebody else may have it."""

    key: str
    until: datetime
    extended: bool
    over: bool


def held(held_as: str, now: datetime | None = None) -> Held | None:
    """What a form holds, or has held; None when it never held anything. Two queries."""
    hold = Hold.objects.filter(held_as=held_as).first()
    if hold is None:
        return None
    seat = Seat.objects.select_related("pool").filter(held_as=held_as).first()
    over = seat is None or hold.until <= (now or timezone.now())
    return Held(seat.pool.key if seat else "", hold.until, hold.extended, over)


def hold(key: str, *, held_as: str, network: str = "", now: datetime | None = None) -> Held | None:
    """Hold a seat of this pool for a form; asked again it is the same seat, and its time goes on.

    A form that now asks for another pool changes its seat, once it gets one there, and keeps its time. `network`: where
    the form is filled in ("" unknown). None: there is nothing to hold (full, somebody waits, closed, the form's time is
    over, this network holds its share, or the pool knows no holding). Raises NoSuchPoolError.
    """
    now = now or timezone.now()
    pool = pool_of(key)
    if not pool.hold_minutes or pool.by_lot or not is_open(pool, now):
        return None
    with transaction.atomic():
        known = Hold.objects.select_for_update().filter(held_as=held_as).first()
        if known is not None and known.until <= now:
            return None
        own = own_seat(held_as)
        if own is not None and known is not None and own.pool_id == pool.pk:
            return Held(key, known.until, known.extended, over=False)
        share = _share(pool, network)
        if claiming.somebody_waits(pool) or (share and audit.attempts.longest_block(share)):
            return None
        seat = _claim(pool, now)
        if seat is None:
            return None  # what the form holds elsewhere it keeps
        if own is not None:
            claiming.free(own)
        until = known.until if known else now + timedelta(minutes=pool.hold_minutes)
        if known is None:
            known = Hold(tenant=current_tenant(), held_as=held_as, until=until)
            if not statements.insert(known, unless_there=True):
                return None  # another tab of the same form, this very moment
        claiming.hold(seat, until, held_as=held_as)
        if share:
            audit.attempts.failed(share.key)
    return Held(key, until, known.extended, over=False)


def extend(held_as: str, now: datetime | None = None) -> bool:
    """Begin the time anew, once; False when it was extended before, is over, or nothing is held."""
    now = now or timezone.now()
    with transaction.atomic():
        known = Hold.objects.select_for_update().filter(held_as=held_as, until__gt=now, extended=False).first()
        seat = own_seat(held_as) if known else None
        if known is None or seat is None:
            return False
        known.until, known.extended = now + timedelta(minutes=seat.pool.hold_minutes), True
        known.save(update_fields=["until", "extended"])
        claiming.hold(seat, known.until, held_as=held_as)
    return True


def let_go(held_as: str) -> None:
    """Free the seat of a form that was given up; nothing happens when it holds none."""
    with transaction.atomic():
        seat = own_seat(held_as)
        if seat is not None:
            claiming.free(seat)


def own_seat(held_as: str) -> Seat | None:
    """The seat that this form holds, locked."""
    if not held_as:
        return None
    return Seat.objects.select_for_update(of=("self",)).select_related("pool").filter(held_as=held_as).first()


def is_open(pool: Pool, now: datetime) -> bool:
    """Whether the pool takes entries at this moment."""
    before = pool.opens_at is not None and now < pool.opens_at
    after = pool.closes_at is not None and now >= pool.closes_at
    return not before and not after and pool.closed_at is None


def _share(pool: Pool, network: str) -> audit.Limit | None:
    """How much of a pool one network may hold: in the longest time that a hold can last (begun anew once) a quarter of
    the places. Whoever comes after that can still send: then the place is decided at the sending."""
    if not network:
        return None
    window = timedelta(minutes=2 * pool.hold_minutes)
    return audit.Limit(f"places.hold:{pool.pk}:{network}", max(_LEAST_SHARE, pool.limit // 4), window)


def _claim(pool: Pool, now: datetime) -> Seat | None:
    try:
        return claiming.claim(pool, SeatKind.PLACE, now)
    except NoPlaceError:
        return None


def expire(now: datetime) -> int:
    """Free the seats whose form's time is over, in the open scope; returns how many. A claim need not wait for this:
    it takes such a seat itself."""
    count = 0
    with transaction.atomic():
        over = Seat.objects.select_for_update(skip_locked=True, of=("self",)).select_related("pool")
        for seat in over.filter(state=SeatState.HELD, entry=None, held_until__lte=now):
            claiming.free(seat, call=False)  # the line is looked at right after this
            count += 1
        Hold.objects.filter(until__lte=now - KEPT).delete()
    return count
