"""What doctor says about offices that sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from pytest_django import Settings

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.signatures.api import OfficeCertificate
from madoguchi.site.operation.signing import signing


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def office(in_natori: Tenant, key: ec.EllipticCurvePrivateKey, settings: Settings, tmp_path: Path) -> OfficeCertificate:
    settings.MADOGUCHI_SIGNATURE_TRUST = settings.MADOGUCHI_SIGNING_KEYS = tmp_path
    settings.MADOGUCHI_SIGNING_PASSPHRASE = "of the tests"
    settings.MADOGUCHI_TSA = "https://tsa.example.jp/"
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"of the tests"))
    (tmp_path / "natori.pem").write_bytes(sealed)
    now = datetime.now(UTC)
    words = {"key_file": "natori.pem", "certificates": "-", "fingerprint": "f" * 64, "subject": "CN=Mayor"}
    return OfficeCertificate.objects.create(
        tenant=in_natori, not_before=now, not_after=now + timedelta(days=90), since=now, **words
    )


def told() -> list[tuple[str, str]]:
    return [(found.level, found.what) for found in signing()]


@pytest.mark.django_db
def test_nothing_is_said_where_nobody_signs(settings: Settings, tmp_path: Path) -> None:
    settings.MADOGUCHI_SIGNATURE_TRUST = tmp_path / "nowhere"
    assert told() == []


def test_certificates_and_keys_are_watched(office: OfficeCertificate, settings: Settings) -> None:
    [(level, what)] = told()
    assert (level, "名取市は書類に電子署名を付けます" in what) == ("ok", True)
    office.not_after = datetime.now(UTC) + timedelta(days=20)
    office.save()
    assert told()[0][0] == "warning"
    office.not_after = datetime.now(UTC) - timedelta(days=1)
    office.save()
    assert told()[0][0] == "fault"
    settings.MADOGUCHI_SIGNING_PASSPHRASE = settings.MADOGUCHI_TSA = ""
    assert [level for level, _what in told()] == ["fault", "fault"]


@pytest.mark.parametrize(("lasts", "level"), [(30, "ok"), (5.5, "warning"), (4, "fault")])
def test_lists_of_revocations_grow_old(
    lasts: float, level: str, office: OfficeCertificate, key: ec.EllipticCurvePrivateKey, tmp_path: Path
) -> None:
    made = datetime.now(UTC) - timedelta(days=5)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test CA")])
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name)
        .last_update(made)
        .next_update(made + timedelta(days=lasts))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "crls").mkdir()
    (tmp_path / "crls/test.crl").write_bytes(crl.public_bytes(Encoding.DER))
    assert told()[1][0] == level
    if level == "ok":
        assert "5日前" in told()[1][1]
    (tmp_path / "crls/test.crl").write_bytes(b"nothing")
    assert told()[1][0] == "fault"
