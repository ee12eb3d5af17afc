"""Documents leave signed, and programs that are not ours agree."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from madoguchi.kernel.identity.api import Answer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.signatures.adapters.pdf import believing
from madoguchi.modules.signatures.adapters.trust import trust
from madoguchi.modules.signatures.api import Hindrance, UnsignableError, sign
from madoguchi.modules.signatures.tests.pki import Pki, revocations


def refused(why: Hindrance) -> pytest.RaisesExc[UnsignableError]:
    return pytest.RaisesExc(UnsignableError, check=lambda error: error.why == why)


def tampered(pdf: bytes) -> bytes:
    """One letter of the title in the file's own description is another."""
    assert pdf.count(b"(Permit)") >= 1
    return pdf.replace(b"(Permit)", b"(Permiu)")


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler's `pdfsig` says."""
    if shutil.which("pdfsig") is None:
        pytest.skip("poppler-utils is not installed")
    (folder / "letter.pdf").write_bytes(pdf)
    asked = ["pdfsig", "-nocert", "letter.pdf"]
    return subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=20, check=False).stdout


@pytest.mark.django_db
def test_without_a_certificate_a_document_leaves_as_it_is(in_natori: Tenant, letter: bytes) -> None:
    assert sign(letter) == type(sign(letter))(letter, "")


@pytest.mark.django_db
def test_pyhanko_and_pdfsig_agree(signing: Pki, letter: bytes, tmp_path: Path) -> None:
    signed = sign(letter)
    assert len(signed.fingerprint) == 64
    assert signed.pdf.startswith(letter)  # what was set is all there, in front
    [found] = PdfFileReader(BytesIO(signed.pdf)).embedded_signatures
    signer, stamper = (ValidationContext(**believing(trust())) for _each in range(2))
    status = validate_pdf_signature(found, signer_validation_context=signer, ts_validation_context=stamper)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    stamp = status.timestamp_validity
    assert stamp is not None
    assert abs(stamp.timestamp - datetime.now(UTC)) < timedelta(minutes=1)
    said = pdfsig(signed.pdf, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Mayor of Natori" in said
    # B-LT: what an offline check needs lies in the file, and nothing else is needed.
    kept = PdfFileReader(BytesIO(signed.pdf)).root["/DSS"]
    assert len(kept["/CRLs"]) == 3
    assert len(kept["/Certs"]) >= 3


@pytest.mark.django_db
def test_pyhanko_and_pdfsig_see_what_was_changed_afterwards(signing: Pki, letter: bytes, tmp_path: Path) -> None:
    changed = tampered(sign(letter).pdf)
    [found] = PdfFileReader(BytesIO(changed)).embedded_signatures
    status = validate_pdf_signature(found, ValidationContext(trust_roots=[], allow_fetching=False))
    assert not status.intact
    said = pdfsig(changed, tmp_path)
    assert "Signature is Valid." not in said
    assert "Digest Mismatch" in said


@pytest.mark.django_db
def test_a_body_that_signs_lets_nothing_out_unsigned(
    signing: Pki, letter: bytes, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = settings.MADOGUCHI_TSA
    settings.MADOGUCHI_TSA = ""
    with refused(Hindrance.NO_STAMP):
        sign(letter)
    settings.MADOGUCHI_TSA = "http://127.0.0.1/tsa"  # the guard lets https out only
    with refused(Hindrance.STAMP):
        sign(letter)
    settings.MADOGUCHI_TSA = address
    settings.MADOGUCHI_SIGNING_PASSPHRASE = "another"
    with refused(Hindrance.KEY):
        sign(letter)
    assert "042072: document not signed: key" in caplog.text
    assert "another" not in caplog.text


class Saying:
    """A wire on which the time stamp server says this."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def send(self, *more: object, **words: object) -> Answer:
        return self.answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        Answer(500, "text/html", b"down"),
        Answer(200, "text/html", b"<p>please sign in</p>"),
        Answer(200, "application/timestamp-reply", b"\x30\x03\x02"),
        Answer(200, "application/timestamp-reply", bytes.fromhex("30053003020102")),  # status: rejected
    ],
    ids=["an error", "a page", "cut off", "a refusal"],
)
def test_a_time_stamp_server_that_gives_no_stamp(
    answer: Answer, signing: Pki, letter: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.kernel.identity.api.wire", lambda: Saying(answer))
    with refused(Hindrance.STAMP):
        sign(letter)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "how"), [("authority", "revoked"), ("authority", "old"), ("authority", "gone"), ("time", "old")]
)
def test_nothing_is_signed_that_could_not_be_verified(
    file: str, how: str, signing: Pki, letter: bytes, settings: Settings, tmp_path: Path
) -> None:
    shutil.copytree(signing.trust, tmp_path / "trust")
    settings.MADOGUCHI_SIGNATURE_TRUST = tmp_path / "trust"
    crl = tmp_path / "trust/crls" / f"{file}.crl"
    authority = signing.authority if file == "authority" else signing.stamp_root
    if how == "gone":
        crl.unlink()
    elif how == "old":
        crl.write_bytes(revocations(authority, age=40, lasts=30))
    else:
        crl.write_bytes(revocations(authority, signing.office))
    with refused(Hindrance.CHAIN):
        sign(letter)
    crl.write_text("-----BEGIN nothing")
    with refused(Hindrance.TRUST):
        sign(letter)


@pytest.mark.django_db
def test_another_body_does_not_sign_with_it(signing: Pki, sendai: Tenant, letter: bytes) -> None:
    with tenant_scope(sendai):
        assert sign(letter).fingerprint == ""
