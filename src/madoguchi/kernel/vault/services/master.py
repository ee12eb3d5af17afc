"""The master keys that this process was given (`MADOGUCHI_VAULT_KEYS`): the first wraps, the others are former ones."""

from __future__ import annotations

from django.conf import settings

from madoguchi.kernel.vault.domain.envelope import key_id
from madoguchi.kernel.vault.models import DataKey


class VaultLockedError(Exception):
    """The master key is missing, or it is not the one that the body's keys are wrapped under."""


def ids() -> list[str]:
    """Names of the master keys at hand, the first that of today's."""
    return [key_id(key) for key in settings.MADOGUCHI_VAULT_KEYS]


def current() -> tuple[str, bytes]:
    """Name and bytes of the key that wraps. Raises VaultLockedError."""
    if not settings.MADOGUCHI_VAULT_KEYS:
        raise VaultLockedError("no master key")
    key = settings.MADOGUCHI_VAULT_KEYS[0]
    return key_id(key), key


def named(name: str) -> bytes:
    """Raises VaultLockedError."""
    for key in settings.MADOGUCHI_VAULT_KEYS:
        if key_id(key) == name:
            return bytes(key)
    raise VaultLockedError(f"no master key {name}")


def wanted() -> set[str]:
    """Names of the master keys that data keys of the open bodies are wrapped under. One query."""
    return set(DataKey.objects.order_by().values_list("master", flat=True).distinct())
