"""What a provider publishes about itself: its addresses and its keys, kept for a while by each process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from django.conf import settings

from madoguchi.kernel.identity.adapters import configured
from madoguchi.kernel.identity.adapters.wire import UnreachableError
from madoguchi.kernel.identity.domain.address import target_of
from madoguchi.kernel.identity.domain.provider import Endpoints, Provider
from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError
from madoguchi.kernel.identity.services import line

METADATA_SECONDS = 3600.0
KEYS_SECONDS = 600.0
AGAIN_SECONDS = 30.0  # so often at most a token with an unknown key makes us ask for the keys anew
MOST_KEYS = 50

Keys = Sequence[Mapping[str, Any]]
# By provider and address: two bodies never share an entry, whatever they typed.
_kept: dict[tuple[str, str], tuple[float, Any]] = {}
_lock = Lock()


def forget(key: str = "") -> None:
    """Ask anew next time: of one provider (after its settings changed), or of all."""
    with _lock:
        for entry in [one for one in _kept if key in ("", one[0])]:
            del _kept[entry]
    line.forget(key)


def _remembered(entry: tuple[str, str], seconds: float, ask: Callable[[], Any]) -> Any:
    value = _known(entry, seconds)
    if value is None:
        with line.held(entry[0]):  # not the lock: a slow provider must not hold up the others
            value = _known(entry, seconds)  # whoever had the line before may have asked
            if value is None:
                value = ask()
                with _lock:
                    _kept[entry] = (time.monotonic(), value)
    return value


def _known(entry: tuple[str, str], seconds: float) -> Any:
    with _lock:
        at, value = _kept.get(entry, (0.0, None))
    return None if value is None or time.monotonic() - at >= seconds else value


def get_json(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON object from an address outside; the caller has the line. Raises UnprovenError("down")."""
    try:
        answer = configured.wire().get(url, {"Accept": "application/json", **(headers or {})})
    except BarredError as error:
        raise UnprovenError("down", f"barred {error.code} {error.detail}".strip()) from error
    except UnreachableError as error:
        raise UnprovenError("down", str(error)) from error
    if answer.status != 200:
        raise UnprovenError("down", f"status {answer.status}")
    return read_object(answer.body)


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises UnprovenError("down")."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnprovenError("down", "no JSON") from error
    if not isinstance(value, dict):
        raise UnprovenError("down", "no JSON object")
    return value


def endpoints_of(provider: Provider) -> Endpoints:
    """The provider's addresses: those of the settings, else of its metadata document (OpenID Connect Discovery §4),
    which must name the issuer letter by letter. Raises UnprovenError("down")."""
    if provider.endpoints is not None:
        return provider.endpoints
    where = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    found: Endpoints = _remembered(
        (provider.key, where), METADATA_SECONDS, lambda: _endpoints(provider, get_json(where))
    )
    return found


def _endpoints(provider: Provider, said: Mapping[str, Any]) -> Endpoints:
    if said.get("issuer") != provider.issuer:
        raise UnprovenError("down", "issuer")
    wanted = provider.profile.token_auth
    if wanted not in said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        raise UnprovenError("down", f"no {wanted}")
    return Endpoints(
        _address(said, "authorization_endpoint"),
        _address(said, "token_endpoint"),
        _address(said, "jwks_uri"),
        _address(said, "userinfo_endpoint", needed=provider.profile.userinfo),
        _address(said, "end_session_endpoint", needed=False),
        said.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(said: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or (needed and not value):
        raise UnprovenError("down", name)
    if value:
        try:  # the browser is sent to some of them: no other scheme there either
            target_of(value, settings.MADOGUCHI_OUTGOING_ALLOW)
        except BarredError as error:
            raise UnprovenError("down", f"{name} barred {error.code}") from error
    return value


def keys_of(provider: Provider, endpoints: Endpoints, *, anew: bool = False) -> Keys:
    """The provider's keys. `anew`: a token names one that we do not know; asked again if the last time is a while ago.
    Raises UnprovenError("down")."""
    seconds = AGAIN_SECONDS if anew else KEYS_SECONDS
    found: Keys = _remembered((provider.key, endpoints.jwks), seconds, lambda: _keys(get_json(endpoints.jwks)))
    return found


def _keys(said: Mapping[str, Any]) -> Keys:
    keys = said.get("keys")
    if not isinstance(keys, list) or len(keys) > MOST_KEYS or not all(isinstance(one, dict) for one in keys):
        raise UnprovenError("down", "jwks")
    return keys
