"""Sealing under this installation's server key."""

from __future__ import annotations

from django.conf import settings

from madoguchi.kit import seal as sealing


def _keys() -> list[str]:
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def seal(text: str, *, purpose: str) -> str:
    """Encrypt a text for one purpose ("identity.flow")."""
    return sealing.seal(text, purpose=purpose, server_keys=_keys())


def unseal(sealed: str, *, purpose: str) -> str:
    """Decrypt. Raises kit.seal.SealBrokenError."""
    return sealing.unseal(sealed, purpose=purpose, server_keys=_keys())
