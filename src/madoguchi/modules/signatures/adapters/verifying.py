"""Judges a signed PDF with pyHanko, by the operator's roots and lists of revocations; nothing is fetched."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    KeyUsageConstraints,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from madoguchi.modules.signatures.adapters.pdf import believing
from madoguchi.modules.signatures.adapters.trust import Trust
from madoguchi.modules.signatures.choices import Fault
from madoguchi.modules.signatures.domain.verdict import Verdict

# A stamp proves when a signature was there; whoever may sign documents is said by the certificate.
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation"})
_REVOKED = {AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
_FAULTS: dict[AdESSubIndic, Fault] = {
    **dict.fromkeys(_REVOKED, Fault.REVOKED),
    AdESIndeterminate.EXPIRED: Fault.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Fault.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Fault.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: Fault.NOT_YET,
    AdESFailure.NOT_YET_VALID: Fault.NOT_YET,
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Fault.CHAIN,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: Fault.UNKNOWN,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: Fault.UNKNOWN,
    AdESIndeterminate.TRY_LATER: Fault.UNKNOWN,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Fault.USAGE,
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: Fault.USAGE,
}


def judge(pdf: bytes, trust: Trust) -> Verdict:
    """The certificate is judged at the time of the stamp, the stamp at the present time.

    What the operator's lists say about the past counts before what the document brings along.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = reader.embedded_regular_signatures
    except Exception:  # a stranger's file: whatever reading it raises
        return Verdict(Fault.UNREADABLE)
    if not found:
        return Verdict(Fault.UNSIGNED)
    try:
        return _judge(reader, found[0], trust, len(pdf))
    except Exception:  # as above: a signature whose structure cannot be read proves nothing
        return Verdict(Fault.TAMPERED)


def _judge(reader: PdfFileReader, found: EmbeddedPdfSignature, trust: Trust, length: int) -> Verdict:
    own = found.signer_cert
    if own is None:
        return Verdict(Fault.TAMPERED)
    first = _look(reader, found, trust, None, brought=True)
    stamp = first.timestamp_validity
    words = {"signer": str(own.subject.native.get("common_name", "")), "fingerprint": own.sha256.hex()}
    if not (first.intact and first.valid and first.docmdp_ok is not False and _whole(found, first, length)):
        return Verdict(Fault.TAMPERED, **words)
    if stamp is None:
        return Verdict(Fault.NO_STAMP, **words)
    if not (stamp.intact and stamp.valid and stamp.trusted):
        return Verdict(Fault.STAMP, **words)
    at = stamp.timestamp
    # Lists that were made after the stamp know of revocations before it that nobody knew then.
    after = _look(reader, found, trust, at, brought=False)
    if after.trust_problem_indic in _REVOKED:
        return Verdict(Fault.REVOKED, stamped_at=at, **words)
    then = after if after.trusted else _look(reader, found, trust, at, brought=True)
    if not then.trusted:
        if own.not_valid_before > at:  # it says only that no list fits
            return Verdict(Fault.NOT_YET, stamped_at=at, **words)
        problem = then.trust_problem_indic
        return Verdict(_FAULTS.get(problem, Fault.CHAIN) if problem else Fault.CHAIN, stamped_at=at, **words)
    return Verdict(None, stamped_at=at, **words)


def _whole(found: EmbeddedPdfSignature, status: PdfSignatureStatus, length: int) -> bool:
    """All of the file to its last byte, as ours do: what comes behind is read by one program and not by another."""
    _start, _length, second, rest = (int(one) for one in found.byte_range)
    return status.coverage == SignatureCoverageLevel.ENTIRE_FILE and second + rest == length


def _look(
    reader: PdfFileReader, found: EmbeddedPdfSignature, trust: Trust, at: datetime | None, *, brought: bool
) -> PdfSignatureStatus:
    """`at`: when the signer's certificate is judged; `brought`: by the lists in the document as well."""
    return validate_pdf_signature(
        found,
        signer_validation_context=_context(reader, trust, at, brought=brought),
        ts_validation_context=_context(reader, trust, None, brought=False),
        key_usage_settings=_USAGE,
    )


def _context(reader: PdfFileReader, trust: Trust, at: datetime | None, *, brought: bool) -> ValidationContext:
    words = {**believing(trust), "moment": at, "retroactive_revinfo": not brought}
    if brought:
        try:
            return DocumentSecurityStore.read_dss(reader).as_validation_context(words)
        except NoDSSFoundError:
            pass
    return ValidationContext(**words)
