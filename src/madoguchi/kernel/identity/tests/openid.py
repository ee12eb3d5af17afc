"""A real OpenID provider (npm `oidc-provider`, certified) for tests, in the shape of each profile, and a browser."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone
from joserfc.jwk import ECKey

from madoguchi.kernel.identity.domain.provider import CARD, GBIZ, SIGN_ON, Provider
from madoguchi.kernel.identity.models import SignOnProvider
from madoguchi.kernel.identity.services import sealed
from madoguchi.kernel.identity.services.provider import SECRET_PURPOSE
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

ROOT = Path(__file__).resolve().parents[5]
SCRIPT = Path(__file__).with_name("openid.mjs")
REDIRECT = "https://madoguchi.example.jp/answer/"


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and its own certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    paths = folder / "key.pem", folder / "cert.pem"
    paths[0].write_bytes(_pem(key))
    paths[1].write_bytes(made.public_bytes(Encoding.PEM))
    return paths


@dataclass(frozen=True)
class OpenId:
    """Where it listens, the certificate to believe, and our side of each realm."""

    port: int
    ca: Path
    card: Provider
    gbiz: Provider
    natori: Provider
    sendai: Provider

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def running(folder: Path, redirects: list[str]) -> Iterator[OpenId]:
    """Start it; half a second. `redirects`: the addresses that it may send browsers back to."""
    if not (ROOT / "node_modules" / "oidc-provider").exists():
        pytest.skip("missing service: the npm package oidc-provider is not installed")
    key, cert = certificate(folder)
    own = ec.generate_private_key(ec.SECP256R1())
    jwk = ECKey.import_key(_pem(own))
    public = {**jwk.as_dict(private=False), "kid": jwk.thumbprint(), "use": "sig", "alg": "ES256"}
    given = {"key": str(key), "cert": str(cert), "redirects": redirects, "card": public}
    process = subprocess.Popen(
        [ROOT / "tools" / "node.sh", "node", str(SCRIPT), json.dumps(given)], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        line = process.stdout.readline().strip()
        assert line.isdigit(), "the provider did not start: run the script by hand"
        at = f"https://127.0.0.1:{line}"
        natori = Provider("natori", SIGN_ON, f"{at}/natori", "madoguchi", {"ja": "名取市"}, secret="natori-himitsu")
        yield OpenId(
            int(line),
            cert,
            Provider("card", CARD, f"{at}/api/realms/main", "madoguchicard", {}, private_key=_pem(own).decode()),
            Provider("gbiz", GBIZ, f"{at}/oauth", "madoguchi-gbiz", {}, secret="gbiz+himitsu/"),
            natori,
            replace(natori, key="sendai", issuer=f"{at}/sendai", secret="sendai-himitsu"),
        )
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(timeout=10)


def open_sign_on(tenant: Tenant, known: Provider, *, secret: str = "") -> SignOnProvider:
    """Make this provider the body's own, set up and open; `secret`: another than the one that counts."""
    sealed_secret = sealed.seal(secret or known.secret, purpose=SECRET_PURPOSE)
    with tenant_scope(tenant):
        return SignOnProvider.objects.create(
            tenant=tenant, issuer=known.issuer, client_id=known.client_id, label="職員認証",
            secret_sealed=sealed_secret, opened_at=timezone.now(),
        )  # fmt: skip


def browse(openid: OpenId, address: str, *, subject: str = "", acr: str = "") -> str:
    """Go to the provider like a browser, sign in as this subject ("" says no); the address one is sent back to."""
    origin = f"https://{openid.place}"
    with httpx.Client(verify=ssl.create_default_context(cafile=openid.ca)) as browser:
        answer = browser.get(address)
        for _ in range(6):
            if answer.is_redirect:
                address = urljoin(str(answer.url), answer.headers["Location"])
                if not address.startswith(origin):
                    return address
                answer = browser.get(address)
            else:
                assert re.search(r"<form", answer.text), answer.text
                typed = {"subject": subject, "acr": acr} if subject else {"no": ""}
                answer = browser.post(str(answer.url), data=typed)
    raise AssertionError("the provider sends the browser round in circles")


def query(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
