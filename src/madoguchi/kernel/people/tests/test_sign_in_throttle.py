"""Wrong pairs are throttled, and nobody locks out somebody else by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import sign_in
from madoguchi.kernel.people.tests.test_sign_in import code_now, first_step
from madoguchi.kernel.tenants.api import Tenant

pytestmark = pytest.mark.django_db
Outbox = apps.get_model("notify", "Outbox")
MakeOfficer = Callable[..., Officer]
PASSWORD = "nagai-himitsu-no-kotoba"  # of everybody that make_officer makes


def test_a_login_is_throttled_whether_it_exists_or_not(
    make_officer: MakeOfficer, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "make_password", lambda p: None)
    monkeypatch.setattr(sign_in, "check_password", lambda p, h: p == PASSWORD)
    account = make_officer(natori).account
    said = set()
    for login in (account.login, "nobody"):
        for _ in range(sign_in.LOGIN_LIMIT):
            with pytest.raises(RefusedError) as wrong:
                sign_in.by_password(login, "wrong", network="192.0.2.1")
            assert wrong.value.code == "credentials"
        with pytest.raises(RefusedError) as blocked:
            sign_in.by_password(login.upper(), PASSWORD, network="198.51.100.7")
        assert blocked.value.code == "wait"
        said.add(blocked.value.message)
    assert len(said) == 1


def test_a_network_is_throttled_over_many_logins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "make_password", lambda p: None)
    monkeypatch.setattr(sign_in, "NETWORK_LIMIT", 3)
    for n in range(3):
        with pytest.raises(RefusedError):
            sign_in.by_password(f"nobody{n}", "wrong", network="192.0.2.1")
    with pytest.raises(RefusedError) as blocked:
        sign_in.by_password("somebody", "wrong", network="192.0.2.1")
    assert blocked.value.code == "wait"
    with pytest.raises(RefusedError) as elsewhere:
        sign_in.by_password("somebody", "wrong", network="192.0.2.2")
    assert elsewhere.value.code == "credentials"


def test_the_right_password_passes_from_a_network_that_others_misuse(
    make_officer: MakeOfficer, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "make_password", lambda p: None)
    account, victim = make_officer(natori).account, make_officer(natori).account
    for n in range(sign_in.NETWORK_LIMIT):
        with pytest.raises(RefusedError):
            sign_in.by_password(f"nobody{n}", "wrong", network="192.0.2.1")
    for login in (victim.login, "nobody"):
        with pytest.raises(RefusedError) as wrong:
            sign_in.by_password(login, "wrong", network="192.0.2.1")
        assert wrong.value.code == "wait", "nobody learns which logins exist"
    assert sign_in.by_password(account.login, PASSWORD, network="192.0.2.1") == account


def test_a_misused_network_does_not_guess_for_ever(
    make_officer: MakeOfficer, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "make_password", lambda p: None)
    monkeypatch.setattr(sign_in, "NETWORK_LIMIT", 3)
    monkeypatch.setattr(sign_in, "NETWORK_END", 6)
    account, victim = make_officer(natori).account, make_officer(natori).account
    for n in range(6):
        with pytest.raises(RefusedError):
            sign_in.by_password(f"nobody{n}", "wrong", network="192.0.2.1")
    with pytest.raises(RefusedError) as ended:
        sign_in.by_password(victim.login, PASSWORD, network="192.0.2.1")
    assert ended.value.code == "wait", "one password tried with many logins comes to an end"
    assert sign_in.by_password(account.login, PASSWORD, network="192.0.2.1", known_browser=True) == account


def test_a_known_browser_is_not_locked_out_and_does_not_guess_for_ever(
    make_officer: MakeOfficer, natori: Tenant, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "check_password", lambda p, h: p == PASSWORD)
    account, other = make_officer(natori).account, make_officer(natori).account
    first_step(client, account)
    entered = client.post("/staff/login/code/", {"code": code_now(account)})
    cookie = entered.cookies["mdg_staff_known"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/staff/login/", True, "Lax")
    client.post("/staff/logout/")
    for login in (account.login, other.login):
        for _ in range(sign_in.LOGIN_LIMIT):
            with pytest.raises(RefusedError):
                sign_in.by_password(login, "wrong", network="198.51.100.7")
    assert first_step(Client(), account).status_code == 200, "a strange browser waits"
    assert first_step(client, other).status_code == 200, "the cookie is of one login"
    assert first_step(client, account)["Location"] == "/staff/login/code/"
    for _ in range(sign_in.LOGIN_LIMIT):
        first_step(client, account, "wrong")
    assert first_step(client, account).status_code == 200
