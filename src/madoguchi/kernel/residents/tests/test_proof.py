"""Proofs of identity on an account, with the fake provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.identity.api import Flow, Level, Proven
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.residents.adapters import fake
from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.models import Proof, ResidentSession
from madoguchi.kernel.residents.services import proof, session
from madoguchi.kernel.residents.services.session import COOKIE, SignedIn
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link, mails

pytestmark = pytest.mark.django_db
HINA = fake.prove("4711", name="佐藤　ひな", birth="1990-01-08")
FIRM = {"name": "みほん商店", "kind": "firm"}
SHOP = {"firm": "みほん商店", "firm_kind": "1", "corporate_number": "1234567890123"}


def signed(client: Client) -> SignedIn:
    request = HttpRequest()
    request.COOKIES = {COOKIE: client.cookies[COOKIE].value}
    found = session.current(request)
    assert found
    return found


def journey(who: SignedIn) -> Flow:
    """The journey to the provider that this sign-in began."""
    about = proof.about(who)
    return Flow(fake.PROVIDER, proof.PURPOSE, "state", "nonce", "verifier", "https://here.example", "", about, 0)


def put_proof(who: SignedIn, proven: Proven = HINA) -> Proof:
    return proof.attach(who, journey(who), proven)


def refusal(who: SignedIn, proven: Proven, flow: Flow | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        proof.attach(who, flow or journey(who), proven)
    assert not Proof.objects.filter(resident=who.resident, issuer=proven.issuer, subject=proven.subject).exists()
    return refused.value.code


def test_a_proof_is_attached_sealed_told_and_renewed(sign_up: SignUp) -> None:
    client, other = sign_up(), Client()
    other.post(mailed_link(other))
    made = put_proof(signed(client))
    assert mails()[-1][:2] == (ADDRESS, "本人確認を登録しました")
    assert "佐藤" not in made.facts_sealed
    assert proof.facts_of(made) == dict(HINA.facts)
    assert other.get("/me/").status_code == 302, "other sessions end"
    page = client.get("/me/sign-in/").content.decode()
    assert "本人確認" in page
    assert "4711" not in page
    count = len(mails())
    again = put_proof(signed(client), replace(HINA, facts={**HINA.facts, "address": "名取市増田9"}))
    assert (again.pk, len(mails())) == (made.pk, count)
    assert proof.facts_of(again)["address"], "facts are what the provider said last"
    assert proof.resident_of(HINA) == signed(client).resident
    assert proof.resident_of(replace(HINA, issuer="https://other.example")) is None


def test_no_mailed_link_opens_a_proven_account(sign_up: SignUp) -> None:
    client = sign_up()
    before = mailed_link(Client())
    put_proof(signed(client))
    assert Client().post(before).status_code == 410, "not even one that was mailed before"
    assert Client().post("/account/", {"address": ADDRESS})["Location"] == "/account/sent/"
    _to, subject, text = mails()[-1]
    assert subject == "ログインについて"
    assert "http" not in text


def test_one_identity_is_on_one_account(sign_up: SignUp) -> None:
    put_proof(signed(sign_up()))
    assert refusal(signed(sign_up("other@example.jp")), HINA) == "proof_taken"
    assert Proof.objects.count() == 1


def test_attaching_needs_a_sign_in_of_a_moment_ago(sign_up: SignUp) -> None:
    client = sign_up()
    ResidentSession.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
    assert refusal(signed(client), HINA) == "not_fresh"


def test_only_a_session_that_a_provider_opened_is_proven(sign_up: SignUp) -> None:
    client = sign_up()
    put_proof(signed(client))
    assert not signed(client).proven
    response, found = HttpResponse(), proof.resident_of(HINA)
    assert found
    session.enter(HttpRequest(), response, found, How.PROVIDER)
    client.cookies.update(response.cookies)
    assert signed(client).proven


@pytest.mark.parametrize(
    "changed", [{"purpose": "people.sign_on"}, {"provider": "other"}, {"about": ""}, {"about": "é"}]
)
def test_a_journey_that_was_not_begun_here_attaches_nothing(sign_up: SignUp, changed: dict[str, str]) -> None:
    who = signed(sign_up())
    assert refusal(who, HINA, replace(journey(who), **changed)) == "proof_strange"


def test_nor_does_one_of_another_sign_in(sign_up: SignUp) -> None:
    here, stranger, elsewhere = sign_up(), signed(sign_up("other@example.jp")), Client()
    elsewhere.post(mailed_link(elsewhere))
    for other in (stranger, signed(elsewhere)):
        assert refusal(signed(here), HINA, journey(other)) == "proof_strange"


@pytest.mark.parametrize(
    ("level", "facts", "code"),
    [
        (Level.SIGN_ON, dict(HINA.facts), "proof_kind"),
        (Level.FIRM_PRIME, {**HINA.facts, **SHOP}, "proof_kind"),
        (Level.CARD, {**HINA.facts, "name": "見本 太郎"}, "proof_facts"),
        (Level.CARD, {**HINA.facts, "name": ""}, "proof_facts"),
        (Level.CARD, {"name": "佐藤 ひな"}, "proof_facts"),
        (Level.CARD, {}, "proof_facts"),
    ],
)
def test_what_does_not_fit_a_person_is_refused(sign_up: SignUp, level: Level, facts: dict[str, str], code: str) -> None:
    assert refusal(signed(sign_up()), fake.prove("4711", level, **facts)) == code


def test_a_firm_is_proven_by_its_number_and_name(sign_up: SignUp) -> None:
    who = signed(sign_up(**FIRM))
    assert refusal(who, fake.prove("1", **SHOP)) == "proof_kind", "a card is a person's"
    assert refusal(who, fake.prove("1", Level.FIRM_ENTRY, **SHOP)) == "proof_kind", "which anybody gets"
    without = {**SHOP, "corporate_number": ""}
    assert refusal(who, fake.prove("1", Level.FIRM_PRIME, **without)) == "proof_facts"
    assert put_proof(who, fake.prove("1", Level.FIRM_MEMBER, **SHOP))
    other = {**SHOP, "corporate_number": "9876543210987"}
    assert refusal(who, fake.prove("2", Level.FIRM_PRIME, **other)) == "proof_facts", "another firm of the same name"


def test_a_second_proof_is_of_the_same_person(sign_up: SignUp) -> None:
    client = sign_up()
    put_proof(signed(client))
    namesake = fake.prove("4712", name="佐藤 ひな", birth="1991-01-08")
    assert refusal(signed(client), namesake) == "proof_facts"
    assert put_proof(signed(client), replace(HINA, subject="4713")).pk
