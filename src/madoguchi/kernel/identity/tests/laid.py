"""A provider that is not there: its addresses are laid down on a fake wire, and nobody signs in by it."""

from __future__ import annotations

import pytest

from madoguchi.kernel.identity.adapters import configured
from madoguchi.kernel.identity.adapters.fake import FakeWire
from madoguchi.kernel.identity.domain.provider import SIGN_ON, Provider
from madoguchi.kernel.identity.services import discovery

AT = "https://idp.example.jp"
PROVIDER = Provider("body-042072", SIGN_ON, AT, "madoguchi", {}, secret="himitsu")
DOCUMENT = "/.well-known/openid-configuration"


def document(at: str) -> dict[str, str]:
    """What a provider at this address publishes about itself."""
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    return {"issuer": at, **{name: f"{at}/{name}" for name in names}}


def lay_down(monkeypatch: pytest.MonkeyPatch) -> FakeWire:
    """A wire on which `PROVIDER` can be found, in the place of the real one."""
    fake = FakeWire()
    fake.lay(AT + DOCUMENT, document(AT))
    monkeypatch.setattr(configured, "wire", lambda: fake)
    discovery.forget()
    return fake
