"""Authorities, an office and a time stamp server of the tests' own, made once a session; nothing here is anybody's."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "a passphrase of the tests"
KEY_FILE = "natori.pem"
POLICY = "1.3.6.1.4.1.99999.1"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


def name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests of Madoguchi"),
            x509.NameAttribute(NameOID.COMMON_NAME, text),
        ]
    )


def certify(
    subject: str,
    by: Holder | None,
    *,
    key: Key | None = None,
    authority: bool = False,
    stamps: bool = False,
    days: tuple[float, float] = (-30, 365),
) -> Holder:
    """A certificate for an authority, a time stamp server or (neither) an office; `days`: valid from, until, counted
    from now; `by` none: signed by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(by.certificate.subject if by else name(subject))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    issuer_key = by.key if by else key
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(builder.sign(issuer_key, hashes.SHA256()), key)


def revocations(authority: Holder, *revoked: Holder, age: float = 1, lasts: float = 30) -> bytes:
    """Its list (PEM), made `age` days ago, to be believed for `lasts` days; who is on it was revoked then."""
    made = datetime.now(UTC) - timedelta(days=age)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(made)
        .next_update(made + timedelta(days=lasts))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number).revocation_date(made).build()
        )
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.PEM)


def write_key(holder: Holder, file: Path, passphrase: str = "") -> None:
    how: KeySerializationEncryption = NoEncryption()
    if passphrase:
        how = BestAvailableEncryption(passphrase.encode())
    file.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))


@dataclass(frozen=True)
class Pki:
    """Root → authority → office; another root → time stamp server. `trust` and `keys`: the folders of the settings."""

    folder: Path
    root: Holder
    authority: Holder
    office: Holder
    stamp_root: Holder
    stamper: Holder

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def pem(self) -> str:
        """What the operator is given for the office."""
        return self.office.pem + self.authority.pem


def make(folder: Path) -> Pki:
    root = certify("Test root", None, authority=True)
    authority = certify("Test organisation CA", root, authority=True)
    # RSA, as the certificates of offices have it.
    office = certify("Mayor of Natori", authority, key=rsa.generate_private_key(65537, 2048))
    stamp_root = certify("Test time root", None, authority=True)
    stamper = certify("Test time stamp server", stamp_root, stamps=True)
    pki = Pki(folder, root, authority, office, stamp_root, stamper)
    for name in ("trust/roots", "trust/chain", "trust/crls", "keys"):
        (folder / name).mkdir(parents=True)
    (pki.trust / "roots/root.pem").write_text(root.pem)
    (pki.trust / "roots/time.pem").write_text(stamp_root.pem)
    (pki.trust / "chain/authority.cer").write_bytes(authority.certificate.public_bytes(Encoding.DER))
    for name, one in (("root", root), ("authority", authority), ("time", stamp_root)):
        (pki.trust / f"crls/{name}.crl").write_bytes(revocations(one))
    write_key(office, pki.keys / KEY_FILE, PASSPHRASE)
    return pki


_OPENSSL = """[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/tsa.pem
signer_digest = sha256
default_policy = {policy}
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@contextmanager
def stamping(pki: Pki) -> Iterator[tuple[str, Path]]:
    """A time stamp server (`openssl ts`) behind https on a port of its own: its address, and whose certificate its
    name has."""
    folder = pki.folder / "tsa"
    folder.mkdir(exist_ok=True)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.pem").write_text(pki.stamper.pem)
    write_key(pki.stamper, folder / "tsa.key")
    (folder / "openssl.cnf").write_text(_OPENSSL.format(folder=folder, policy=POLICY))
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    line = (
        x509.CertificateBuilder()
        .subject_name(name("127.0.0.1"))
        .issuer_name(name("127.0.0.1"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "line.pem").write_bytes(line.public_bytes(Encoding.PEM))
    write_key(Holder(line, key), folder / "line.key")

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = folder / "query.tsq"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            answered = subprocess.run(
                ["openssl", "ts", "-reply", "-config", str(folder / "openssl.cnf"), "-queryfile", str(query)],
                capture_output=True,
                check=True,
            ).stdout
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answered)))
            self.end_headers()
            self.wfile.write(answered)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "line.pem", folder / "line.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/tsa", folder / "line.pem"
    finally:
        server.shutdown()
        server.server_close()
