"""The Ed25519 key that signs a body's daily roots: made from the server key, so that there is no second secret to keep.

A server key that is changed gives another signing key. What was signed keeps the public key it was signed with; while
the former server key is still known (SECRET_KEY_FALLBACKS) the first root under the new key is signed by both, so that
whoever believed the old one may believe the new.
"""

from __future__ import annotations

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"madoguchi.audit.sealing.1"


def key_from(server_key: str) -> Ed25519PrivateKey:
    """The sealing key of that server key. HKDF with a label of its own: nothing else is made from the same seed."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(server_key.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public(key: Ed25519PrivateKey) -> str:
    """Its public key, hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """Sign a text; hexadecimal. Ed25519 takes no chance: the same again gives the same."""
    return key.sign(text.encode()).hex()


def holds(public_key: str, text: str, signature: str) -> bool:
    """Was the text signed by that key?"""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: str) -> str:
    """A public key in words one can read out: 8 groups of 4. It is the key's id, too."""
    text = sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))
