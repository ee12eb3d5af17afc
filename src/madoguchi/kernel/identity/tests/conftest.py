"""Fixtures of the room: the real provider, and a wire without a network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from madoguchi.kernel.identity.adapters import configured
from madoguchi.kernel.identity.adapters.fake import FakeWire
from madoguchi.kernel.identity.services import discovery
from madoguchi.kernel.identity.tests import openid as real
from madoguchi.kernel.identity.tests.openid import OpenId


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenId]:
    with real.running(tmp_path_factory.mktemp("openid"), [real.REDIRECT]) as found:
        yield found


@pytest.fixture
def openid(started: OpenId, settings: Settings) -> Iterator[OpenId]:
    """The certified provider, which this test may call."""
    settings.MADOGUCHI_OUTGOING_ALLOW = frozenset({started.place})
    settings.MADOGUCHI_OUTGOING_CA = str(started.ca)
    discovery.forget()
    yield started
    discovery.forget()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWire]:
    fake = FakeWire()
    monkeypatch.setattr(configured, "wire", lambda: fake)
    discovery.forget()
    yield fake
    discovery.forget()
