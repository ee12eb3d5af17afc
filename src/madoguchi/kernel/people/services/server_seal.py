"""Sealing and hashing under this installation's server key (`SECRET_KEY`, and the former ones for
reading)."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac

from madoguchi.kit import seal as sealing


def _keys() -> list[str]:
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def seal(text: str, *, purpose: str) -> str:
    """Encrypt a text for one purpose ("people.totp")."""
    return sealing.seal(text, purpose=purpose, server_keys=_keys())


def unseal(sealed: str, *, purpose: str) -> str:
    """Decrypt. Raises kit.seal.SealBrokenError when it was tampered with or the server key is another."""
    return sealing.unseal(sealed, purpose=purpose, server_keys=_keys())


def digest(token: str, *, purpose: str) -> str:
    """HMAC-SHA-256 of a link's token, 64 hexadecimal digits: what the database keeps of it."""
    return salted_hmac(f"madoguchi.{purpose}", token, algorithm="sha256").hexdigest()
