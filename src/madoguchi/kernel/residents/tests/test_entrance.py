"""Opening an account and signing in by a mailed link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.models import MailLink, Resident, ResidentSession
from madoguchi.kernel.residents.services import author
from madoguchi.kernel.residents.services import link as links
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link, mails
from madoguchi.kernel.tenants.api import Tenant

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_behind_the_link(natori: Tenant) -> None:
    client = Client()
    path = mailed_link(client, "Ｈina@Example.JP ")
    to, subject, text = mails()[-1]
    assert (to, subject) == (ADDRESS, "アカウント登録のリンク")
    assert "15分間、1回だけ" in text
    page = client.get(path).content.decode()
    assert ADDRESS in page
    assert 'name="name"' in page
    assert Resident.objects.count() == 0, "looking opens nothing"
    assert client.post(path, {"name": "みほん商店", "kind": "firm"})["Location"] == "/me/"
    resident = Resident.objects.get()
    assert (resident.address, resident.kind, resident.name) == (ADDRESS, "firm", "みほん商店")
    assert not resident.account.has_usable_password()
    assert "みほん商店" in client.get("/me/").content.decode()
    assert ResidentSession.objects.get().opened_by == How.MAIL


def test_a_form_with_faults_keeps_what_was_typed_and_the_link(natori: Tenant) -> None:
    client = Client()
    path = mailed_link(client)
    for name, kind, said in (("", "firm", "お名前を"), ("x" * 101, "firm", "100文字"), ("佐藤", "town", "選んで")):
        answer = client.post(path, {"name": name, "kind": kind})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert 'value="佐藤"' in answer.content.decode()
    assert client.post(path, {"name": "佐藤", "kind": "person"}).status_code == 302


def test_whoever_has_an_account_signs_in_by_the_link(sign_up: SignUp) -> None:
    sign_up()
    client = Client()
    path = mailed_link(client)
    assert mails()[-1][1] == "ログインのリンク"
    assert 'name="name"' not in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/me/"
    assert Resident.objects.count() == 1
    assert client.get("/account/")["Location"] == "/me/"


def test_a_link_opens_once_and_for_a_quarter_of_an_hour(sign_up: SignUp) -> None:
    sign_up()
    client = Client()
    path = mailed_link(client)
    assert client.post(path).status_code == 302
    for method in (client.get, client.post, Client().post):
        answer = method(path)
        assert answer.status_code == 410
        assert "このリンクは使えません" in answer.content.decode()
    late = mailed_link(Client())
    MailLink.objects.filter(used_at=None).update(expires_at=links.timezone.now())
    assert Client().post(late).status_code == 410
    MailLink.objects.update(expires_at=links.timezone.now() - links.KEEP - timedelta(seconds=1))
    assert links.prune() == 3


def test_two_links_for_a_new_address_make_one_account(natori: Tenant) -> None:
    first, second = mailed_link(Client()), mailed_link(Client())
    client, other = Client(), Client()
    assert client.post(first, {"name": "佐藤", "kind": "person"}).status_code == 302
    assert other.post(second, {"name": "鈴木", "kind": "firm"}).status_code == 302
    assert [one.name for one in Resident.objects.all()] == ["佐藤"]


def test_no_address_is_said_at_the_field(natori: Tenant) -> None:
    answer = Client().post("/account/", {"address": "hina@"})
    assert answer.status_code == 422
    assert 'value="hina@"' in answer.content.decode()
    assert mails() == []


def test_in_english_the_mail_and_its_link_are_english(natori: Tenant) -> None:
    assert Client().post("/en/account/", {"address": ADDRESS})["Location"] == "/en/account/sent/"
    _to, subject, text = mails()[-1]
    assert subject.isascii()
    assert "/en/account/link/" in text


def test_without_any_body_nothing_is_mailed(db: None) -> None:
    assert Client().post("/account/", {"address": ADDRESS}).status_code == 302


def test_the_prefecture_speaks_for_all(natori: Tenant, miyagi: Tenant) -> None:
    assert author.sender() == miyagi
