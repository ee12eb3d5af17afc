"""Against the certified provider: each profile's straight way, and what it refuses."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from madoguchi.kernel.identity.choices import Level
from madoguchi.kernel.identity.domain import flow as flows
from madoguchi.kernel.identity.domain.flow import Flow
from madoguchi.kernel.identity.domain.provider import Provider
from madoguchi.kernel.identity.domain.refusal import UnprovenError
from madoguchi.kernel.identity.services import discovery
from madoguchi.kernel.identity.services.exchange import Said, prove
from madoguchi.kernel.identity.tests.openid import REDIRECT, OpenId, browse, query

pytestmark = pytest.mark.engine_free


def begin(provider: Provider) -> tuple[Flow, str]:
    flow = flows.begin(provider.key, "test", redirect_uri=REDIRECT, return_to="/", about="", now=int(time.time()))
    return flow, flows.authorization_address(provider, discovery.endpoints_of(provider), flow)


def came_back(openid: OpenId, provider: Provider, **who: str) -> tuple[Flow, Said]:
    flow, address = begin(provider)
    said = query(browse(openid, address, **who))
    assert said["state"] == flow.state
    return flow, Said(said.get("code", ""), said.get("iss", ""), said.get("error", ""))


def test_a_card_proves_a_person_and_the_four_facts(openid: OpenId) -> None:
    flow, said = came_back(openid, openid.card, subject="ppid-1")
    found = prove(openid.card, flow, said)
    assert (found.issuer, found.subject, found.level) == (openid.card.issuer, "ppid-1", Level.CARD)
    assert found.facts == {
        "name": "山田 太郎", "address": "宮城県名取市増田字柳田80", "birth": "1985-03-15", "gender": "1",
    }  # fmt: skip


def test_gbiz_proves_a_firm(openid: OpenId) -> None:
    flow, said = came_back(openid, openid.gbiz, subject="gbiz-1")
    found = prove(openid.gbiz, flow, said)
    assert (found.subject, found.level, found.facts["corporate_number"]) == (
        "gbiz-1",
        Level.FIRM_PRIME,
        "9000012020001",
    )
    assert found.facts["representative"] == "山田 太郎"


@pytest.mark.parametrize("body", ["natori", "sendai"])
def test_a_bodys_own_provider_proves_who_and_nothing_more(openid: OpenId, body: str) -> None:
    provider = getattr(openid, body)
    flow, said = came_back(openid, provider, subject="hanako")
    found = prove(provider, flow, said)
    assert (found.provider, found.subject, found.level, found.facts) == (body, "hanako", Level.SIGN_ON, {})


def test_who_says_no_is_told_apart(openid: OpenId) -> None:
    flow, said = came_back(openid, openid.card)
    with pytest.raises(UnprovenError, match="cancelled: access_denied"):
        prove(openid.card, flow, said)


def test_a_code_counts_once(openid: OpenId) -> None:
    flow, said = came_back(openid, openid.natori, subject="hanako")
    prove(openid.natori, flow, said)
    with pytest.raises(UnprovenError, match="stale: invalid_grant"):
        prove(openid.natori, flow, said)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(openid: OpenId) -> None:
    _flow, said = came_back(openid, openid.natori, subject="hanako")
    other, _address = begin(openid.natori)
    with pytest.raises(UnprovenError, match="stale: invalid_grant"):
        prove(openid.natori, other, said)


def test_the_answer_of_one_provider_does_not_count_at_another(openid: OpenId) -> None:
    flow, said = came_back(openid, openid.sendai, subject="hanako")
    with pytest.raises(UnprovenError, match="forged: iss of the answer"):
        prove(openid.natori, replace(flow, provider="natori"), said)
    with pytest.raises(UnprovenError, match="forged: iss of the answer"):  # it must name itself: it says it always does
        prove(openid.sendai, flow, replace(said, iss=""))


def test_a_wrong_secret_is_a_fault_of_the_settings(openid: OpenId) -> None:
    provider = replace(openid.natori, secret="falsch")
    flow, said = came_back(openid, provider, subject="hanako")
    with pytest.raises(UnprovenError, match="settings: invalid_client"):
        prove(provider, flow, said)


def test_a_weaker_proof_than_asked_for_does_not_do(openid: OpenId) -> None:
    flow, said = came_back(openid, openid.card, subject="ppid-1", acr="aal1")
    with pytest.raises(UnprovenError, match="forged: acr"):
        prove(openid.card, flow, said)


def test_another_issuer_in_the_metadata_is_refused(openid: OpenId) -> None:
    with pytest.raises(UnprovenError, match="down: issuer"):
        discovery.endpoints_of(replace(openid.natori, issuer=f"{openid.natori.issuer}/"))
