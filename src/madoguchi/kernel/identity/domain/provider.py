"""OpenID providers and their profiles: what is asked of each, and what of its answer is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TokenAuth(StrEnum):
    """How we show the token endpoint that we are the client (OpenID Connect Core §9)."""

    SECRET_BASIC = "client_secret_basic"  # noqa: S105 - the name of a method
    PRIVATE_KEY = "private_key_jwt"


@dataclass(frozen=True)
class Profile:
    """What one kind of provider wants. `algorithms`: the only ones an ID token may be signed with; `acr`: of these
    the provider must say one, and they are asked for (empty: any); `iss_in_answer`: it must name itself in its answer
    (RFC 9207), which a metadata document can demand too. Sources: japan.md §4."""

    name: str
    token_auth: TokenAuth
    algorithms: frozenset[str]
    scopes: tuple[str, ...]
    acr: tuple[str, ...] = ()
    userinfo: bool = True


# デジタル認証アプリ: developers.digital.go.jp/documents/auth-and-sign/authserver-gov
CARD = Profile(
    "card",
    TokenAuth.PRIVATE_KEY,
    frozenset({"ES256"}),
    ("openid", "name", "address", "birthdate", "gender"),
    acr=("aal3",),
)
# GビズID: 接続システム向けガイドライン 2.9版 (2026-07-09). The ID token holds nothing about the firm.
GBIZ = Profile(
    "gbiz",
    TokenAuth.SECRET_BASIC,
    frozenset({"RS256"}),
    ("openid", "profile"),
)
# A body's own provider for its officers. Nothing about the person is asked for beside who it is.
SIGN_ON = Profile(
    "sign_on",
    TokenAuth.SECRET_BASIC,
    frozenset({"RS256", "ES256", "PS256"}),
    ("openid",),
    userinfo=False,
)
PROFILES = {one.name: one for one in (CARD, GBIZ, SIGN_ON)}


@dataclass(frozen=True)
class Endpoints:
    """The addresses of a provider, from its metadata document or from the settings. `answers_with_iss`: its answers
    name it (RFC 9207)."""

    authorization: str
    token: str
    jwks: str
    userinfo: str = ""
    end_session: str = ""
    answers_with_iss: bool = False


@dataclass(frozen=True)
class Provider:
    """One provider as it is used. `key` names it in addresses and cookies ("card", "body-042072"); `label`: name by
    language; `secret`, `private_key` (PEM): one of the two, by profile, in no log."""

    key: str
    profile: Profile
    issuer: str
    client_id: str
    label: Mapping[str, str]
    secret: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    endpoints: Endpoints | None = None
    """None: they are read from the issuer's metadata document."""
