"""New keys in place of old ones while everything goes on. Whatever interrupts it, the next run goes on from there."""

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
    sealed anew, old data keys that nothing needs any more and that are gone."""

    wrapped: int
    made: bool
    resealed: int
    dropped: int


def rotate(tenant: Tenant, *, by: audit.Actor, wraps_only: bool = False) -> Rotated:
    """Wrap a body's keys under today's master key; unless `wraps_only`, seal everything under a new data key, too.

    Opens the body's scope by itself, one transaction a batch. A rotation that was interrupted is gone on with: no
    second key is made then. Raises VaultLockedError, SealBrokenError.
    """
    with tenant_scope(tenant), transaction.atomic():
        wrapped = _wrap(tenant)
        made = not wraps_only and _begin(tenant)
    resealed = 0 if wraps_only else sum(_batches(tenant))
    with tenant_scope(tenant), transaction.atomic():
        dropped = 0 if wraps_only else _drop(tenant)
        done = Rotated(wrapped, made, resealed, dropped)
        if wrapped or made or resealed or dropped:
            data = {"wrapped": wrapped, "resealed": resealed, "dropped": dropped}
            audit.record(
                events.KEYS_ROTATED, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data=data
            )
    keys.forget()
    return done


def _wrap(tenant: Tenant) -> int:
    todays, _key = master.current()
    in_use = DataKey.objects.filter(tenant=tenant, retired_at=None)
    retired = DataKey.objects.filter(tenant=tenant, master__in=master.ids()).exclude(retired_at=None)
    stale = [row for row in (*in_use, *retired) if row.master != todays]
    for row in stale:
        keys.wrap_anew(tenant, row)
    return len(stale)


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


def _batches(tenant: Tenant) -> Iterator[int]:
    while True:
        with tenant_scope(tenant), transaction.atomic():
            done = _reseal(tenant)
        if not done:
            return
        yield done


def _reseal(tenant: Tenant) -> int:
    current = DataKey.objects.filter(tenant=tenant, purpose=Purpose.SEAL, retired_at=None).order_by("-number").first()
    if current is None:
        return 0
    key = keys.unwrapped(tenant, current)
    # Locked, so that what is erased meanwhile does not come back.
    rows = list(_stale(tenant, current).select_for_update(of=("self",)).order_by("id")[:BATCH])
    for row in rows:
        plain = secret.opened(tenant, row)
        row.body = envelope.seal(key, plain, *secret.context(tenant, row.holder, row.name))
        row.data_key = current
    Secret.objects.bulk_update(rows, ["body", "data_key"])
    return len(rows)


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
