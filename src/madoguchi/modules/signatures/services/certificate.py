"""Which certificate an office signs with: set and ended by the operator, inside the scope of its body."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.signatures import events
from madoguchi.modules.signatures.adapters.keys import office_key
from madoguchi.modules.signatures.choices import Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError
from madoguchi.modules.signatures.models import OfficeCertificate
from madoguchi.modules.signatures.services.issuing import ders, in_use, with_key


def set_certificate(pem: str, key_file: str, *, by: audit.Actor) -> OfficeCertificate:
    """From now on the open body signs with this certificate (PEM, the office's first) and the key in this file.

    A trial is signed first, with a real time stamp, so that what is set can sign. Raises UnsignableError.
    """
    tenant = current_tenant()
    given = ders(pem)
    own = _own(given)
    if _public(own) != office_key(key_file).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo):
        raise UnsignableError(Hindrance.OTHER_KEY)
    with_key(_blank(), key_file, given)
    now = timezone.now()
    with transaction.atomic():
        OfficeCertificate.objects.filter(tenant=tenant, ended_at=None).update(ended_at=now)
        row = OfficeCertificate.objects.create(
            tenant=tenant,
            key_file=key_file,
            certificates=_pem(given),
            fingerprint=own.fingerprint(hashes.SHA256()).hex(),
            subject=own.subject.rfc4514_string()[:500],
            not_before=own.not_valid_before_utc,
            not_after=own.not_valid_after_utc,
            since=now,
        )
        data = {"fingerprint": row.fingerprint, "subject": row.subject}
        audit.record(events.CERTIFICATE_SET, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data=data)
    return row


def end(*, by: audit.Actor) -> bool:
    """From now on the open body signs nothing; False when it did not before."""
    tenant = current_tenant()
    with transaction.atomic():
        row = in_use()
        if row is None:
            return False
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        data = {"fingerprint": row.fingerprint}
        audit.record(
            events.CERTIFICATE_ENDED, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data=data
        )
    return True


def _pem(given: list[bytes]) -> str:
    """Written anew: the operator's file may hold the key as well."""
    return "".join(x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM).decode() for one in given)


def _own(given: list[bytes]) -> x509.Certificate:
    """The first certificate. Raises UnsignableError (USAGE)."""
    own = x509.load_der_x509_certificate(given[0])
    try:
        usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as error:
        raise UnsignableError(Hindrance.USAGE) from error
    if not usage.content_commitment:
        raise UnsignableError(Hindrance.USAGE)
    return own


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _blank() -> bytes:
    # inside: heavy library, rarely used
    from madoguchi.modules.signatures.adapters import pdf as paper

    return paper.blank()
