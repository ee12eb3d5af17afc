"""ID tokens (OpenID Connect Core §3.1.3.7): whose signature, and for whom, from when until when.

joserfc does the mathematics; which key and which algorithm may be used is decided here, before it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from hmac import compare_digest
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from madoguchi.kernel.identity.domain.provider import Provider
from madoguchi.kernel.identity.domain.refusal import UnprovenError

SKEW = 60  # seconds that two clocks may differ
OLDEST = 600  # seconds since the token was made: it comes straight from the token endpoint
LEAST_RSA_BITS = 2048
LONGEST = 16 * 1024
_KINDS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


class UnknownKeyError(Exception):
    """The token names a key that the key set does not hold: the provider may have a new one."""


def claims_of(token: str, keys: Sequence[Mapping[str, Any]], algorithms: Collection[str]) -> dict[str, Any]:
    """The claims, if one of the provider's keys has signed them with an algorithm of the list.

    `keys`: the `keys` of its JWK set. Raises UnknownKeyError, UnprovenError("forged").
    """
    if len(token) > LONGEST or not token.isascii() or token.count(".") != 2:
        raise UnprovenError("forged", "form")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise UnprovenError("forged", "form") from error
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in algorithms or algorithm not in _KINDS:
        raise UnprovenError("forged", "alg")
    if "crit" in header or "b64" in header:
        raise UnprovenError("forged", "crit")
    key = _key(keys, kid, algorithm)
    try:
        payload = jws.deserialize_compact(token.encode(), key, algorithms=[algorithm]).payload
        claims = json.loads(payload)
    except (JoseError, ValueError) as error:
        raise UnprovenError("forged", "signature") from error
    if not isinstance(claims, dict):
        raise UnprovenError("forged", "form")
    return claims


def _key(keys: Sequence[Mapping[str, Any]], kid: object, algorithm: str) -> RSAKey | ECKey:
    fitting = [one for one in keys if _fits(one, kid, algorithm)]
    if not fitting:
        raise UnknownKeyError
    if len(fitting) > 1:
        raise UnprovenError("forged", "kid")
    try:
        if _KINDS[algorithm] == "EC":
            return ECKey.import_key(dict(fitting[0]))
        key = RSAKey.import_key(dict(fitting[0]))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise UnprovenError("down", "jwks") from error
    if key.public_key.key_size < LEAST_RSA_BITS:
        raise UnprovenError("forged", "key size")
    return key


def _fits(key: Mapping[str, Any], kid: object, algorithm: str) -> bool:
    return (
        key.get("kty") == _KINDS[algorithm]
        and (kid is None or key.get("kid") == kid)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (algorithm != "ES256" or key.get("crv") == "P-256")
        and "d" not in key  # a private key in a public set: nobody's signature
    )


def check_claims(claims: Mapping[str, Any], provider: Provider, *, nonce: str, now: int) -> str:
    """Are these claims made for us, for this sign-in, now, and as sure as we asked? The subject.

    Raises UnprovenError("forged") with the name of the claim.
    """

    def wrong(name: str) -> UnprovenError:
        return UnprovenError("forged", name)

    if claims.get("iss") != provider.issuer:
        raise wrong("iss")
    # Nobody else may hold the token: with a second audience another client could have sent it here.
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise wrong("aud")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise wrong("azp")
    if _seconds(claims, "exp") <= now - SKEW:
        raise wrong("exp")
    if not now - OLDEST <= _seconds(claims, "iat") <= now + SKEW:
        raise wrong("iat")
    if "nbf" in claims and _seconds(claims, "nbf") > now + SKEW:
        raise wrong("nbf")
    said = claims.get("nonce")
    if not isinstance(said, str) or not compare_digest(said.encode(), nonce.encode()):
        raise wrong("nonce")
    if provider.profile.acr and claims.get("acr") not in provider.profile.acr:
        raise wrong("acr")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isascii():
        raise wrong("sub")
    return subject


def check_access_token(claims: Mapping[str, Any], access_token: str) -> None:
    """Does the access token belong to the ID token, where that says so (at_hash)? Every algorithm of ours hashes with
    SHA-256. Raises UnprovenError("forged")."""
    if "at_hash" not in claims:
        return
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    if claims["at_hash"] != base64.urlsafe_b64encode(half).rstrip(b"=").decode():
        raise UnprovenError("forged", "at_hash")


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e11:  # nan and inf too
        raise UnprovenError("forged", name)
    return value


def client_assertion(provider: Provider, audience: str, now: int) -> str:
    """Our own proof at the token endpoint (private_key_jwt, RFC 7523): ES256, one minute, once.

    Raises UnprovenError("settings") for a private key that cannot be read.
    """
    try:
        key = ECKey.import_key(provider.private_key.encode())
        if key.curve_name != "P-256" or not key.is_private:
            raise ValueError("no private key of the curve P-256")
        header = {"alg": "ES256", "typ": "JWT", "kid": key.thumbprint()}
        claims = {
            "iss": provider.client_id,
            "sub": provider.client_id,
            "aud": audience,
            "jti": f"{uuid.uuid4()}-{secrets.token_hex(4)}",
            "iat": now,
            "exp": now + 60,
        }
        return jwt.encode(header, claims, key, algorithms=["ES256"])
    except (JoseError, ValueError, TypeError) as error:
        raise UnprovenError("settings", "private_key") from error
