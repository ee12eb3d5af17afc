"""The data keys of a body: made when first needed, unwrapped once a process and minute."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, statements
from madoguchi.kernel.vault.choices import Purpose
from madoguchi.kernel.vault.domain import envelope
from madoguchi.kernel.vault.models import DataKey
from madoguchi.kernel.vault.services import master

LIFETIME = 60.0  # seconds that unwrapped keys stay in memory, and that a retired one may still seal
# A key that was made a moment ago may yet be undone with its transaction: it is not kept so long.
SETTLED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one purpose of a body, by row; `current` seals."""

    keys: dict[int, bytes]
    current: int

    @property
    def key(self) -> bytes:
        return self.keys[self.current]


_kept: dict[tuple[int, Purpose], tuple[float, Ring]] = {}


def ring(tenant: Tenant, purpose: Purpose) -> Ring:
    """From memory, else one query; a body's first key is made here. Raises VaultLockedError."""
    kept = _kept.get((tenant.pk, purpose))
    if kept is not None and time.monotonic() - kept[0] < LIFETIME:
        return kept[1]
    return read(tenant, purpose)


def read(tenant: Tenant, purpose: Purpose) -> Ring:
    """The same from the database, past the memory."""
    rows = _rows(tenant, purpose)
    if not any(row.retired_at is None for row in rows):
        add(tenant, purpose)
        rows = _rows(tenant, purpose)
    # Those that were given up are not at hand; what was sealed under them stays closed, the rest goes on.
    keys = {row.pk: unwrapped(tenant, row) for row in rows if row.retired_at is None or row.master in master.ids()}
    newest = max((row for row in rows if row.retired_at is None), key=lambda row: row.number)
    found = Ring(keys, newest.pk)
    if all(row.made_at < timezone.now() - SETTLED for row in rows):
        _kept[tenant.pk, purpose] = (time.monotonic(), found)
    return found


def _rows(tenant: Tenant, purpose: Purpose) -> list[DataKey]:
    return list(DataKey.objects.filter(tenant=tenant, purpose=purpose))


def add(tenant: Tenant, purpose: Purpose) -> None:
    """Make the next key of a body; of two at once one is made. Raises VaultLockedError."""
    name, key = master.current()
    last = DataKey.objects.filter(tenant=tenant, purpose=purpose).aggregate(last=Max("number"))["last"] or 0
    row = DataKey(tenant=tenant, purpose=purpose.value, number=last + 1, master=name)
    row.wrapped = envelope.seal(key, envelope.new_key(), *_context(tenant, row))
    statements.insert(row, unless_there=True)


def unwrapped(tenant: Tenant, row: DataKey) -> bytes:
    """Raises VaultLockedError, also for a wrapping that was tampered with."""
    try:
        return envelope.open_sealed(master.named(row.master), bytes(row.wrapped), *_context(tenant, row))
    except envelope.SealBrokenError as error:
        raise master.VaultLockedError(f"the wrapping of {row} does not open") from error


def wrap_anew(tenant: Tenant, row: DataKey) -> None:
    """Under today's master key; the key itself stays. Raises VaultLockedError."""
    plain = unwrapped(tenant, row)
    name, key = master.current()
    DataKey.objects.filter(pk=row.pk).update(master=name, wrapped=envelope.seal(key, plain, *_context(tenant, row)))


def give_up(tenant: Tenant) -> int:
    """Retire a body's keys whose master key is not at hand, so that a new one is made; how many. What was sealed under
    them opens only when that master key is found again."""
    lost = DataKey.objects.filter(tenant=tenant, retired_at=None).exclude(master__in=master.ids())
    found: int = lost.update(retired_at=timezone.now())
    forget()
    return found


def unopenable(tenant: Tenant) -> int:
    """How many of a body's keys in use do not open under the master keys at hand. One query."""
    closed = 0
    for row in DataKey.objects.filter(tenant=tenant, retired_at=None):
        try:
            unwrapped(tenant, row)
        except master.VaultLockedError:
            closed += 1
    return closed


def forget() -> None:
    """Drop every unwrapped key from memory."""
    _kept.clear()


def _context(tenant: Tenant, row: DataKey) -> tuple[str, ...]:
    return (tenant.code, "vault_datakey", str(row.purpose), str(row.number))
