"""Links with bodies' providers: who may make them, who hears of them, and when they are gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.identity import api as identity
from madoguchi.kernel.identity.tests.laid import AT, PROVIDER, lay_down
from madoguchi.kernel.identity.tests.openid import open_sign_on
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer, SignOn
from madoguchi.kernel.people.services import author, password, second_factor, sign_on_link
from madoguchi.kernel.people.tests.test_fresh import age
from madoguchi.kernel.people.tests.test_sign_in import PASSWORD, code_now
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
StaffClient = Callable[[Officer], Client]
Outbox = apps.get_model("notify", "Outbox")
PROFILE = "/staff/profile/"


@pytest.fixture(autouse=True)
def laid(monkeypatch: pytest.MonkeyPatch) -> None:
    lay_down(monkeypatch)


def opened(tenant: Tenant) -> identity.SignOnProvider:
    return open_sign_on(tenant, PROVIDER)


def linked(officer: Officer, subject: str = "hanako") -> SignOn:
    proven = identity.Proven(f"body-{officer.tenant.code}", AT, subject, identity.Level.SIGN_ON, {})
    sign_on_link.link(officer.account, officer.tenant, proven)
    with tenant_scope(officer.tenant):
        return SignOn.objects.get(account=officer.account)


def by_provider(officer: Officer, link: SignOn, staff_client: StaffClient) -> Client:
    """A browser whose session this link has opened."""
    client = staff_client(officer)
    kept = client.session
    kept["people.sign_on"] = [link.tenant_id, link.pk]
    kept.save()
    return client


def mails(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(Outbox.objects.order_by("pk").values_list("subject", flat=True))


def words(tenant: Tenant, account: Account) -> list[str]:
    with tenant_scope(tenant):
        return [entry.word for entry in timeline(f"people.account:{account.pk}")]


def links() -> int:
    with every_body_scope("a test"):
        return SignOn.objects.count()


def test_the_password_alone_links_nobody(natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient) -> None:
    opened(natori)
    officer = make_officer(natori)
    client, page = staff_client(officer), f"{PROFILE}sign-on/{natori.code}/"
    for code in ("", "000000"):
        answer = client.post(page, {"password_old": PASSWORD, "code": code}).content.decode()
        assert "確認コードが正しくない" in answer
        assert PASSWORD not in answer
    assert client.get(f"{page}go/")["Location"] == page
    code = code_now(officer.account)
    assert client.post(page, {"password_old": PASSWORD, "code": code})["Location"] == page
    assert client.get(f"{page}go/")["Location"].startswith(f"{AT}/authorization_endpoint?")


def test_the_owner_is_mailed_in_the_bodys_name(natori: Tenant, sendai: Tenant, make_officer: MakeOfficer) -> None:
    opened(natori)
    opened(sendai)
    officer = make_officer(natori)
    linked(make_officer(sendai, account=officer.account))
    assert (mails(natori), mails(sendai)) == ([], ["シングルサインオンを結び付けました"])
    linked(officer)
    sign_on_link.unlink(officer.account, natori, by=author.account_actor(officer.account))
    expected = ["シングルサインオンを結び付けました", "シングルサインオンの結び付けを外しました"]
    assert mails(natori) == expected
    with tenant_scope(natori):
        assert "名取市の認証サーバー" in Outbox.objects.first().text  # type: ignore[union-attr]


@pytest.mark.parametrize("act", ["second factor", "password link"])
def test_links_are_gone_when_the_account_is_won_back(
    act: str, natori: Tenant, sendai: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    opened(natori)
    opened(sendai)
    officer = make_officer(natori)
    link = linked(officer)
    linked(make_officer(sendai, account=officer.account))
    client = by_provider(officer, link, staff_client)
    assert client.get(PROFILE).status_code == 200
    if act == "second factor":
        second_factor.reset(officer.account, by=sign_on_link.FOLLOWS)
    else:
        token = password._links.make_token(officer.account)
        password.set_by_link(officer.account_id, token, "atarashii-himitsu-no-kotoba")
    assert links() == 0
    assert "/staff/login/" in client.get(PROFILE)["Location"]
    for tenant in (natori, sendai):
        assert words(tenant, officer.account)[-1] == "people.sign_on.unlinked"
        assert mails(tenant)[-1] == "シングルサインオンの結び付けを外しました"


def test_an_administrator_sees_a_link_and_takes_it_away_with_a_fresh_code(
    natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    opened(natori)
    officer, administrator = make_officer(natori), make_officer(natori, "administrator")
    page = f"/staff/officers/{officer.pk}/"
    client = staff_client(administrator)
    assert "認証サーバーとの" not in client.get(page).content.decode()
    link = linked(officer)
    theirs = by_provider(officer, link, staff_client)
    shown = client.get(page).content.decode()
    assert AT in shown
    assert "hanako" in shown
    age(client, 301)
    assert client.post(f"{page}sign-on/").status_code == 403
    assert links() == 1
    age(client, -301)
    assert theirs.post(f"{page}sign-on/").status_code == 403, "no right to look after officers"
    said = client.post(f"{page}sign-on/", follow=True).content.decode()
    assert "結び付けを外しました" in said
    assert links() == 0
    assert "/staff/login/" in theirs.get(PROFILE)["Location"]
    with tenant_scope(natori):
        entry = timeline(f"people.account:{officer.account_id}")[-1]
    assert (entry.word, entry.actor.id) == ("people.sign_on.unlinked", str(administrator.pk))
    assert mails(natori)[-1] == "シングルサインオンの結び付けを外しました"
    assert "すでにありません" in client.post(f"{page}sign-on/", follow=True).content.decode()


def test_nobody_takes_a_link_from_whoever_may_more(natori: Tenant, make_officer: MakeOfficer) -> None:
    opened(natori)
    officer, clerk = make_officer(natori, "administrator"), make_officer(natori)
    linked(officer)
    with tenant_scope(natori), pytest.raises(RefusedError) as refused:
        sign_on_link.unlink_by_administrator(officer, by=clerk)
    assert (refused.value.code, links()) == ("may_more", 1)


def test_what_one_bodys_provider_opened_touches_no_link_of_another(
    natori: Tenant, sendai: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    opened(natori)
    opened(sendai)
    officer = make_officer(natori)
    link = linked(officer)
    linked(make_officer(sendai, account=officer.account))
    client = by_provider(officer, link, staff_client)
    page = f"{PROFILE}sign-on/{sendai.code}/"
    for answer in (client.post(f"{page}remove/"), client.get(page), client.get(f"{page}go/")):
        assert answer.status_code == 404
    assert f"{PROFILE}sign-on/{sendai.code}/" not in client.get(PROFILE).content.decode()
    assert links() == 2
    client.post(f"{PROFILE}sign-on/{natori.code}/remove/")
    assert links() == 1
