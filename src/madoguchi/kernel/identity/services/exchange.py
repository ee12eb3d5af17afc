"""The provider's answer to proof: code against token, token against keys and clock, userinfo against token."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.utils import timezone

from madoguchi.kernel.identity.adapters import configured
from madoguchi.kernel.identity.adapters.wire import UnreachableError
from madoguchi.kernel.identity.domain import proven, token
from madoguchi.kernel.identity.domain.flow import Flow, begin
from madoguchi.kernel.identity.domain.proven import Proven
from madoguchi.kernel.identity.domain.provider import Endpoints, Provider, TokenAuth
from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError
from madoguchi.kernel.identity.services import discovery, line

# OAuth 2.0 errors that say something is wrong with how we are registered, not with this sign-in.
_OURS = {"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_response_type", "invalid_request"}
_NO = {"access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required"}


@dataclass(frozen=True)
class Said:
    """What the browser brought back in its address, each "" if it was not there."""

    code: str = ""
    iss: str = ""
    error: str = ""


def prove(provider: Provider, flow: Flow, said: Said) -> Proven:
    """Who came back. The caller has already found the flow of the state in the browser's own cookie.

    Raises UnprovenError.
    """
    endpoints = discovery.endpoints_of(provider)
    # Mix-up (RFC 9207): another provider's answer must not bring our code to this one. Beside this each provider has
    # a redirect address of its own.
    if said.iss != provider.issuer and (said.iss or endpoints.answers_with_iss):
        raise UnprovenError("forged", "iss of the answer")
    if said.error:
        code = "cancelled" if said.error in _NO else "settings" if said.error in _OURS else "down"
        raise UnprovenError(code, _word(said.error))
    if not 0 < len(said.code) <= 2000:
        raise UnprovenError("forged", "code")
    tokens = _tokens(provider, endpoints, flow, said.code)
    claims = _claims(provider, endpoints, _text(tokens, "id_token"))
    subject = token.check_claims(claims, provider, nonce=flow.nonce, now=_now())
    more: Mapping[str, Any] = {}
    if provider.profile.userinfo:
        access = _text(tokens, "access_token")
        token.check_access_token(claims, access)
        with line.held(provider.key):
            more = discovery.get_json(endpoints.userinfo, {"Authorization": f"Bearer {access}"})
        if more.get("sub") != subject:
            raise UnprovenError("forged", "sub of userinfo")
    level = proven.level_of(provider.profile, more)
    if level is None:
        raise UnprovenError("forged", "level")
    return Proven(provider.key, provider.issuer, subject, level, proven.facts_of(provider.profile, more))


def _now() -> int:
    return int(timezone.now().timestamp())


def _word(text: str) -> str:
    """An error code of the standard for the log; anything else could be anything."""
    return text if text.isascii() and text.replace("_", "").isalnum() and len(text) <= 40 else "unreadable"


def _text(tokens: Mapping[str, Any], name: str) -> str:
    value = tokens.get(name)
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        raise UnprovenError("down", name)
    return value


def check_credentials(provider: Provider, endpoints: Endpoints, *, redirect_uri: str) -> None:
    """Do our name and secret count at the token endpoint? Asked with a code that cannot be one.

    Raises UnprovenError("settings") where they do not, UnprovenError("down") where the answer says neither.
    """
    flow = begin(provider.key, "trial", redirect_uri=redirect_uri, return_to="", about="", now=_now())
    try:
        _tokens(provider, endpoints, flow, "madoguchi-trial")
    except UnprovenError as refused:
        if refused.code != "stale":  # invalid_grant: the code is refused, and so we are not
            raise
    else:
        raise UnprovenError("down", "any code counts")


def _tokens(provider: Provider, endpoints: Endpoints, flow: Flow, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": flow.redirect_uri,
        "code_verifier": flow.verifier,
    }
    headers = {"Accept": "application/json"}
    if provider.profile.token_auth == TokenAuth.PRIVATE_KEY:
        form |= {
            "client_id": provider.client_id,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": token.client_assertion(provider, endpoints.token, _now()),
        }
    else:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.secret)}"  # RFC 6749 §2.3.1
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    try:
        with line.held(provider.key):  # what it says about a code, whoever typed that, leaves the line open
            answer = configured.wire().post(endpoints.token, form, headers)
    except BarredError as error:
        raise UnprovenError("down", f"barred {error.code}") from error
    except UnreachableError as error:
        raise UnprovenError("down", str(error)) from error
    said = discovery.read_object(answer.body)
    if answer.status != 200:
        fault = str(said.get("error", ""))
        code = "stale" if fault == "invalid_grant" else "settings" if fault in _OURS else "down"
        raise UnprovenError(code, _word(fault))
    if str(said.get("token_type", "")).lower() != "bearer":
        raise UnprovenError("down", "token_type")
    return said


def _claims(provider: Provider, endpoints: Endpoints, id_token: str) -> dict[str, Any]:
    algorithms = provider.profile.algorithms
    try:
        return token.claims_of(id_token, discovery.keys_of(provider, endpoints), algorithms)
    except token.UnknownKeyError:
        try:
            return token.claims_of(id_token, discovery.keys_of(provider, endpoints, anew=True), algorithms)
        except token.UnknownKeyError as error:
            raise UnprovenError("forged", "kid") from error
