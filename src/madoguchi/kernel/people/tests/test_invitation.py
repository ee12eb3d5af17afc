"""Invitations: used once, in time, by the right link; a new account or one that exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.models import Account, Invitation, Officer
from madoguchi.kernel.people.services import author, invitation
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
NEW = {"login": "Jiro", "password_new": "nagai-aikotoba-desu", "password_again": "nagai-aikotoba-desu"}


@pytest.fixture
def administrator(natori: Tenant, make_officer: MakeOfficer) -> Officer:
    return make_officer(natori, "administrator")


@pytest.fixture
def offer(natori: Tenant, administrator: Officer, make_officer: MakeOfficer) -> tuple[Invitation, str]:
    """An open invitation and the path of its link."""
    clerk = make_officer(natori)
    with tenant_scope(natori):
        made, link = invitation.invite(
            natori,
            email="jiro@example.jp",
            name="鈴木 次郎",
            role="clerk",
            department=clerk.department,
            valid_from=timezone.localdate(),
            by=author.actor(administrator),
        )
    return made, re.sub(r"^https?://[^/]+", "", link)


def mails(tenant: Tenant) -> list[Any]:
    """The body's outbox, the newest first; its texts are no part of the door of `notify`."""
    with tenant_scope(tenant):
        return list(apps.get_model("notify", "Outbox").objects.order_by("-pk"))


def test_the_mail_carries_the_link_and_the_table_does_not(offer: tuple[Invitation, str], natori: Tenant) -> None:
    made, path = offer
    (mail,) = mails(natori)
    assert mail.to == "jiro@example.jp"
    token = path.rstrip("/").rsplit("/", 1)[1]
    assert token not in made.token_hash
    assert path == f"/staff/invitation/042072/{token}/"


def test_a_new_account_is_made_and_enrols(client: Client, offer: tuple[Invitation, str], natori: Tenant) -> None:
    made, path = offer
    page = client.get(path).content.decode()
    assert "鈴木 次郎" in page
    assert "名取市" in page
    response = client.post(path, NEW)
    assert response["Location"] == "/staff/login/enrol/"
    assert client.get("/staff/login/enrol/").status_code == 200
    account = Account.objects.get(login="jiro")
    assert account.check_password(NEW["password_new"])
    with tenant_scope(natori):
        post = Officer.objects.get(account=account)
        assert (post.role, post.department_id) == ("clerk", made.department_id)
        assert [e.word for e in timeline(f"people.officer:{post.pk}")] == ["people.officer.appointed"]


def test_a_link_works_once(client: Client, offer: tuple[Invitation, str], natori: Tenant) -> None:
    _made, path = offer
    client.post(path, NEW)
    for response in (Client().get(path), Client().post(path, NEW | {"login": "saburo"})):
        assert response.status_code == 410
        assert "すでに使われた" in response.content.decode()
    assert not Account.objects.filter(login="saburo").exists()
    with tenant_scope(natori):
        made = Invitation.objects.get()
        with pytest.raises(invitation.RefusedError):
            invitation.accept_as_new(made, login="saburo", password=NEW["password_new"])


def test_a_link_ends_after_a_week(client: Client, offer: tuple[Invitation, str], natori: Tenant) -> None:
    made, path = offer
    assert timedelta(days=6) < made.expires_at - timezone.now() <= timedelta(days=7)
    with tenant_scope(natori):
        Invitation.objects.update(expires_at=timezone.now())
    assert client.get(path).status_code == 410
    assert client.post(path, NEW).status_code == 410
    assert not Account.objects.filter(login="jiro").exists()


def test_a_link_is_tied_to_its_body(client: Client, offer: tuple[Invitation, str], sendai: Tenant) -> None:
    path = offer[1]
    for wrong in (path.replace("042072", "041009"), path.replace("042072", "999999"), path[:-2] + "/"):
        assert client.get(wrong).status_code == 410


def test_sending_again_kills_the_former_link(
    client: Client, offer: tuple[Invitation, str], administrator: Officer, natori: Tenant, staff_client: Callable
) -> None:
    made, path = offer
    assert staff_client(administrator).post(f"/staff/invitations/{made.pk}/resend/").status_code == 302
    assert client.get(path).status_code == 410
    newest = re.search(r"/staff/invitation/\S+", mails(natori)[0].text)
    assert newest
    assert client.get(newest.group()).status_code == 200


def test_a_cancelled_link_is_dead(
    client: Client, offer: tuple[Invitation, str], administrator: Officer, staff_client: Callable
) -> None:
    made, path = offer
    browser = staff_client(administrator)
    browser.post(f"/staff/invitations/{made.pk}/cancel/")
    assert client.get(path).status_code == 410
    browser.post(f"/staff/invitations/{made.pk}/resend/")
    assert "この招待は使えません" in browser.get("/staff/officers/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": ""}, "ログインIDを入力してください"),
        ({"login": "あいう"}, "半角の英数字"),
        ({"login": "TAKEN"}, "すでに使われています"),
        ({"password_new": "short", "password_again": "short"}, "パスワード"),
        ({"password_again": "else"}, "2回の入力が違います"),
        ({"password_new": ""}, "新しいパスワードを入力してください"),
    ],
)
def test_errors_keep_the_invitation(
    changes: dict, words: str, client: Client, offer: tuple[Invitation, str], make_officer: MakeOfficer, natori: Tenant
) -> None:
    make_officer(natori, login="taken")
    response = client.post(offer[1], NEW | changes)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert client.get(offer[1]).status_code == 200


def test_an_account_that_exists_takes_a_second_post(
    offer: tuple[Invitation, str], make_officer: MakeOfficer, staff_client: Callable, natori: Tenant, sendai: Tenant
) -> None:
    elsewhere = make_officer(sendai)
    join = offer[1] + "join/"
    assert Client().get(join)["Location"].startswith("/staff/login/?next=%2Fstaff%2Finvitation")
    client = staff_client(elsewhere)
    assert "鈴木 次郎" in client.get(join).content.decode()
    assert client.post(join)["Location"] == "/staff/posts/"
    with tenant_scope(natori):
        assert Officer.objects.filter(account=elsewhere.account).count() == 1
    assert client.post(join).status_code == 410


def test_a_new_password_by_link_works_once(
    administrator: Officer, make_officer: MakeOfficer, staff_client: Callable, natori: Tenant
) -> None:
    officer = make_officer(natori)
    open_session = staff_client(officer)
    staff_client(administrator).post(f"/staff/officers/{officer.pk}/password/")
    (mail,) = mails(natori)
    assert mail.to == officer.account.email
    path = re.search(r"/staff/new-password/\S+", mail.text).group()
    client = Client()
    new = {"password_new": "nagai-aikotoba-desu", "password_again": "nagai-aikotoba-desu"}
    assert client.get(path).status_code == 200
    assert client.post(path, new | {"password_again": "x"}).status_code == 200
    assert client.post(path, new)["Location"] == "/staff/login/?why=password"
    assert client.get(path).status_code == 410
    assert client.post(path, new).status_code == 410
    assert open_session.get("/staff/profile/").status_code == 302
    officer.account.refresh_from_db()
    assert officer.account.check_password(new["password_new"])
    assert officer.account.has_second_factor, "a link by mail never replaces the second factor"
