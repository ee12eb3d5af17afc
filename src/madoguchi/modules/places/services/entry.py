"""An entry asks for a place, gets one, a number in the line or a lot, and gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import current_tenant, statements
from madoguchi.modules.places import events
from madoguchi.modules.places.choices import OVER, SeatKind, Standing
from madoguchi.modules.places.models import Entry, EntryKey, Pool, Seat
from madoguchi.modules.places.queries.pools import pool_of
from madoguchi.modules.places.services import claiming
from madoguchi.modules.places.services.holding import is_open, own_seat
from madoguchi.modules.places.services.refusals import NoPlaceError


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks. `holder`: the upper room's name for it, unique ("cases.case:12"); `label`: what officers and mails call
    it (the receipt number); `held_as`: the form that may hold a seat for it; `once`: hashes of the person or household
    where each may enter once, any of which is enough; `mail`: where news go, "" for nowhere."""

    holder: str
    label: str
    held_as: str = ""
    once: tuple[str, ...] = ()
    mail: str = ""
    language: str = "ja"


def once_hash(scope: str, parts: Sequence[str]) -> str:
    """What the database holds of who somebody is: nobody reads a name out of it without the server's key."""
    return salted_hmac("madoguchi.places.once", "\n".join([scope, *parts]), algorithm="sha256").hexdigest()


def take(key: str, asking: Asking, now: datetime | None = None) -> Entry:
    """Enter, in the caller's transaction: a place (the held one, else a free one), a number in the line, or a lot.

    Raises NoPlaceError (then the caller's transaction must be rolled back), NoSuchPoolError.
    """
    now = now or timezone.now()
    pool = pool_of(key)
    if not is_open(pool, now) or (pool.by_lot and not _stays_open(pool)):
        raise NoPlaceError("closed")
    entry = Entry(
        tenant=current_tenant(),
        pool=pool,
        holder=asking.holder,
        label=asking.label,
        ticket=_ticket(asking.holder),
        mail=asking.mail,
        language=asking.language,
        standing=Standing.ENTERED if pool.by_lot else Standing.CONFIRMED,
        entered_at=now,
    )
    # Before any seat is locked: of two entries of one person the second waits here, and with empty hands.
    if not statements.insert(entry, unless_there=True) or not _alone(entry, asking.once):
        raise NoPlaceError("once")
    if pool.by_lot:
        return entry
    seat = _held(pool, asking.held_as, now)
    if seat is None and not claiming.somebody_waits(pool):
        seat = claiming.claim(pool, SeatKind.PLACE, now)
    if seat is None:
        seat = claiming.claim(pool, SeatKind.WAITING, now) if pool.waiting else None
        if seat is None:
            raise NoPlaceError("held" if _some_are_held(pool, now) else "full")
        entry.standing = Standing.WAITING
        entry.save(update_fields=["standing"])
        claiming.call_tending()
    claiming.take(seat, entry, now)
    return entry


def withdraw(holder: str, now: datetime | None = None) -> None:
    """The upper room's case was taken back: its place goes to the next. Nothing happens for a holder without one."""
    with transaction.atomic():
        entry = _locked(holder=holder)
        if entry is not None and entry.standing not in OVER:
            _leave(entry, Standing.WITHDRAWN)
            _record(entry, events.WITHDRAWN, audit.Actor.resident(), now)


def release(entry_id: int, *, by: audit.Actor, reason: str) -> bool:
    """The office takes an entry out; False when it was gone already."""
    with transaction.atomic():
        entry = _locked(pk=entry_id)
        if entry is None or entry.standing in OVER:
            return False
        _leave(entry, Standing.RELEASED)
        _record(entry, events.RELEASED, by, reason=reason)
    return True


def accept(entry_id: int, *, by: audit.Actor, now: datetime | None = None) -> bool:
    """Somebody who was offered a place says yes; False when the offer has passed to another."""
    now = now or timezone.now()
    with transaction.atomic():
        entry = _locked(pk=entry_id)
        if entry is None or not entry.is_offered(now):
            return entry is not None and entry.standing == Standing.CONFIRMED
        seat = Seat.objects.select_for_update(of=("self",)).get(entry=entry, kind=SeatKind.PLACE)
        claiming.take(seat, entry, now)
        entry.standing, entry.offered_until = Standing.CONFIRMED, None
        entry.save(update_fields=["standing", "offered_until"])
        _record(entry, events.ACCEPTED, by, now)
    return True


def decline(entry_id: int, *, by: audit.Actor, now: datetime | None = None) -> bool:
    """Somebody who was offered a place does without; False when it was not offered any more."""
    now = now or timezone.now()
    with transaction.atomic():
        entry = _locked(pk=entry_id)
        if entry is None or not entry.is_offered(now):
            return False
        _leave(entry, Standing.LAPSED)
        _record(entry, events.LAPSED, by, now, declined=True)
    return True


def lapse(entry_id: int, now: datetime) -> None:
    """An offer was not answered in time."""
    with transaction.atomic():
        entry = _locked(pk=entry_id)
        if entry is not None and entry.standing == Standing.OFFERED and not entry.is_offered(now):
            _leave(entry, Standing.LAPSED)
            _record(entry, events.LAPSED, audit.Actor.system("places"), now, declined=False)


def move_up(entry_id: int, *, by: audit.Actor, reason: str) -> bool:
    """Put somebody at the head of the line; False when it does not wait (any more)."""
    with transaction.atomic():
        # One at a time in each pool, and the pool before the entry as in promotion: of two, the later is the head.
        Pool.objects.select_for_update(no_key=True, of=("self",)).filter(entries=entry_id).first()
        entry = _locked(pk=entry_id)
        if entry is None or entry.standing != Standing.WAITING:
            return False
        first = Entry.objects.filter(pool_id=entry.pool_id, standing=Standing.WAITING).order_by("rank").first()
        entry.rank = min(first.rank if first else 0, 0) - 1
        entry.save(update_fields=["rank"])
        _record(entry, events.MOVED_UP, by, reason=reason)
    return True


def _alone(entry: Entry, once: Sequence[str]) -> bool:
    """Write who this is; False when one of the keys is somebody's. In one order: of two who have several in common
    neither waits for the other in a circle."""
    keys = (EntryKey(tenant=entry.tenant, entry=entry, key=key) for key in sorted(set(once)))
    return all(statements.insert(key, unless_there=True) for key in keys)


def _stays_open(pool: Pool) -> bool:
    """Whether the list of a draw is still open, and keep it so until this transaction ends: the closing waits for all
    who are entering, and they do not wait for each other (FOR KEY SHARE, which Django has no word for; a foreign key
    of Django's is checked only at the commit). On SQLite there is no other writer meanwhile."""
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT closed_at FROM places_pool WHERE id = %s{lock}", [pool.pk])  # noqa: S608 - our own words
        found = cursor.fetchone()
    return found is not None and found[0] is None


def _held(pool: Pool, held_as: str, now: datetime) -> Seat | None:
    """The seat of this pool that the form holds in time; one that it holds elsewhere is let go."""
    seat = own_seat(held_as) if pool.hold_minutes else None
    if seat is None:
        return None
    if seat.pool_id == pool.pk and seat.held_until is not None and seat.held_until > now:
        return seat
    claiming.free(seat)
    return None


def _some_are_held(pool: Pool, now: datetime) -> bool:
    return Seat.objects.filter(pool=pool, kind=SeatKind.PLACE, entry=None, held_until__gt=now).exists()


def _leave(entry: Entry, standing: Standing) -> None:
    """Give up what the entry has. After the list of a draw is closed it stays on it, and is passed over."""
    for seat in Seat.objects.select_for_update(of=("self",)).select_related("pool").filter(entry=entry):
        claiming.free(seat)
    EntryKey.objects.filter(entry=entry).delete()
    entry.standing, entry.offered_until = standing, None
    entry.save(update_fields=["standing", "offered_until"])


def _locked(**which: object) -> Entry | None:
    return Entry.objects.select_for_update(of=("self",)).filter(**which).first()


def _ticket(holder: str) -> str:
    """抽選番号: 24 letters that follow from the holder under the server's key. Nobody draws them until one pleases."""
    return salted_hmac("madoguchi.places.ticket", holder, algorithm="sha256").hexdigest()[:24]


def _record(entry: Entry, word: audit.EventWord, by: audit.Actor, now: datetime | None = None, **data: object) -> None:
    audit.record(
        word,
        tenant=current_tenant(),
        actor=by,
        target=f"places.pool:{entry.pool_id}",
        data={"entry": entry.label, **data},
        at=now,
    )
