"""Throttles: tight for one address, wide for a network, which alone refuses nobody."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import attempts
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.residents.services import link as links
from madoguchi.kernel.residents.services import password as passwords
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link

pytestmark = pytest.mark.django_db
GOOD = "kawa-no-nagare-7"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def guess(address: str, password: str = "wrong", network: str = "a") -> str:
    """What the sign-in answers: "" lets in."""
    try:
        passwords.sign_in(address, password, network=network)
    except RefusedError as refused:
        return refused.code
    return ""


def test_who_guesses_behind_an_address_locks_nobody_else_out(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up().post("/me/password/", {"password_new": GOOD, "password_again": GOOD})
    monkeypatch.setattr(passwords, "PER_NETWORK", 3)
    for n in range(30):
        assert guess(f"n{n}@example.jp") == "credentials"
    assert [guess(ADDRESS) for _ in range(2)] == ["credentials"] * 2, "a slip of the hand is told as one"
    assert guess(ADDRESS, GOOD) == ""
    assert [guess(ADDRESS) for _ in range(4)] == ["credentials"] * 3 + ["wait"], "and guesses end sooner there"
    assert guess(ADDRESS, GOOD) == "wait"
    assert guess(ADDRESS, GOOD, network="b") == "", "elsewhere the address has its ten"


TRIES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["one", "two"]), st.sampled_from("ab"), st.booleans()), max_size=20
)


@given(tries=TRIES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_only_an_address_s_own_failures_refuse_it(
    sign_up: SignUp, tries: list[tuple[int, str, str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a model of the clock: minutes pass, two addresses are tried rightly and wrongly from two networks."""
    now, failures, there = NOW, defaultdict(list), defaultdict(list)
    monkeypatch.setattr(passwords, "PER_NETWORK", 5)
    monkeypatch.setattr(passwords, "PER_ADDRESS", 6)
    monkeypatch.setattr(passwords, "check_password", lambda typed, _kept: typed == GOOD)
    monkeypatch.setattr(passwords, "make_password", lambda _typed: "")
    monkeypatch.setattr(attempts.timezone, "now", lambda: now)
    attempts.Attempt.objects.all().delete()
    resident = _with_password()
    monkeypatch.setattr(passwords.author, "record", lambda *_some, **_more: None)
    monkeypatch.setattr(passwords.account, "by_address", lambda address: resident)
    for minutes, name, network, right in tries:
        now += timedelta(minutes=minutes)
        since = now - passwords.WINDOW
        misused = sum(at > since for at in there[network]) >= 5
        own = sum(at > since for at in failures[name])
        answer = guess(f"{name}@example.jp", GOOD if right else "wrong", network)
        if own >= (3 if misused else 6):
            assert answer == "wait"
        elif right:
            assert answer == ""
            failures[name].clear()
        else:
            assert answer == "credentials"
            failures[name].append(now)
            there[network].append(now)


def _with_password() -> object:
    class Owner:
        password, locked_at = "", None

        def has_usable_password(self) -> bool:
            return True

    class Somebody:
        pk = 1
        account = Owner()

    return Somebody()


def test_a_school_that_signs_in_by_mail_is_never_shut_out(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up()
    monkeypatch.setattr(links, "PER_NETWORK", 3)
    attempts.Attempt.objects.all().delete()
    for n in range(5):  # each opens the link
        client = Client()
        client.post(mailed_link(client, f"n{n}@example.jp"), {"name": "見本", "kind": "person"})
    unused = [mailed_link(Client(), f"m{n}@example.jp") for n in range(3)]
    assert Client().post("/account/", {"address": "x@example.jp"}).status_code == 429
    assert Client().post(unused[0], {"name": "見本", "kind": "person"}).status_code == 302, "a link always opens"
    assert mailed_link(Client(), "y@example.jp")


def test_taking_back_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    attempts.failed("k", "k", "other")
    for left in (1, 0, 0):
        with django_assert_num_queries(1):
            attempts.take_back("k")
        assert attempts.Attempt.objects.count() == left + 1
