"""A document gets the signature of its office before it leaves."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.signatures.adapters.keys import office_key
from madoguchi.modules.signatures.adapters.trust import trust
from madoguchi.modules.signatures.choices import Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError
from madoguchi.modules.signatures.models import OfficeCertificate

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signed:
    """A document as it leaves: `fingerprint` is that of the certificate, "" for a body that signs nothing (`pdf` is
    then what was given)."""

    pdf: bytes
    fingerprint: str = ""


def sign(pdf: bytes) -> Signed:
    """Sign a PDF as the office of the open body, if it has a certificate: PAdES B-LT, 0.1 s of work, and two calls of
    the time stamp server.

    A body that signs never lets a document out unsigned: raises UnsignableError for whatever stands in the way, and
    writes to the log what it was.
    """
    row = in_use()
    if row is None:
        return Signed(pdf)
    try:
        return Signed(with_key(pdf, row.key_file, ders(row.certificates)), row.fingerprint)
    except UnsignableError as error:
        _log.error("%s: document not signed: %s", current_tenant().code, error)
        raise


def in_use() -> OfficeCertificate | None:
    """The certificate that the open body signs with."""
    return OfficeCertificate.objects.filter(tenant=current_tenant(), ended_at=None).first()


def all_in_use() -> list[OfficeCertificate]:
    """Those of every body in the open scope, with their bodies. One query."""
    return list(OfficeCertificate.objects.filter(ended_at=None).select_related("tenant").order_by("tenant__code"))


def offices_of(fingerprint: str) -> list[str]:
    """Names of the bodies in the open scope that sign, or have signed, with the certificate of this fingerprint."""
    rows = OfficeCertificate.objects.filter(fingerprint=fingerprint).select_related("tenant").order_by("tenant__code")
    return list(dict.fromkeys(row.tenant.name for row in rows))


def with_key(pdf: bytes, key_file: str, certificates: list[bytes]) -> bytes:
    """`pdf` signed by this key. Raises UnsignableError."""
    # inside: heavy library, rarely used
    from madoguchi.modules.signatures.adapters import pdf as paper

    return paper.sign(pdf, key=office_key(key_file), certificates=certificates, trust=trust())


def ders(pem: str) -> list[bytes]:
    """The certificates of a PEM text, as DER. Raises UnsignableError (CERTIFICATE)."""
    try:
        return [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(pem.encode())]
    except ValueError as error:
        raise UnsignableError(Hindrance.CERTIFICATE, type(error).__name__) from error
