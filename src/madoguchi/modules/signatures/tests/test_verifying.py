"""Each fault of a signed document has its name."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import call_command
from django.core.management.base import CommandError
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pytest_django import Settings

from madoguchi.modules.signatures.adapters.stamping import OfficeTimeStamper
from madoguchi.modules.signatures.api import Fault, sign, verify
from madoguchi.modules.signatures.tests.pki import Holder, Pki, certify, revocations

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(signing: Pki, letter: bytes) -> bytes:
    return sign(letter).pdf


@pytest.fixture
def trusted(signing: Pki, settings: Settings, tmp_path: Path) -> Path:
    """A copy of the trusted files that a test may change."""
    shutil.copytree(signing.trust, tmp_path / "trust")
    settings.MADOGUCHI_SIGNATURE_TRUST = tmp_path / "trust"
    return tmp_path / "trust"


def by_hand(pdf: bytes, holder: Holder, between: Holder, *, stamp: bool = True) -> bytes:
    """Signed without any of the checks that ours makes."""
    own, above = (x509.Certificate.load(one.certificate.public_bytes(Encoding.DER)) for one in (holder, between))
    key = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(own, PrivateKeyInfo.load(key), SimpleCertificateStore.from_certs([own, above]))
    written = BytesIO()
    metadata = PdfSignatureMetadata(field_name="Office", subfilter=SigSeedSubFilter.PADES)
    stamper = OfficeTimeStamper() if stamp else None
    PdfSigner(metadata, signer, timestamper=stamper).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=written)
    return written.getvalue()


def test_what_the_office_let_out_is_valid(signed: bytes) -> None:
    found = verify(signed)
    assert (found.fault, found.signer) == (None, "Mayor of Natori")
    assert found.stamped_at is not None


def test_what_is_no_signed_document(signed: bytes, letter: bytes) -> None:
    assert verify(b"no PDF").fault == Fault.UNREADABLE
    assert verify(signed[: len(signed) // 3]).fault in (Fault.UNREADABLE, Fault.UNSIGNED)
    assert verify(letter).fault == Fault.UNSIGNED


def test_what_was_changed_or_added_afterwards(signed: bytes) -> None:
    assert verify(signed.replace(b"(Permit)", b"(Permiu)")).fault == Fault.TAMPERED
    assert verify(signed + b"\n% more\n").fault == Fault.TAMPERED
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root.get("/Lang")
    writer.root["/PageMode"] = writer.root["/Type"]
    writer.update_root()
    added = BytesIO()
    writer.write(added)
    assert verify(added.getvalue()).fault == Fault.TAMPERED


@pytest.mark.parametrize(
    ("days", "fault"), [((-30, -1), Fault.EXPIRED), ((1, 30), Fault.NOT_YET), ((-30, 30), None)], ids=str
)
def test_a_certificate_out_of_its_time(
    days: tuple[float, float], fault: Fault | None, signing: Pki, letter: bytes
) -> None:
    holder = certify("Mayor", signing.authority, days=days)
    assert verify(by_hand(letter, holder, signing.authority)).fault == fault


def test_somebody_else_s_authority(signing: Pki, letter: bytes) -> None:
    other = certify("Test organisation CA", None, authority=True)
    assert verify(by_hand(letter, certify("Mayor of Natori", other), other)).fault == Fault.CHAIN


def test_a_certificate_that_may_not_sign_documents(signing: Pki, letter: bytes) -> None:
    holder = Holder(signing.authority.certificate, signing.authority.key)
    assert verify(by_hand(letter, holder, signing.root)).fault is not None


def test_a_signature_without_a_time_stamp(signing: Pki, letter: bytes) -> None:
    assert verify(by_hand(letter, signing.office, signing.authority, stamp=False)).fault == Fault.NO_STAMP


def test_a_stamp_of_a_server_that_is_not_believed(signed: bytes, trusted: Path) -> None:
    (trusted / "roots/time.pem").unlink()
    assert verify(signed).fault == Fault.STAMP


def test_a_revoked_certificate_although_the_document_brings_an_older_list(
    signed: bytes, trusted: Path, signing: Pki
) -> None:
    (trusted / "crls/authority.crl").write_bytes(revocations(signing.authority, signing.office))
    assert verify(signed).fault == Fault.REVOKED


def test_a_document_brings_what_the_operator_no_longer_has(
    signed: bytes, trusted: Path, signing: Pki, letter: bytes
) -> None:
    (trusted / "crls/authority.crl").unlink()
    (trusted / "chain/authority.cer").unlink()
    assert verify(signed).fault is None
    assert verify(by_hand(letter, signing.office, signing.authority)).fault == Fault.UNKNOWN


def test_the_command_says_whose_certificate_it_is(
    signed: bytes, letter: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(signed)
    call_command("verify_document", str(file))
    said = capsys.readouterr().out
    assert "有効です" in said
    assert "名取市" in said
    file.write_bytes(letter)
    with pytest.raises(CommandError, match="電子署名がありません"):
        call_command("verify_document", str(file))
