"""A wire without a network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from madoguchi.kernel.identity.adapters import configured
from madoguchi.kernel.identity.adapters.fake import FakeWire
from madoguchi.kernel.identity.services import discovery


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWire]:
    fake = FakeWire()
    monkeypatch.setattr(configured, "wire", lambda: fake)
    discovery.forget()
    yield fake
    discovery.forget()
