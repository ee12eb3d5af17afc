"""Proofs of identity on an account, with the fake provider."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.residents.adapters import fake
from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.domain.proven import Proven
from madoguchi.kernel.residents.models import Proof, ResidentSession
from madoguchi.kernel.residents.services import proof, session
from madoguchi.kernel.residents.services.session import COOKIE, SignedIn
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link, mails

pytestmark = pytest.mark.django_db
TARO = fake.prove("4711", name="見本 太郎", birth="1990-01-08")


def signed(client: Client) -> SignedIn:
    request = HttpRequest()
    request.COOKIES = {COOKIE: client.cookies[COOKIE].value}
    found = session.current(request)
    assert found
    return found


def test_a_proof_is_attached_sealed_told_and_renewed(sign_up: SignUp) -> None:
    client, other = sign_up(), Client()
    other.post(mailed_link(other))
    made = proof.attach(signed(client), TARO)
    assert mails()[-1][:2] == (ADDRESS, "本人確認を登録しました")
    assert "見本" not in made.facts_sealed
    assert proof.facts_of(made) == {"name": "見本 太郎", "birth": "1990-01-08"}
    assert other.get("/me/").status_code == 302, "other sessions end"
    page = client.get("/me/sign-in/").content.decode()
    assert "本人確認" in page
    assert "4711" not in page
    count = len(mails())
    again = proof.attach(signed(client), fake.prove("4711", name="見本 太郎", address="名取市増田9"))
    assert (again.pk, len(mails())) == (made.pk, count)
    assert "birth" not in proof.facts_of(again), "facts are what the provider said last"
    found = proof.resident_of("fake", "4711")
    assert found == signed(client).resident
    assert proof.resident_of("other", "4711") is None


def test_no_mailed_link_opens_a_proven_account(sign_up: SignUp) -> None:
    client = sign_up()
    before = mailed_link(Client())
    proof.attach(signed(client), TARO)
    assert Client().post(before).status_code == 410, "not even one that was mailed before"
    assert Client().post("/account/", {"address": ADDRESS})["Location"] == "/account/sent/"
    _to, subject, text = mails()[-1]
    assert subject == "ログインについて"
    assert "http" not in text


def test_one_identity_is_on_one_account(sign_up: SignUp) -> None:
    proof.attach(signed(sign_up()), TARO)
    stranger = signed(sign_up("other@example.jp", name="他人"))
    with pytest.raises(RefusedError) as refused:
        proof.attach(stranger, TARO)
    assert refused.value.code == "proof_taken"
    assert Proof.objects.count() == 1


def test_attaching_needs_a_sign_in_of_a_moment_ago(sign_up: SignUp) -> None:
    client = sign_up()
    ResidentSession.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
    with pytest.raises(RefusedError) as refused:
        proof.attach(signed(client), TARO)
    assert refused.value.code == "not_fresh"


def test_only_a_session_that_a_provider_opened_is_proven(sign_up: SignUp) -> None:
    client = sign_up()
    proof.attach(signed(client), TARO)
    assert not signed(client).proven
    response, found = HttpResponse(), proof.resident_of("fake", "4711")
    assert found
    session.enter(HttpRequest(), response, found, How.PROVIDER)
    client.cookies.update(response.cookies)
    assert signed(client).proven


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("provider", "subject", "facts"),
    [("", "1", {}), ("p", "", {}), ("p", "1", {"name": ""}), ("p", "1", {"my_number": "1"})],
)
def test_what_proves_nothing_is_refused(provider: str, subject: str, facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="proof"):
        Proven(provider, subject, facts)
