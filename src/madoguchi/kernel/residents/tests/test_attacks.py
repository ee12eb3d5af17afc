"""Attacks on residents' accounts: enumeration, fixation, replay, guessing, forged posts, other people's sessions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.kernel.people.api import Account
from madoguchi.kernel.residents.models import ResidentSession
from madoguchi.kernel.residents.services import link as links
from madoguchi.kernel.residents.services import password as passwords
from madoguchi.kernel.residents.services.session import COOKIE
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link, mails
from madoguchi.kernel.residents.tests.test_proof import put_proof, signed
from madoguchi.kernel.tenants.api import Tenant

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|value="[^"]*@[^"]*"')
STRANGER = "nobody@example.jp"


def same(answer: Any) -> tuple[int, str, str, list[str]]:
    """What an answer says, without the form's token and the address that was typed."""
    return (
        answer.status_code,
        answer.get("Location", ""),
        CHANGING.sub("", answer.content.decode()),
        sorted(answer.cookies),
    )


def test_asking_for_a_link_does_not_tell_who_has_an_account(sign_up: SignUp) -> None:
    sign_up()
    proven = "proven@example.jp"
    put_proof(signed(sign_up(proven)))
    seen, statements = [], []
    for address in (ADDRESS, STRANGER, proven):
        with CaptureQueriesContext(connection) as queries:
            seen.append(same(Client().post("/account/", {"address": address})))
        statements.append([re.sub(r"'[^']*'|\d+", "?", one["sql"])[:60] for one in queries.captured_queries])
    assert seen[0] == seen[1] == seen[2]
    assert statements[0] == statements[1] == statements[2], "the same work, so the same time"
    for address in (ADDRESS, STRANGER):
        for _ in range(links.PER_ADDRESS):
            answer = Client().post("/account/", {"address": address})
        assert answer.status_code == 429, address


def test_a_password_does_not_tell_who_has_an_account(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up()  # without a password
    hashed: list[str] = []
    monkeypatch.setattr(passwords, "make_password", hashed.append)
    answers = [
        same(Client().post("/account/password/", {"address": one, "password": "wrong"})) for one in (ADDRESS, STRANGER)
    ]
    assert answers[0] == answers[1]
    assert len(hashed) == 2, "one hashing each"
    for address in (ADDRESS, STRANGER):
        for _ in range(passwords.PER_ADDRESS - 1):
            Client().post("/account/password/", {"address": address, "password": "wrong"})
        answers.append(same(Client().post("/account/password/", {"address": address, "password": "wrong"})))
    assert answers[2] == answers[3]
    assert answers[2][0] == 429


@pytest.mark.parametrize("planted", ["planted-by-somebody", ""])
def test_no_session_is_fixed_beforehand(sign_up: SignUp, natori: Tenant, planted: str) -> None:
    sign_up()
    attacker = Client()
    attacker.post(mailed_link(attacker, STRANGER), {"name": "他人", "kind": "person"})
    key = planted or attacker.cookies[COOKIE].value  # one that opens nothing, or the attacker's own
    victim = Client()
    victim.cookies[COOKIE] = key
    victim.post(mailed_link(Client()))
    assert victim.cookies[COOKIE].value != key
    attacker.cookies[COOKIE] = key
    assert attacker.get("/me/").status_code == 302
    assert "佐藤 ひな" in victim.get("/me/").content.decode()


def test_a_link_is_replayed_in_vain_and_so_is_a_cookie(sign_up: SignUp) -> None:
    client = sign_up()
    path = re.findall(r"/account/link/\S+", mails()[-1][2])[0]
    assert Client().post(path, {"name": "x", "kind": "person"}).status_code == 410
    key = client.cookies[COOKIE].value
    client.post("/account/logout/")
    thief = Client()
    thief.cookies[COOKIE] = key
    assert thief.get("/me/").status_code == 302
    for forged in (f"{path[:-2]}x/", "/account/link/%00/", f"/account/link/{'a' * 500}/"):
        assert Client().get(forged).status_code in {404, 410}, forged


def test_nobody_ends_or_sees_another_person_s_session(sign_up: SignUp) -> None:
    victim, attacker = sign_up(), sign_up(STRANGER, name="他人")
    row = ResidentSession.objects.get(resident__address=ADDRESS)
    attacker.post("/me/sign-in/end/", {"session": str(row.pk)})
    attacker.post("/me/sign-in/end/", {"session": "others"})
    assert victim.get("/me/").status_code == 200
    for page in ("/me/", "/me/sign-in/", "/me/password/"):
        shown = attacker.get(page).content.decode()
        assert ADDRESS not in shown
        assert "佐藤 ひな" not in shown


def test_a_post_from_another_site_does_nothing(sign_up: SignUp) -> None:
    key = sign_up().cookies[COOKIE].value
    victim = Client(enforce_csrf_checks=True)
    victim.cookies[COOKIE] = key
    for path in ("/account/logout/", "/me/sign-in/end/", "/me/password/", "/account/", "/account/password/"):
        assert victim.post(path, {"session": "others"}).status_code == 403, path
    assert victim.get("/me/").status_code == 200
    for path in ("/account/logout/", "/me/sign-in/end/"):
        assert victim.get(path).status_code == 405, path


def test_a_resident_s_account_opens_nothing_on_the_officers_side(sign_up: SignUp) -> None:
    client = sign_up()
    new = {"password_new": "kawa-no-nagare-7", "password_again": "kawa-no-nagare-7"}
    client.post("/me/password/", new)
    login = Account.objects.get().login
    assert re.fullmatch(r"r-[0-9a-f]{32}", login)
    for page in ("/me/", "/me/sign-in/"):
        assert login not in client.get(page).content.decode()
    assert client.get("/staff/cases/").status_code == 302
    answer = client.post("/staff/login/", {"login": ADDRESS, "password": "kawa-no-nagare-7"})
    assert answer.status_code != 302
