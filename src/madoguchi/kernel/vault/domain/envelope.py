"""Sealing under keys under keys: AES-256-GCM (NIST SP 800-38D), nonces drawn at random.

Every sealed text is bound to its context (which body, table, row and field): moved elsewhere it does not open. A
master key wraps the data keys of the bodies and seals nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE = 12


class SealBrokenError(Exception):
    """The sealed text was changed, belongs elsewhere, or was sealed under another key."""


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def key_id(key: bytes) -> str:
    """Sixteen letters that name a key and tell nothing of it."""
    return hmac.new(key, b"madoguchi.vault.key-id", hashlib.sha256).hexdigest()[:16]


def seal(key: bytes, plain: bytes, *context: str) -> bytes:
    """One byte of version, 12 of nonce, the sealed text and 16 of proof; another at every call."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _bound(context))


def open_sealed(key: bytes, sealed: bytes, *context: str) -> bytes:
    """Raises SealBrokenError; then nothing of the text is given."""
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE + 16:
        raise SealBrokenError
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _bound(context))
    except InvalidTag as error:
        raise SealBrokenError from error


def blind(key: bytes, field: str, value: str) -> str:
    """What equal values of one field have in common (HMAC-SHA-256, 64 letters), and nobody without the key can make."""
    return hmac.new(key, _bound((field, value)), hashlib.sha256).hexdigest()


def _bound(context: tuple[str, ...]) -> bytes:
    # As JSON, so that ("ab", "c") and ("a", "bc") are two contexts.
    return json.dumps(context, ensure_ascii=True, separators=(",", ":")).encode()
