"""Answers of a provider that somebody has tampered with: none is believed, each for its own reason."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from madoguchi.kernel.identity.adapters.fake import FakeWire
from madoguchi.kernel.identity.domain import flow as flows
from madoguchi.kernel.identity.domain.flow import Flow
from madoguchi.kernel.identity.domain.provider import GBIZ, SIGN_ON, Endpoints, Provider
from madoguchi.kernel.identity.domain.refusal import UnprovenError
from madoguchi.kernel.identity.services import discovery
from madoguchi.kernel.identity.services.exchange import Said, prove

pytestmark = pytest.mark.engine_free

AT = "https://idp.example.jp"
ENDPOINTS = Endpoints(f"{AT}/auth", f"{AT}/token", f"{AT}/certs", f"{AT}/userinfo")
PROVIDER = Provider("natori", SIGN_ON, AT, "madoguchi", {}, secret="himitsu", endpoints=ENDPOINTS)
CAME_BACK = Said("code")


@cache
def key(name: str) -> RSAKey:
    """Making one takes long; they are the same for all tests."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


@cache
def curve() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"}, private=True)


def a_flow() -> Flow:
    return flows.begin("natori", "test", redirect_uri="https://we.example.jp/", return_to="/", about="", now=0)


def claims(flow: Flow) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": AT, "aud": "madoguchi", "sub": "hanako", "iat": now, "exp": now + 300, "nonce": flow.nonce}


def signed(said: dict[str, Any], with_key: Any = None, **header: Any) -> str:
    with_key = with_key or key("a")
    head = {"alg": "RS256", "kid": "a", **header}
    return jws.serialize_compact(
        {name: value for name, value in head.items() if value is not None}, json.dumps(said), with_key,
        algorithms=[head["alg"]],
    )  # fmt: skip


def public(*keys: RSAKey | ECKey) -> dict[str, Any]:
    return {"keys": [one.as_dict(private=False) for one in keys]}


def answered(wire: FakeWire, token: object, **more: Any) -> None:
    wire.lay(ENDPOINTS.jwks, public(key("a")))
    wire.lay(ENDPOINTS.token, {"id_token": token, "access_token": "at", "token_type": "Bearer", **more})


def refusal(flow: Flow, said: Said = CAME_BACK, provider: Provider = PROVIDER) -> str:
    with pytest.raises(UnprovenError) as caught:
        prove(provider, flow, said)
    return str(caught.value)


def test_the_untouched_answer_is_believed(wire: FakeWire) -> None:
    flow = a_flow()
    answered(wire, signed(claims(flow)))
    assert prove(PROVIDER, flow, Said("code")).subject == "hanako"
    [form] = [form for url, form in wire.asked if url == ENDPOINTS.token]
    assert form["code_verifier"] == flow.verifier
    assert "himitsu" not in str(form)


NOW = int(time.time())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("iss", {"iss": "https://evil.example.jp"}), ("iss", {"iss": f"{AT}/"}), ("iss", {"iss": None}),
        ("aud", {"aud": "another"}), ("aud", {"aud": ["madoguchi", "another"]}), ("aud", {"aud": []}),
        ("azp", {"azp": "another"}),
        ("exp", {"exp": NOW - 120}), ("exp", {"exp": "soon"}), ("exp", {"exp": True}), ("exp", {"exp": None}),
        ("exp", {"exp": float("nan")}),
        ("iat", {"iat": NOW - 3600}), ("iat", {"iat": NOW + 3600}), ("iat", {"iat": None}),
        ("nbf", {"nbf": NOW + 3600}),
        ("nonce", {"nonce": "another"}), ("nonce", {"nonce": None}), ("nonce", {"nonce": 7}), ("nonce", {"nonce": ""}),
        ("sub", {"sub": ""}), ("sub", {"sub": None}), ("sub", {"sub": 7}), ("sub", {"sub": "花"}),
        ("sub", {"sub": "x" * 256}),
    ],
)  # fmt: skip
def test_a_wrong_claim_is_named(wire: FakeWire, name: str, change: dict[str, Any]) -> None:
    flow = a_flow()
    answered(wire, signed({**claims(flow), **change}))
    assert refusal(flow) == f"forged: {name}"


def unsigned(said: dict[str, Any]) -> str:
    parts = [json.dumps({"alg": "none"}), json.dumps(said)]
    return ".".join(base64.urlsafe_b64encode(one.encode()).rstrip(b"=").decode() for one in parts) + "."


def with_the_public_key_as_secret(said: dict[str, Any]) -> str:
    """By hand: joserfc refuses to do it."""
    head = unsigned(said).split(".")[1]
    text = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"a"}').rstrip(b"=").decode() + "." + head
    made = hmac.digest(key("a").as_pem(private=False), text.encode(), "sha256")
    return text + "." + base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def swapped(said: dict[str, Any]) -> str:
    """The signature of another token."""
    return signed(said).rsplit(".", 1)[0] + "." + signed({}).rsplit(".", 1)[1]


@pytest.mark.filterwarnings("ignore::UserWarning")  # joserfc warns about such keys, rightly
@pytest.mark.parametrize(
    ("reason", "forge"),
    [
        ("alg", unsigned),
        ("alg", with_the_public_key_as_secret),
        ("alg", lambda said: signed(said, OctKey.import_key("himitsu-himitsu-himitsu"), alg="HS256")),
        ("kid", lambda said: signed(said, key("b"), kid="b")),
        ("signature", lambda said: signed(said, key("b"))),
        ("form", lambda said: signed(said, key("b"), jwk=key("b").as_dict(private=False))),
        ("signature", swapped),
        ("kid", lambda said: signed(said, curve(), alg="ES256", kid="a")),
        ("form", lambda said: "x.y"),
        ("form", lambda said: signed(said) + "." + "x" * 20_000),
    ],
)  # fmt: skip
def test_a_signature_that_is_not_the_providers(wire: FakeWire, reason: str, forge: Callable[[Any], str]) -> None:
    flow = a_flow()
    answered(wire, forge(claims(flow)))
    assert refusal(flow) == f"forged: {reason}"


def test_an_algorithm_of_another_profile_does_not_do(wire: FakeWire) -> None:
    flow = a_flow()
    answered(wire, signed(claims(flow), curve(), alg="ES256", kid="ec"))
    wire.lay(ENDPOINTS.jwks, public(curve()))
    assert prove(PROVIDER, flow, Said("code")).subject == "hanako"
    assert refusal(flow, provider=replace(PROVIDER, profile=GBIZ)) == "forged: alg"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_keys_that_may_not_sign(wire: FakeWire) -> None:
    flow = a_flow()
    answered(wire, signed(claims(flow)))
    own = key("a").as_dict(private=False)
    modulus = rsa.generate_private_key(65537, 1024).public_key().public_numbers().n
    short = base64.urlsafe_b64encode(modulus.to_bytes(128)).rstrip(b"=").decode()
    for keys, reason in (
        ([{**own, "use": "enc"}], "forged: kid"),
        ([{**own, "alg": "PS256"}], "forged: kid"),
        ([key("a").as_dict(private=True)], "forged: kid"),
        ([own, own], "forged: kid"),
        ([{**own, "n": short}], "forged: key size"),
        ({"not": "a list"}, "down: jwks"),
    ):
        discovery.forget()
        wire.lay(ENDPOINTS.jwks, {"keys": keys})
        assert refusal(flow) == reason


def test_a_new_key_is_fetched_once_and_not_for_every_forgery(wire: FakeWire, monkeypatch: pytest.MonkeyPatch) -> None:
    flow = a_flow()
    answered(wire, signed(claims(flow)))
    prove(PROVIDER, flow, Said("code"))
    wire.lay(ENDPOINTS.token, {"id_token": signed(claims(flow), key("b"), kid="b"), "token_type": "bearer"})
    wire.lay(ENDPOINTS.jwks, public(key("b")))
    assert refusal(flow) == "forged: kid"  # asked a moment ago
    monkeypatch.setattr(discovery, "AGAIN_SECONDS", 0.0)
    assert prove(PROVIDER, flow, Said("code")).subject == "hanako"
    assert [url for url, _form in wire.asked].count(ENDPOINTS.jwks) == 2


def test_what_the_browser_brings_back(wire: FakeWire) -> None:
    flow = a_flow()
    answered(wire, signed(claims(flow)))
    assert refusal(flow, Said("code", iss="https://evil.example.jp")) == "forged: iss of the answer"
    assert refusal(flow, Said()) == "forged: code"
    assert refusal(flow, Said(error="access_denied")) == "cancelled: access_denied"
    assert refusal(flow, Said(error="unauthorized_client")) == "settings: unauthorized_client"
    assert refusal(flow, Said(error="<script>")) == "down: unreadable"
    assert wire.asked == []


def test_userinfo_must_be_of_the_same_person_and_token(wire: FakeWire) -> None:
    firm, flow = replace(PROVIDER, profile=GBIZ), a_flow()
    answered(wire, signed(claims(flow)))
    wire.lay(ENDPOINTS.userinfo, {"sub": "taro", "account_type": "2"})
    assert refusal(flow, provider=firm) == "forged: sub of userinfo"
    wire.lay(ENDPOINTS.userinfo, {"sub": "hanako", "account_type": "9"})
    assert refusal(flow, provider=firm) == "forged: level"
    answered(wire, signed({**claims(flow), "at_hash": "another"}))
    assert refusal(flow, provider=firm) == "forged: at_hash"


def test_a_provider_that_answers_nonsense_is_down(wire: FakeWire) -> None:
    flow = a_flow()
    assert refusal(flow).startswith("down")  # nobody there
    for more in ({"token_type": "mac"}, {"id_token": 7}, {"id_token": ""}):
        answered(wire, signed(claims(flow)), **more)
        assert refusal(flow).startswith("down")
    for body in (b"", b"[]", b"[" * 100_000, b"\xff"):
        wire.answers[ENDPOINTS.token] = replace(wire.answers[ENDPOINTS.token], body=body)
        assert refusal(flow).startswith("down")


def test_metadata_may_not_lead_inside_or_to_plain_http(wire: FakeWire) -> None:
    provider = replace(PROVIDER, endpoints=None)
    good = {
        "issuer": AT, "authorization_endpoint": ENDPOINTS.authorization, "token_endpoint": ENDPOINTS.token,
        "jwks_uri": ENDPOINTS.jwks,
    }  # fmt: skip
    for change in (
        {"token_endpoint": "http://idp.example.jp/token"}, {"jwks_uri": "https://127.0.0.1:8000/"},
        {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": None}, {"issuer": "https://other.example"},
        {"token_endpoint_auth_methods_supported": ["none"]},
    ):  # fmt: skip
        discovery.forget()
        wire.lay(f"{AT}/.well-known/openid-configuration", {**good, **change})
        with pytest.raises(UnprovenError, match="down"):
            discovery.endpoints_of(provider)
    discovery.forget()
    wire.lay(f"{AT}/.well-known/openid-configuration", good)
    assert discovery.endpoints_of(provider).token == ENDPOINTS.token


def test_no_secret_is_in_a_text_about_a_provider() -> None:
    shown = repr(replace(PROVIDER, private_key="-----BEGIN"))
    assert "himitsu" not in shown
    assert "BEGIN" not in shown
