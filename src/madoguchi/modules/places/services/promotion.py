"""補欠の繰上げ: a free place goes to the first in line, who is asked by mail and has until a moment to answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.modules.places import events
from madoguchi.modules.places.choices import SeatKind, Standing
from madoguchi.modules.places.models import LINE, Entry, Pool, Seat
from madoguchi.modules.places.services import claiming, mail
from madoguchi.modules.places.services.entry import lapse

_NOBODY = audit.Actor.system("places")


def tend(now: datetime | None = None) -> int:
    """Let unanswered offers lapse and offer what is free, in every pool of the open scope; returns the offers made."""
    now = now or timezone.now()
    for entry_id in Entry.objects.filter(standing=Standing.OFFERED, offered_until__lte=now).values_list(
        "pk", flat=True
    ):
        lapse(entry_id, now)
    waiting = Entry.objects.filter(standing=Standing.WAITING).order_by().values_list("pool_id", flat=True).distinct()
    return sum(promote(pool_id, now) for pool_id in list(waiting))


def promote(pool_id: int, now: datetime) -> int:
    """Offer each free place of a pool to the first in line; returns how many. One at a time in each pool, so that the
    order is that of the line."""
    offers = 0
    with transaction.atomic():
        pool = Pool.objects.select_for_update(no_key=True, of=("self",)).select_related("department").get(pk=pool_id)
        while True:
            seat = (
                claiming.claimable(pool, SeatKind.PLACE, now)
                .select_for_update(skip_locked=True, of=("self",))
                .order_by("number")
                .first()
            )
            first = _first(pool) if seat else None
            if seat is None or first is None:
                return offers
            _offer(pool, seat, first, now)
            offers += 1


def _first(pool: Pool) -> Entry | None:
    return (
        Entry.objects.select_for_update(of=("self",))
        .filter(pool=pool, standing=Standing.WAITING)
        .order_by(*LINE)
        .first()
    )


def _offer(pool: Pool, seat: Seat, entry: Entry, now: datetime) -> None:
    until = now + timedelta(hours=pool.offer_hours)
    for own in Seat.objects.select_for_update(of=("self",)).select_related("pool").filter(entry=entry):
        claiming.free(own)  # its place on the waiting list
    claiming.hold(seat, until, entry=entry)
    entry.standing, entry.offered_until = Standing.OFFERED, until
    entry.save(update_fields=["standing", "offered_until"])
    mail.offered(pool, entry)
    audit.record(
        events.OFFERED,
        tenant=pool.tenant,
        actor=_NOBODY,
        target=pool.target,
        data={"entry": entry.label, "until": until},
        at=now,
    )
