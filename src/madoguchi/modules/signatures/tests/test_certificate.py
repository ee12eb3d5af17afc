"""The operator's command: what is set can sign, and what cannot is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.signatures.adapters.trust import certificates
from madoguchi.modules.signatures.models import OfficeCertificate
from madoguchi.modules.signatures.tests.pki import KEY_FILE, PASSPHRASE, Pki, certify, write_key

pytestmark = pytest.mark.django_db


def told(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("office_certificate", "042072", *words)
    return capsys.readouterr().out


def test_a_certificate_is_set_shown_renewed_and_ended(
    configured: Pki, natori: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "office.pem"
    file.write_text(configured.pem + (configured.keys / KEY_FILE).read_text())
    assert "電子署名なし" in told(capsys=capsys)
    assert "Mayor of Natori" in told(str(file), "--key", KEY_FILE, capsys=capsys)
    assert "Mayor of Natori" in told(str(file), "--key", KEY_FILE, capsys=capsys)
    assert KEY_FILE in told(capsys=capsys)
    assert "やめました" in told("--end", capsys=capsys)
    assert "付けていませんでした" in told("--end", capsys=capsys)
    with tenant_scope(natori):
        assert [row.ended_at is None for row in OfficeCertificate.objects.all()] == [False, False]
        assert "PRIVATE" not in "".join(row.certificates for row in OfficeCertificate.objects.all())
        events = [entry.word for entry in audit.timeline("tenants.tenant:042072")]
    assert sorted(events) == [
        "signatures.certificate.ended", "signatures.certificate.set", "signatures.certificate.set",
    ]  # fmt: skip


def test_what_cannot_sign_is_not_set(configured: Pki, natori: Tenant, tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "office.pem"

    def refused(pem: str, key: str = KEY_FILE) -> str:
        file.write_text(pem)
        with pytest.raises(CommandError) as error:
            call_command("office_certificate", "042072", str(file), "--key", key)
        return str(error.value)

    other = certify("Somebody else", configured.authority)
    old = certify("Mayor of yesterday", configured.authority, key=configured.office.key, days=(-30, -1))
    early = certify("Mayor of tomorrow", configured.authority, key=configured.office.key, days=(1, 30))
    stray = certify("Mayor of nowhere", None, key=configured.office.key)
    assert "証明書として読めません" in refused("nothing")
    assert "対になっていません" in refused(other.pem)
    assert "署名に使える証明書ではありません" in refused(configured.authority.pem)
    for one in (old, early, stray):
        assert "有効であることを確かめられません" in refused(one.pem + configured.authority.pem)
    settings.MADOGUCHI_SIGNING_KEYS = tmp_path
    write_key(configured.office, tmp_path / "open.pem")
    write_key(configured.office, tmp_path / "closed.pem", PASSPHRASE)
    for key in ("missing.pem", "open.pem", f"../{tmp_path.name}/closed.pem", "office.pem"):
        assert "秘密鍵のファイルを読めません" in refused(configured.pem, key)
    assert "--key" in refused(configured.pem, "")
    with tenant_scope(natori):
        assert not OfficeCertificate.objects.exists()


def test_without_a_time_stamp_server_nothing_is_set(
    configured: Pki, natori: Tenant, tmp_path: Path, settings: Settings
) -> None:
    settings.MADOGUCHI_TSA = ""
    file = tmp_path / "office.pem"
    file.write_text(configured.pem)
    with pytest.raises(CommandError, match="MADOGUCHI_TSA"):
        call_command("office_certificate", "042072", str(file), "--key", KEY_FILE)


def test_files_are_read_in_both_forms(configured: Pki, tmp_path: Path) -> None:
    der = configured.root.certificate.public_bytes(Encoding.DER)
    (tmp_path / "a.cer").write_bytes(der)
    (tmp_path / "b.pem").write_text(configured.root.pem * 2)
    assert certificates(tmp_path / "a.cer") == [der]
    assert certificates(tmp_path / "b.pem") == [der, der]
    assert x509.load_der_x509_certificate(der)
