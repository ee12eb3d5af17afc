"""A body that signs, with the authorities and the time stamp server of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.signatures.services import certificate
from madoguchi.modules.signatures.tests import pki as authorities
from madoguchi.modules.signatures.tests.pki import KEY_FILE, PASSPHRASE, Pki

BY = Actor.operator("tests")


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return authorities.make(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def stamp_server(pki: Pki) -> Iterator[tuple[str, Path]]:
    with authorities.stamping(pki) as found:
        yield found


@pytest.fixture
def configured(pki: Pki, stamp_server: tuple[str, Path], settings: Settings) -> Pki:
    """The operator's settings point to them."""
    address, line = stamp_server
    settings.MADOGUCHI_SIGNING_KEYS = pki.keys
    settings.MADOGUCHI_SIGNING_PASSPHRASE = PASSPHRASE
    settings.MADOGUCHI_SIGNATURE_TRUST = pki.trust
    settings.MADOGUCHI_TSA = address
    settings.MADOGUCHI_OUTGOING_ALLOW = frozenset({address.split("/")[2]})
    settings.MADOGUCHI_OUTGOING_CA = str(line)
    return pki


@pytest.fixture
def signing(configured: Pki, in_natori: Tenant) -> Pki:
    """Natori signs; in its scope."""
    certificate.set_certificate(configured.pem, KEY_FILE, by=BY)
    return configured


@pytest.fixture(scope="session")
def letter() -> bytes:
    """A letter as documents are set: by Typst, declared PDF/A-2a."""
    source = b"""#set document(title: "Permit", date: datetime(year: 2026, month: 11, day: 29))
#set text(lang: "en")
= Permit
The mayor of Natori permits what was asked for."""
    return typst.compile(source, format="pdf", pdf_standards=["a-2a"])
