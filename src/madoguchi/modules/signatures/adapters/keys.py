"""Private keys of offices: PEM files of the operator, with a passphrase from the environment."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from madoguchi.modules.signatures.choices import Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError

Key = RSAPrivateKey | EllipticCurvePrivateKey


def office_key(name: str) -> Key:
    """The key in the file of this name below MADOGUCHI_SIGNING_KEYS. Raises UnsignableError (KEY)."""
    if not name or name != name.strip() or "/" in name or "\\" in name or name.startswith("."):
        raise UnsignableError(Hindrance.KEY, "a bare file name is wanted")
    passphrase = settings.MADOGUCHI_SIGNING_PASSPHRASE.encode()
    try:
        data = (settings.MADOGUCHI_SIGNING_KEYS / name).read_bytes()
        # A key without a passphrase is as good as the certificate's seal lying on the table: refused (TypeError).
        key = load_pem_private_key(data, passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise UnsignableError(Hindrance.KEY, f"{name}: {type(error).__name__}") from error
    if not isinstance(key, Key):
        raise UnsignableError(Hindrance.KEY, f"{name}: neither RSA nor elliptic curve")
    return key
