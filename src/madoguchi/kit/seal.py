"""Secrets that must be read again (second-factor keys, client secrets, kept forms), encrypted under the server key.

Fernet of the `cryptography` package (AES-128-CBC with HMAC-SHA-256), its key derived from the server key by
HKDF-SHA-256 with one label per purpose, so that a sealed text of one purpose never opens as another.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealBrokenError(Exception):
    """The sealed text was changed, has another purpose, or was sealed under a server key that is gone."""


def _fernet(server_key: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"madoguchi.{purpose}".encode()).derive(
        server_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(text: str, *, purpose: str, server_keys: Sequence[str]) -> str:
    """Encrypt under the first server key; the result is ASCII, and differs at every call."""
    return _fernet(server_keys[0], purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, server_keys: Sequence[str]) -> str:
    """Decrypt with the first server key that fits (the later ones are former keys).

    Raises SealBrokenError.
    """
    try:
        return MultiFernet([_fernet(key, purpose) for key in server_keys]).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBrokenError(purpose) from error
