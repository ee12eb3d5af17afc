"""The door of the vault: sealing what must not be read from a copy of the database.

Usage: `from madoguchi.kernel.vault import api as vault`, then `vault.keep(tenant, "cases.case:12", {"circle": …})`.
"""

from __future__ import annotations

from django.db import transaction

from madoguchi.kernel.audit.api import Actor, record
from madoguchi.kernel.tenants.api import every_body_scope, tenant_scope, tenants
from madoguchi.kernel.vault import events
from madoguchi.kernel.vault.domain.envelope import KEY_BYTES, SealBrokenError, key_id, new_key
from madoguchi.kernel.vault.services import keys, master
from madoguchi.kernel.vault.services.keys import forget as forget_keys
from madoguchi.kernel.vault.services.master import VaultLockedError
from madoguchi.kernel.vault.services.rotation import Rotated, rotate
from madoguchi.kernel.vault.services.secret import ErasedError, NoSecretError, count, erase, index, keep, read


def master_keys_wanted() -> set[str]:
    """Names of the master keys that the bodies' keys are wrapped under; empty where nothing was ever sealed."""
    with every_body_scope("the vault looks which master keys it needs"):
        return master.wanted()


def master_keys_missing() -> set[str]:
    """Those of them that this process was not given: what is sealed under them does not open."""
    return master_keys_wanted() - set(master.ids())


def data_keys_unopenable() -> int:
    """How many keys of all bodies do not open under the master keys at hand: tried, not only compared by name."""
    closed = 0
    for body in tenants():
        with tenant_scope(body):
            closed += keys.unopenable(body)
    return closed


def give_up_lost_keys(*, by: Actor) -> int:
    """When a master key is lost for good: every body goes on with new keys; what was sealed before stays closed."""
    lost = 0
    for body in tenants():
        with tenant_scope(body), transaction.atomic():
            if found := keys.give_up(body):
                lost += found
                record(events.KEYS_GIVEN_UP, tenant=body, actor=by, target=f"tenants.tenant:{body.code}")
    return lost


__all__ = [
    "KEY_BYTES",
    "ErasedError",
    "NoSecretError",
    "Rotated",
    "SealBrokenError",
    "VaultLockedError",
    "count",
    "data_keys_unopenable",
    "erase",
    "forget_keys",
    "give_up_lost_keys",
    "index",
    "keep",
    "key_id",
    "master_keys_missing",
    "master_keys_wanted",
    "new_key",
    "read",
    "rotate",
]
