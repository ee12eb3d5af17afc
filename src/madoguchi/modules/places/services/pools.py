"""Making pools and changing their size. Seats are made beforehand; only free ones ever go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Department, current_tenant
from madoguchi.modules.places import events
from madoguchi.modules.places.choices import Mode, SeatKind, SeatState
from madoguchi.modules.places.domain import draw
from madoguchi.modules.places.models import Pool, Seat
from madoguchi.modules.places.queries.left import forget_left
from madoguchi.modules.places.services.claiming import call_tending

MOST = 100_000
_LEAP, _MANY = 10, 100  # more than ten times as many, and more than a hundred: asked again
_BATCH = 5_000  # PostgreSQL takes 65,535 parameters


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pool as an upper room declares it. `title`, `public_source`: Japanese and English; `waiting`: how many may wait
    in line; `public_source`: the value that is named now and will go into the draw, both "" without one; `stopped`: the
    upper room takes nothing for it now."""

    key: str
    title: tuple[str, str]
    department: Department
    mode: Mode
    limit: int
    waiting: int = 0
    hold_minutes: int = 0
    offer_hours: int = 48
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    public_source: tuple[str, str] = ("", "")
    stopped: bool = False


def ensure(wanted: Sequence[Wanted], *, by: audit.Actor) -> None:
    """Make the pools that are missing and let the others follow what is declared, in the caller's transaction.

    A limit is applied only when it was declared anew; what an officer has set meanwhile stands. Raises RefusedError
    (fewer places than are taken; "mode": given in another way than who has entered was told; "closed": entries of a
    draw that has been closed would be taken again).
    """
    known = {
        pool.key: pool
        for pool in Pool.objects.select_for_update(no_key=True, of=("self",)).filter(key__in=[w.key for w in wanted])
    }
    for one in wanted:
        pool = known.get(one.key)
        if pool is None:
            _make(one, by)
        else:
            _follow(pool, one, by)
    forget_left()


def stop(keys: Sequence[str]) -> None:
    """The upper room takes nothing for these pools any more, in the caller's transaction. Who has a place keeps it, the
    line moves on, and a draw is closed at its last moment, or by its office."""
    Pool.objects.filter(key__in=keys).update(stopped=True)
    forget_left()


def set_limit(pool_id: int, *, limit: int, waiting: int, by: audit.Actor, sure: bool = False) -> Pool:
    """An officer changes the number of places and of the waiting list. Raises RefusedError (fewer than are taken;
    "sure": so many more that it looks like a slip of the finger, and nobody has said that it is meant)."""
    with transaction.atomic():
        pool = Pool.objects.select_for_update(no_key=True, of=("self",)).get(pk=pool_id)
        for before, wanted in ((pool.limit, limit), (pool.waiting, waiting)):
            if not sure and wanted > max(_LEAP * before, _MANY):
                raise RefusedError(
                    "sure",
                    _(
                        "%(before)s人から%(wanted)s人に増やします。まちがいでなければ、チェックを入れてもう一度押してください。"
                    )
                    % {"before": f"{before:,}", "wanted": f"{wanted:,}"},
                    "sure",
                )
        _resize(pool, limit, waiting, by)
    forget_left()
    return pool


def _make(one: Wanted, by: audit.Actor) -> None:
    seed = draw.new_seed() if one.mode != Mode.FIRST_COME else ""
    pool = Pool.objects.create(
        tenant=current_tenant(),
        key=one.key,
        limit=one.limit,
        waiting=one.waiting,
        declared_limit=one.limit,
        declared_waiting=one.waiting,
        mode=one.mode,
        stopped=one.stopped,
        seed=seed,
        commitment=draw.commitment(seed) if seed else "",
        made_at=timezone.now(),
        **_settings(one),
    )
    _add(pool, SeatKind.PLACE, one.limit)
    _add(pool, SeatKind.WAITING, one.waiting)
    data = {"key": one.key, "limit": one.limit, "waiting": one.waiting, "commitment": pool.commitment}
    audit.record(events.POOL_MADE, tenant=pool.tenant, actor=by, target=pool.target, data=data)


def _settings(one: Wanted) -> dict[str, object]:
    return {
        "title_ja": one.title[0],
        "title_en": one.title[1],
        "department": one.department,
        "hold_minutes": one.hold_minutes,
        "offer_hours": one.offer_hours,
        "opens_at": one.opens_at,
        "closes_at": one.closes_at,
        "public_source_ja": one.public_source[0],
        "public_source_en": one.public_source[1],
    }


def _follow(pool: Pool, one: Wanted, by: audit.Actor) -> None:
    if pool.mode != one.mode:
        raise RefusedError(
            "mode",
            _("「%(title)s」の席の決め方（先着・抽選）は、途中では変えられません。") % {"title": one.title[0]},
            "mode",
        )
    if pool.closed_at is not None and not one.stopped and (one.closes_at is None or one.closes_at > timezone.now()):
        raise RefusedError(
            "closed",
            _("「%(title)s」は抽選の応募を締め切っているので、同じ枠でもう一度受け付けることはできません。")
            % {"title": one.title[0]},
            "closes_at",
        )
    if pool.stopped != one.stopped:
        pool.stopped = one.stopped
        pool.save(update_fields=["stopped"])
    changed = {name: value for name, value in _settings(one).items() if getattr(pool, name) != value}
    if pool.closed_at is not None:  # what has been published of a draw stays as it was
        changed = {name: value for name, value in changed.items() if name == "department"}
    if changed:
        for name, value in changed.items():
            setattr(pool, name, value)
        pool.save(update_fields=list(changed))
        audit.record(
            events.POOL_ADJUSTED,
            tenant=pool.tenant,
            actor=by,
            target=pool.target,
            data={name: value.code if isinstance(value, Department) else value for name, value in changed.items()},
        )
    declared = (one.limit, one.waiting)
    if (pool.declared_limit, pool.declared_waiting) != declared:
        pool.declared_limit, pool.declared_waiting = declared
        pool.save(update_fields=["declared_limit", "declared_waiting"])
        _resize(pool, one.limit, one.waiting, by)


def _resize(pool: Pool, limit: int, waiting: int, by: audit.Actor) -> None:
    before = (pool.limit, pool.waiting)
    if before == (limit, waiting):
        return
    if pool.drawn_at is not None and limit < pool.limit:
        raise RefusedError("drawn", _("抽選のあとで定員を減らすことはできません。"), "limit")
    _fit(pool, SeatKind.PLACE, limit, "limit")
    _fit(pool, SeatKind.WAITING, waiting, "waiting")
    pool.limit, pool.waiting = limit, waiting
    pool.save(update_fields=["limit", "waiting"])
    data = {"limit": [before[0], limit], "waiting": [before[1], waiting]}
    audit.record(events.POOL_LIMITED, tenant=pool.tenant, actor=by, target=pool.target, data=data)
    if limit > before[0]:
        call_tending()


def _fit(pool: Pool, kind: SeatKind, wanted: int, field: str) -> None:
    """Add free seats, or take free ones away; those that somebody has, holds or is just claiming stay."""
    if not 0 <= wanted <= MOST:
        raise RefusedError("no_number", _("0から%(most)sまでの数で入力してください。") % {"most": f"{MOST:,}"}, field)
    there = Seat.objects.filter(pool=pool, kind=kind).count()  # nobody else adds any: the pool's row is locked
    if wanted >= there:
        _add(pool, kind, wanted - there)
        return
    free = (
        Seat.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pool=pool, kind=kind, state=SeatState.FREE)
        .order_by("-number")[: there - wanted]
    )
    found = list(free.values_list("pk", flat=True))
    if len(found) < there - wanted:
        least = there - len(found)
        raise RefusedError(
            "too_few",
            _("いま%(n)s人分が決まっているか、確保されています。%(n)sより小さくはできません。") % {"n": least},
            field,
        )
    for first in range(0, len(found), _BATCH):
        Seat.objects.filter(pk__in=found[first : first + _BATCH]).delete()


def _add(pool: Pool, kind: SeatKind, more: int) -> None:
    last = Seat.objects.filter(pool=pool, kind=kind).aggregate(last=Max("number"))["last"] or 0
    Seat.objects.bulk_create(
        [Seat(tenant=pool.tenant, pool=pool, kind=kind, number=last + place + 1) for place in range(more)],
        batch_size=1000,
    )
