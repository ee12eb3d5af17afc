"""New keys in place of old ones while everything goes on. Whatever interrupts it, the next run goes on from there.

One row that does not open, or one key, stops nothing else: the rest is done, and they are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kernel.vault import events
from madoguchi.kernel.vault.choices import Purpose
from madoguchi.kernel.vault.domain import envelope
from madoguchi.kernel.vault.models import DataKey, Secret
from madoguchi.kernel.vault.services import keys, master, secret

BATCH = 200  # rows of one transaction
# A process that has a retired key in memory may seal with it for `keys.LIFETIME`; a transaction may take its time.
KEEP_RETIRED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done in one body: keys wrapped anew under today's master key, whether a new data key was made, rows
    sealed anew, old data keys that nothing needs any more and that are gone; `broken`: rows that did not open and were
    left as they are, by holder and name."""

    wrapped: int
    made: bool
    resealed: int
    dropped: int
    broken: tuple[str, ...] = ()


def rotate(tenant: Tenant, *, by: audit.Actor, wraps_only: bool = False) -> Rotated:
    """Wrap a body's keys under today's master key; unless `wraps_only`, seal everything under a new data key, too.

    Opens the body's scope by itself, one transaction a batch. A rotation that was interrupted less than a day ago is
    gone on with: no second key is made then. Raises VaultLockedError where a key of the body does not open; what could
    be wrapped is wrapped all the same.
    """
    with tenant_scope(tenant), transaction.atomic():
        wrapped, shut = _wrap(tenant)
        if shut or wraps_only:
            _record(tenant, Rotated(wrapped, False, 0, 0), by)
    keys.forget()
    if shut:
        raise master.VaultLockedError(", ".join(shut))
    if wraps_only:
        return Rotated(wrapped, False, 0, 0)
    with tenant_scope(tenant), transaction.atomic():
        made = _begin(tenant)
    batches = list(_batches(tenant))
    with tenant_scope(tenant), transaction.atomic():
        broken = tuple(name for batch in batches for name in batch.broken)
        resealed = sum(batch.rows for batch in batches) - len(broken)
        done = Rotated(wrapped, made, resealed, _drop(tenant), broken)
        _record(tenant, done, by)
    keys.forget()
    return done


def _record(tenant: Tenant, done: Rotated, by: audit.Actor) -> None:
    if done.wrapped or done.made or done.resealed or done.dropped or done.broken:
        data = {"wrapped": done.wrapped, "resealed": done.resealed, "dropped": done.dropped}
        data |= {"broken": len(done.broken)} if done.broken else {}
        audit.record(events.KEYS_ROTATED, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data=data)


def _wrap(tenant: Tenant) -> tuple[int, list[str]]:
    """How many keys were wrapped anew, and the names of those that do not open."""
    todays, _key = master.current()
    in_use = DataKey.objects.filter(tenant=tenant, retired_at=None)
    retired = DataKey.objects.filter(tenant=tenant, master__in=master.ids()).exclude(retired_at=None)
    stale = [row for row in (*in_use, *retired) if row.master != todays]
    shut = []
    for row in stale:
        try:
            keys.wrap_anew(tenant, row)
        except master.VaultLockedError:
            shut.append(str(row))
    return len(stale) - len(shut), shut


def _begin(tenant: Tenant) -> bool:
    """Make a new key and retire the others; not where there is none, or where a rotation was
    interrupted."""
    current = DataKey.objects.filter(tenant=tenant, purpose=Purpose.SEAL, retired_at=None).order_by("-number").first()
    if current is None:
        return False
    fresh = current.made_at > timezone.now() - KEEP_RETIRED and current.number > 1
    if fresh and _stale(tenant, current).exists():
        return False
    keys.add(tenant, Purpose.SEAL)
    DataKey.objects.filter(tenant=tenant, purpose=Purpose.SEAL, number__lte=current.number, retired_at=None).update(
        retired_at=timezone.now()
    )
    return True


def _stale(tenant: Tenant, current: DataKey) -> models.QuerySet[Secret]:
    """What is sealed under a former key, as far as that key is at hand."""
    closed = ~models.Q(data_key__master__in=master.ids())
    found: models.QuerySet[Secret] = Secret.objects.filter(tenant=tenant, erased_at=None)
    return found.exclude(data_key=current).exclude(closed)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows that were looked at, up to the id `last`; the names of those among them that did not open."""

    rows: int
    last: int
    broken: tuple[str, ...] = ()


def _batches(tenant: Tenant) -> Iterator[_Batch]:
    done = _Batch(0, 0)
    while True:
        with tenant_scope(tenant), transaction.atomic():
            done = _reseal(tenant, done.last)
        if not done.rows:
            return
        yield done


def _reseal(tenant: Tenant, after: int) -> _Batch:
    """The next batch of rows past the id `after`. Raises VaultLockedError."""
    current = DataKey.objects.filter(tenant=tenant, purpose=Purpose.SEAL, retired_at=None).order_by("-number").first()
    if current is None:
        return _Batch(0, after)
    key = keys.read(tenant, Purpose.SEAL).keys[current.pk]  # fails here when a key does not open, and not for each row
    # Locked, so that what is erased meanwhile does not come back.
    rows = list(_stale(tenant, current).filter(pk__gt=after).select_for_update(of=("self",)).order_by("id")[:BATCH])
    good, broken = [], []
    for row in rows:
        try:
            plain = secret.opened(tenant, row)
        except (envelope.SealBrokenError, master.VaultLockedError):
            broken.append(f"{row.holder} {row.name}")
            continue
        row.body = envelope.seal(key, plain, *secret.context(tenant, row.holder, row.name))
        row.data_key = current
        good.append(row)
    Secret.objects.bulk_update(good, ["body", "data_key"])
    return _Batch(len(rows), rows[-1].pk if rows else after, tuple(broken))


def _drop(tenant: Tenant) -> int:
    """Old keys that nothing is sealed under. What was erased needs none: it goes over to the newest."""
    old = DataKey.objects.filter(tenant=tenant, purpose=Purpose.SEAL, retired_at__lt=timezone.now() - KEEP_RETIRED)
    current = DataKey.objects.filter(tenant=tenant, purpose=Purpose.SEAL, retired_at=None).order_by("-number").first()
    if current is None:
        return 0
    Secret.objects.filter(tenant=tenant, data_key__in=old).exclude(erased_at=None).update(data_key=current)
    used = Secret.objects.filter(tenant=tenant).values("data_key")
    dropped, _each = old.exclude(pk__in=used).delete()
    return dropped
