"""PAdES B-LT with pyHanko. Importing this costs 0.8 s and 44 MB: only what signs or verifies does."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from asn1crypto import x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from madoguchi.modules.signatures.adapters.keys import Key
from madoguchi.modules.signatures.adapters.stamping import OfficeTimeStamper
from madoguchi.modules.signatures.adapters.trust import Trust
from madoguchi.modules.signatures.choices import Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError

FIELD = "Office"


def sign(pdf: bytes, *, key: Key, certificates: list[bytes], trust: Trust) -> bytes:
    """The PDF with one signature of the office over all of it: PAdES B-LT, time-stamped, no later change allowed.

    `certificates`: DER, the office's own first. What an offline check needs (certificates, revocation lists) goes
    into the same revision, so that the signature covers it. Raises UnsignableError (CHAIN, NO_STAMP, STAMP).
    """
    own, *between = [x509.Certificate.load(one) for one in certificates]
    store = SimpleCertificateStore.from_certs([own, *between])
    signer = SimpleSigner(signing_cert=own, signing_key=_for_pyhanko(key), cert_registry=store, embed_roots=False)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=True,
        validation_context=ValidationContext(**believing(trust, between)),
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    signed = BytesIO()
    try:
        PdfSigner(metadata, signer=signer, timestamper=OfficeTimeStamper()).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), output=signed
        )
    except (SigningError, PathError, ValidationError) as error:
        raise UnsignableError(Hindrance.CHAIN, str(error)) from error
    return signed.getvalue()


def believing(trust: Trust, between: Sequence[x509.Certificate] = ()) -> dict[str, Any]:
    """The arguments of every ValidationContext of ours: nothing is fetched; each certificate below a root must be in a
    list of its authority that is still fresh."""
    return {
        "trust_roots": [x509.Certificate.load(one) for one in trust.roots],
        "other_certs": [*between, *(x509.Certificate.load(one) for one in trust.chain)],
        "crls": list(trust.crls),
        "allow_fetching": False,
        "revocation_mode": "require",
    }


def _for_pyhanko(key: Key) -> PrivateKeyInfo:
    return PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def blank() -> bytes:
    """A PDF of one empty page, to try a key on."""
    writer = PdfFileWriter()
    writer.insert_page(
        PageObject(contents=writer.add_object(StreamObject(stream_data=b"")), media_box=(0, 0, 595, 842))
    )
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
