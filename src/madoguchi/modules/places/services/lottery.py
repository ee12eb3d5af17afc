"""抽選: close the entries, publish the list, draw, tell everybody.

What each step proves: docs/explanation/lottery.md.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError
from madoguchi.modules.places import events
from madoguchi.modules.places.choices import Mode, SeatKind, SeatState, Standing
from madoguchi.modules.places.domain import draw as lots
from madoguchi.modules.places.models import Entry, Pool, Seat
from madoguchi.modules.places.services import mail

_NOBODY = audit.Actor.system("places")
_BATCH = 500


def hold_draws(now: datetime | None = None) -> int:
    """Close what is due in the open scope and draw what can be drawn; returns the draws made."""
    now = now or timezone.now()
    due = Pool.objects.exclude(mode=Mode.FIRST_COME).filter(closed_at=None, closes_at__lte=now)
    for pool_id in list(due.values_list("pk", flat=True)):
        close(pool_id, now)
    ready = Pool.objects.exclude(closed_at=None).filter(drawn_at=None, public_source_ja="")
    return sum(draw(pool_id, now=now) for pool_id in list(ready.values_list("pk", flat=True)))


def close(pool_id: int, now: datetime, *, by: audit.Actor = _NOBODY) -> None:
    """Fix the list of entries and publish it with its fingerprint. Whoever is just entering is waited for, or comes
    after: an entry shares this row's key (services/entry.py), so it is locked whole here, without no_key for once."""
    with transaction.atomic():
        pool = Pool.objects.select_for_update(of=("self",)).get(pk=pool_id)
        if pool.closed_at is not None:
            return
        entries = Entry.objects.filter(pool=pool, standing=Standing.ENTERED)
        tickets = list(entries.values_list("ticket", flat=True))
        entries.update(listed=True)
        pool.closed_at, pool.entries_digest = now, lots.digest(tickets)
        pool.save(update_fields=["closed_at", "entries_digest"])
        data = {"entries": len(tickets), "digest": pool.entries_digest, "commitment": pool.commitment}
        audit.record(events.POOL_CLOSED, tenant=pool.tenant, actor=by, target=pool.target, data=data, at=now)


def close_stopped(pool_id: int, *, by: audit.Actor, now: datetime | None = None) -> None:
    """The office closes a draw that was stopped and has no moment at which it would be closed, and draws if it can.
    Raises RefusedError (it is not so, or closed already)."""
    now = now or timezone.now()
    with transaction.atomic():
        pool = Pool.objects.select_for_update(of=("self",)).get(pk=pool_id)
        if not pool.can_be_closed:
            raise RefusedError("not_now", _("いまは締め切れません。いまの状態を確かめてください。"), "close")
        close(pool_id, now, by=by)
        draw(pool_id, now=now)


def set_public_value(pool_id: int, text: str, *, by: audit.Actor, now: datetime | None = None) -> None:
    """Enter the value that was named beforehand, and draw at once. Raises RefusedError (empty, before the entries are
    closed, or drawn already)."""
    value = " ".join(text.split())
    if not value or len(value) > 200:
        raise RefusedError(
            "no_value", _("公の数字を、発表されたとおりに入力してください（200文字まで）。"), "public_value"
        )
    with transaction.atomic():
        pool = Pool.objects.select_for_update(no_key=True, of=("self",)).get(pk=pool_id)
        if pool.closed_at is None or pool.drawn_at is not None or not pool.public_source_ja:
            raise RefusedError(
                "not_now", _("いまは入れられません。締切の後、抽選の前に1度だけ入れられます。"), "public_value"
            )
        pool.public_value = value
        pool.save(update_fields=["public_value"])
        audit.record(events.POOL_VALUED, tenant=pool.tenant, actor=by, target=pool.target, data={"value": value})
        draw(pool_id, now=now or timezone.now())


def draw(pool_id: int, *, now: datetime) -> bool:
    """Draw, give the places out and tell everybody; False when it has been done, or cannot be done yet."""
    with transaction.atomic():
        pool = Pool.objects.select_for_update(no_key=True, of=("self",)).select_related("department").get(pk=pool_id)
        if pool.closed_at is None or pool.drawn_at is not None or (pool.public_source_ja and not pool.public_value):
            return False
        # Locked, so that nobody withdraws in the middle.
        entries = {
            entry.ticket: entry
            for entry in Entry.objects.select_for_update(of=("self",)).filter(pool=pool, listed=True)
        }
        order = lots.order(pool.seed, pool.public_value, entries)
        withdrawn = {ticket for ticket, entry in entries.items() if entry.standing != Standing.ENTERED}
        results = lots.results(order, limit=pool.limit, waiting=pool.waiting, withdrawn=withdrawn)
        if pool.mode == Mode.ORDER:
            results = {ticket: "withdrawn" if ticket in withdrawn else Standing.ORDERED for ticket in order}
        for number, ticket in enumerate(order, start=1):
            entry = entries[ticket]
            entry.drawn, entry.drawn_order, entry.rank = results[ticket], number, number
            if ticket not in withdrawn:
                entry.standing = results[ticket]
        Entry.objects.bulk_update(entries.values(), ["drawn", "drawn_order", "rank", "standing"], batch_size=_BATCH)
        for kind, standing in ((SeatKind.PLACE, Standing.CONFIRMED), (SeatKind.WAITING, Standing.WAITING)):
            _seat(pool, kind, [entries[t] for t in order if entries[t].standing == standing], now)
        pool.drawn_at, pool.drawn_limit, pool.drawn_waiting = now, pool.limit, pool.waiting
        pool.save(update_fields=["drawn_at", "drawn_limit", "drawn_waiting"])
        audit.record(
            events.POOL_DRAWN,
            tenant=pool.tenant,
            actor=_NOBODY,
            target=pool.target,
            data={"seed": pool.seed, "public_value": pool.public_value, "digest": pool.entries_digest},
            at=now,
        )
        mail.drawn(pool, [entries[ticket] for ticket in order if ticket not in withdrawn])
    return True


def _seat(pool: Pool, kind: SeatKind, entries: list[Entry], now: datetime) -> None:
    """Give these entries seats. There are enough: the draw has counted them, and nobody else is given any by lot."""
    seats = list(
        Seat.objects.select_for_update(of=("self",)).filter(pool=pool, kind=kind, state=SeatState.FREE)[: len(entries)]
    )
    for seat, entry in zip(seats, entries, strict=True):
        seat.state, seat.entry, seat.taken_at = SeatState.TAKEN, entry, now
    Seat.objects.bulk_update(seats, ["state", "entry", "taken_at"], batch_size=_BATCH)
