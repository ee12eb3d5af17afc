"""One sign-in on its way: what is remembered between the browser's leaving for the provider and its return."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from madoguchi.kernel.identity.domain.provider import Endpoints, Provider

MINUTES = 10


@dataclass(frozen=True)
class Flow:
    """`state`, `nonce`, `verifier` (PKCE): random, 43 characters; `purpose`: who is called afterwards; `about`: what
    the purpose wants to know again (an account id); `began`: epoch seconds."""

    provider: str
    purpose: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    return_to: str
    about: str
    began: int

    def fresh_at(self, now: int) -> bool:
        """Is it still time to come back?"""
        return -60 <= now - self.began <= MINUTES * 60

    def text(self) -> str:
        """For the browser's cookie, which is sealed: the verifier is a secret."""
        return json.dumps(list(asdict(self).values()))

    @classmethod
    def read(cls, text: str) -> Flow:
        """The other way round; of what `text` gave only (the seal says so)."""
        return cls(*json.loads(text))


def begin(provider: str, purpose: str, *, redirect_uri: str, return_to: str, about: str, now: int) -> Flow:
    """A new one, with 256 random bits in each secret."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(provider, purpose, state, nonce, verifier, redirect_uri, return_to, about, now)


def challenge(verifier: str) -> str:
    """PKCE S256 (RFC 7636 §4.2).

    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorization_address(provider: Provider, endpoints: Endpoints, flow: Flow, *, prompt: str = "") -> str:
    """Where the browser is sent. `prompt`: "login" asks the provider to sign in anew."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": flow.redirect_uri,
        "scope": " ".join(provider.profile.scopes),
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    if provider.profile.acr:
        asked["acr_values"] = " ".join(provider.profile.acr)
    if prompt:
        asked["prompt"] = prompt
    return endpoints.authorization + ("&" if "?" in endpoints.authorization else "?") + urlencode(asked)
