"""The Ed25519 key of an installation: made from the server key, so that there is no second secret to keep and restore.

A server key that is changed gives another signing key; who believed the old one must compare the new one.
"""

from __future__ import annotations

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from madoguchi.modules.sharing.domain.package import Signature

_PURPOSE = b"madoguchi.sharing.signing.1"


def key_from(server_key: str) -> Ed25519PrivateKey:
    """The installation's key. HKDF with a label of its own: nothing else is made from the same seed."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(server_key.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public(key: Ed25519PrivateKey) -> str:
    """Its public key, hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, *, pack: str, version: int, sha256: str, signer: str) -> Signature:
    """Sign a pack by the hash of its canonical text. Ed25519 takes no chance: the same again gives the same."""
    blank = Signature(pack, version, sha256, signer, public(key), "")
    return Signature(pack, version, sha256, signer, public(key), key.sign(blank.message).hex())


def holds(signature: Signature) -> bool:
    """Was it made by its public key? Whose key that is, is another question."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key)).verify(
            bytes.fromhex(signature.signature), signature.message
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: str) -> str:
    """A public key in words one can read out: 8 groups of 4."""
    text = sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))
