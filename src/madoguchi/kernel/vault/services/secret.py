"""Keeping, reading and erasing what is sealed. The vault asks nobody who may: the room above has asked, and has written
down why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant, statements
from madoguchi.kernel.vault import events
from madoguchi.kernel.vault.choices import Purpose
from madoguchi.kernel.vault.domain import envelope
from madoguchi.kernel.vault.models import Secret
from madoguchi.kernel.vault.services import keys
from madoguchi.kernel.vault.services.master import VaultLockedError


class NoSecretError(Exception):
    """Nothing was ever sealed under this holder and name."""


class ErasedError(Exception):
    """It was sealed, and has been erased."""


def keep(tenant: Tenant, holder: str, values: Mapping[str, bytes]) -> None:
    """Seal values of one holder by name, each once, in the caller's transaction and the body's scope: one INSERT for
    one value, one for several, and nothing else where the body's key is in memory.

    Raises VaultLockedError, NoTenant, IntegrityError for a name that was kept before.
    """
    if not values:
        return
    ring = keys.ring(tenant, Purpose.SEAL)
    rows = [
        Secret(
            tenant=tenant, holder=holder, name=name, data_key_id=ring.current,
            body=envelope.seal(ring.key, plain, *context(tenant, holder, name)),
        )
        for name, plain in values.items()
    ]  # fmt: skip
    if len(rows) == 1:
        statements.insert(rows[0])
    else:
        Secret.objects.bulk_create(rows)


def read(tenant: Tenant, holder: str, name: str) -> bytes:
    """One value. One query, one more where the keys are not in memory.

    Raises NoSecretError, ErasedError, VaultLockedError; SealBrokenError for a row that was tampered with or moved.
    """
    row = statements.find(Secret, holder=holder, name=name)
    if row is None or row.tenant_id != tenant.pk:
        raise NoSecretError(f"{holder} {name}")
    if row.erased_at is not None:
        raise ErasedError(f"{holder} {name}")
    return opened(tenant, row)


def opened(tenant: Tenant, row: Secret) -> bytes:
    """What a row holds. Raises as `read` does."""
    ring = keys.ring(tenant, Purpose.SEAL)
    if row.data_key_id not in ring.keys:  # made by another process since
        ring = keys.read(tenant, Purpose.SEAL)
    if row.data_key_id not in ring.keys:
        raise VaultLockedError(f"the key of {row} was given up")
    return envelope.open_sealed(ring.keys[row.data_key_id], bytes(row.body), *context(tenant, row.holder, row.name))


def erase(tenant: Tenant, holder: str, *, by: audit.Actor, name: str = "") -> int:
    """Destroy what a holder has sealed (or one name of it); how many. The rows stay, without a body.

    In the database it is gone at once; in backups it lives as long as these do."""
    found = Secret.objects.filter(tenant=tenant, holder=holder, erased_at=None)
    if name:
        found = found.filter(name=name)
    erased = found.update(body=b"", erased_at=timezone.now())
    if erased:
        audit.record(events.SECRETS_ERASED, tenant=tenant, actor=by, target=holder, data={"count": erased})
    return erased


def count(holders: Iterable[str]) -> int:
    """How many values these holders have sealed that were not erased, in the open scope."""
    return Secret.objects.filter(holder__in=list(holders), erased_at=None).count()


def index(tenant: Tenant, field: str, value: str) -> str:
    """A mark by which equal values of a field of one body are found without being told; the caller brings the value
    into one spelling. 64 letters, the same as long as the body's index key lives. Raises VaultLockedError."""
    return envelope.blind(keys.ring(tenant, Purpose.INDEX).key, field, value)


def context(tenant: Tenant, holder: str, name: str) -> tuple[str, ...]:
    """What a sealed row is bound to: body, table, row and field."""
    return (tenant.code, "vault_secret", holder, name)
