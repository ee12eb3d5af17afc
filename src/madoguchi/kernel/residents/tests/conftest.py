"""A resident's browser: opens an account by the mailed link, as anybody would."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from madoguchi.kernel.tenants.api import Tenant, every_body_scope

ADDRESS = "hina@example.jp"
SignUp = Callable[..., Client]


@pytest.fixture(autouse=True)
def _cheap_hashes(settings: Settings) -> None:
    """Password hashing is slow on purpose; what is tested here is not the hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def mails() -> list[tuple[str, str, str]]:
    """(to, subject, text) of every mail that waits, the latest last."""
    with every_body_scope("test"):
        rows = apps.get_model("notify", "Outbox").objects.order_by("pk")
        return [(row.to, row.subject, row.text) for row in rows]


def link_in(text: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/]+(/\S*account/link/\S+)", text)
    assert found, text
    return found[1]


def mailed_link(client: Client, address: str = ADDRESS) -> str:
    """Ask for a link; its path."""
    answer = client.post("/account/", {"address": address})
    assert (answer.status_code, answer["Location"]) == (302, "/account/sent/")
    return link_in(mails()[-1][2])


@pytest.fixture
def sign_up(natori: Tenant) -> SignUp:
    """`sign_up(address, name=…)`: a browser that has opened an account and is signed in."""

    def sign(address: str = ADDRESS, *, name: str = "佐藤 ひな", kind: str = "person") -> Client:
        client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})
        answer = client.post(mailed_link(client, address), {"name": name, "kind": kind})
        assert (answer.status_code, answer["Location"]) == (302, "/me/")
        return client

    return sign
