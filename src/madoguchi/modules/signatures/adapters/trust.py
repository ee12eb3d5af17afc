"""Which roots are believed, and what their authorities have revoked: the operator's files, read anew each time.

roots/   certificates that are believed (PEM or DER)
chain/   certificates between a root and an office, or a time stamp server; not believed by themselves
crls/    失効リスト (PEM or DER), also of the roots
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from madoguchi.modules.signatures.choices import Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError

_T = TypeVar("_T")
_MOST_BYTES = 64 * 1024 * 1024  # a list of all that a large authority revoked has some megabytes


@dataclass(frozen=True)
class Trust:
    """DER."""

    roots: tuple[bytes, ...]
    chain: tuple[bytes, ...]
    crls: tuple[bytes, ...]


@dataclass(frozen=True)
class RevocationList:
    """One file of crls/: whose, and until when its authority wants it believed (none = it does not say)."""

    file: Path
    issuer: str
    made_at: datetime
    next_at: datetime | None


def trust() -> Trust:
    """Raises UnsignableError (TRUST), naming the file that cannot be read."""
    return Trust(
        tuple(one for file in _files("roots") for one in certificates(file)),
        tuple(one for file in _files("chain") for one in certificates(file)),
        tuple(crl.public_bytes(Encoding.DER) for _file, crl in _crls()),
    )


def revocation_lists() -> list[RevocationList]:
    """For whoever watches how old they are. Raises UnsignableError (TRUST)."""
    return [
        RevocationList(file, crl.issuer.rfc4514_string(), crl.last_update_utc, crl.next_update_utc)
        for file, crl in _crls()
    ]


def certificates(file: Path) -> list[bytes]:
    """DER of each certificate in a file (PEM, one or more, or DER). Raises UnsignableError (TRUST)."""
    found = _parsed(file, x509.load_pem_x509_certificates, lambda data: [x509.load_der_x509_certificate(data)])
    return [one.public_bytes(Encoding.DER) for one in found]


def _crls() -> Iterator[tuple[Path, x509.CertificateRevocationList]]:
    for file in _files("crls"):
        yield file, _parsed(file, x509.load_pem_x509_crl, x509.load_der_x509_crl)


def _files(folder: str) -> list[Path]:
    """In the order of their names; hidden ones are somebody's half-written copies."""
    try:
        return sorted(
            one
            for one in (settings.MADOGUCHI_SIGNATURE_TRUST / folder).iterdir()
            if one.is_file() and not one.name.startswith(".")
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnsignableError(Hindrance.TRUST, f"{folder}: {type(error).__name__}") from error


def _parsed(file: Path, pem: Callable[[bytes], _T], der: Callable[[bytes], _T]) -> _T:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UnsignableError(Hindrance.TRUST, f"{file}: too large")
        data = file.read_bytes()
        return (pem if b"-----BEGIN" in data else der)(data)
    except (OSError, ValueError) as error:
        raise UnsignableError(Hindrance.TRUST, f"{file}: {type(error).__name__}") from error
