"""Officers sign in by their body's provider: a real one, started by the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.identity import api as identity
from madoguchi.kernel.identity.tests.openid import OpenId, browse, open_sign_on, query
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.models import Account, Officer, SignOn
from madoguchi.kernel.people.services import post as posts
from madoguchi.kernel.people.services import second_factor, sign_on
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
StaffClient = Callable[[Officer], Client]
PASSWORD = "nagai-himitsu-no-kotoba"
SETTINGS, PROFILE = "/staff/sign-on/", "/staff/profile/"


def opened(openid: OpenId, tenant: Tenant, name: str = "natori") -> identity.SignOnProvider:
    """The body's provider, set up and open."""
    return open_sign_on(tenant, getattr(openid, name))


def linked(officer: Officer, provider: identity.SignOnProvider, subject: str = "hanako") -> SignOn:
    with tenant_scope(officer.tenant):
        return SignOn.objects.create(
            tenant=officer.tenant, account=officer.account, issuer=provider.issuer, subject=subject
        )


def to_provider(client: Client, tenant: Tenant, next_page: str = "") -> str:
    """The address at the provider that the sign-in page leads to."""
    answer = client.get(f"/staff/login/sign-on/{tenant.code}/", {"next": next_page} if next_page else {})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def back(client: Client, address: str) -> HttpResponse:
    """Come back to the address that the provider names."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")  # type: ignore[return-value]


def sign_in(client: Client, openid: OpenId, tenant: Tenant, subject: str, next_page: str = "") -> HttpResponse:
    return back(client, browse(openid, to_provider(client, tenant, next_page), subject=subject))


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def prove_self(client: Client, officer: Officer, page: str) -> HttpResponse:
    """Password and code on the linking page; the code of this half minute, whether used already or not."""
    Account.objects.filter(pk=officer.account_id).update(last_totp_step=None)
    code = totp.code_at(second_factor.secret_of(officer.account), timezone.now())
    return client.post(page, {"password_old": PASSWORD, "code": code})  # type: ignore[return-value]


def test_an_administrator_sets_it_up_and_is_told_what_is_wrong(
    openid: OpenId, natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    client = staff_client(make_officer(natori, "administrator"))
    typed = {"label": "職員認証", "issuer": openid.natori.issuer, "client_id": "madoguchi", "secret": "falsch"}
    page = text(client.post(SETTINGS, typed | {"issuer": "https://10.0.0.1:8443/"}))  # type: ignore[arg-type]
    assert "443番以外のポート" in page
    assert "職員認証" in page
    assert "falsch" not in page
    assert "クライアントシークレットを入力" in text(client.post(SETTINGS, typed | {"secret": ""}))  # type: ignore[arg-type]
    client.post(SETTINGS, typed)
    assert f"{django_settings.MADOGUCHI_BASE_URL}/staff/identity/body-042072/answer/" in text(client.get(SETTINGS))  # type: ignore[arg-type]

    def said(path: str, **more: str) -> str:
        return text(client.post(SETTINGS + path, more, follow=True))  # type: ignore[arg-type]

    assert "クライアントIDかシークレットが違います" in said("check/")
    assert "クライアントIDかシークレットが違います" in said("open/", open="1")
    assert "使っていません" in text(client.get(SETTINGS))  # type: ignore[arg-type]
    client.post(SETTINGS, typed | {"issuer": openid.natori.issuer + "/"})
    assert "1字ずつ同じではありません" in said("check/")
    client.post(SETTINGS, typed | {"secret": "natori-himitsu"})
    assert "設定は合っています" in said("check/")
    assert "始めました" in said("open/", open="1")
    client.post(SETTINGS, typed | {"label": "新しい名前", "secret": ""})
    assert "使っています" in text(client.get(SETTINGS))  # type: ignore[arg-type]
    assert "新しい名前" in text(Client().get("/staff/login/sign-on/"))  # type: ignore[arg-type]
    assert "団体の認証サーバーで" in text(Client().get("/staff/login/"))  # type: ignore[arg-type]
    client.post(SETTINGS, typed | {"client_id": "another", "secret": ""})
    assert "使っていません" in text(client.get(SETTINGS)), "nobody has tried the new client"  # type: ignore[arg-type]
    with tenant_scope(natori):
        words = [event.word for event in timeline(f"tenants.tenant:{natori.code}")]
        assert words.count("identity.provider.opened") == 1
        assert "himitsu" not in str([event.data for event in timeline(f"tenants.tenant:{natori.code}")])


def test_linking_needs_password_and_code_and_then_the_provider_opens_this_bodys_posts_only(
    openid: OpenId, natori: Tenant, sendai: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    opened(openid, natori)
    officer = make_officer(natori)
    elsewhere = make_officer(sendai, account=officer.account)
    client = staff_client(officer)
    page = f"{PROFILE}sign-on/{natori.code}/"
    assert client.get(f"{page}go/")["Location"] == page, "not before password and code"
    assert "現在のパスワードが違います" in text(client.post(page, {"password_old": "x"}))  # type: ignore[arg-type]
    assert prove_self(client, officer, page)["Location"] == page
    assert f"{page}go/" in text(client.get(page))  # type: ignore[arg-type]
    leaving = client.get(f"{page}go/")["Location"]
    assert query(leaving)["prompt"] == "login"
    assert back(client, browse(openid, leaving, subject="hanako"))["Location"] == PROFILE
    assert "結び付け済み" in text(client.get(PROFILE))  # type: ignore[arg-type]

    fresh = Client()
    arrived = sign_in(fresh, openid, natori, "hanako", "/staff/cases/")
    assert arrived["Location"] == "/staff/cases/"
    assert fresh.get("/staff/cases/").status_code == 200
    choices = text(fresh.get("/staff/posts/"))  # type: ignore[arg-type]
    assert "名取市" in choices
    assert "仙台市" not in choices, "what 名取市's provider says counts in 名取市"
    assert "この所属は選べません" in text(fresh.post("/staff/posts/", {"officer": elsewhere.pk}))  # type: ignore[arg-type]
    with tenant_scope(natori):
        words = [event.word for event in timeline(f"people.account:{officer.account.pk}")]
    assert words[-2:] == ["people.sign_on.linked", "people.session.signed_on"]
    with tenant_scope(sendai):
        assert not timeline(f"people.account:{officer.account.pk}")


def test_two_bodies_with_two_providers_never_mix(
    openid: OpenId, natori: Tenant, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    officer = make_officer(natori)
    linked(officer, opened(openid, natori))
    opened(openid, sendai, "sendai")
    refused = sign_in(Client(), openid, sendai, "hanako")  # the same name at the other provider
    assert refused.status_code == 403
    assert "どのログインIDのものか登録されていません" in text(refused)
    with tenant_scope(sendai):
        (entry,) = timeline(f"tenants.tenant:{sendai.code}")
        assert (entry.word, entry.data) == ("people.session.sign_on_refused", {"reason": "unlinked"})
    client = Client()
    answer = browse(openid, to_provider(client, sendai), subject="hanako")
    moved = answer.replace(f"body-{sendai.code}", f"body-{natori.code}")
    refused = back(client, moved)
    assert (refused.status_code, "確かめられませんでした" in text(refused)) == (403, True)
    assert client.get("/staff/cases/").status_code == 302


def test_an_answer_counts_once_in_the_browser_that_asked_and_in_time(
    openid: OpenId, natori: Tenant, make_officer: MakeOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(make_officer(natori), opened(openid, natori))
    client, other = Client(), Client()
    leaving = to_provider(client, natori)
    [cookie] = [one for name, one in client.cookies.items() if name.startswith("mdg_flow_")]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/staff/")
    assert query(leaving)["nonce"] not in cookie.value
    answer = browse(openid, leaving, subject="hanako")
    for broken in (answer + "&state=x", answer.replace("state=", "state=x"), answer.partition("?")[0]):
        assert back(client, broken).status_code == 403
    assert back(other, answer).status_code == 403, "a link to one's own sign-in, sent to somebody else"
    kept = cookie.value
    assert back(client, answer).status_code == 302
    client.cookies[cookie.key] = kept
    client.cookies.pop(django_settings.SESSION_COOKIE_NAME)
    assert "はじめからやり直してください" in text(back(client, answer))
    late = Client()
    answer = browse(openid, to_provider(late, natori), subject="hanako")
    now = timezone.now()
    monkeypatch.setattr("madoguchi.kernel.identity.services.journey.timezone.now", lambda: now + timedelta(minutes=11))
    assert back(late, answer).status_code == 403


def test_who_says_no_or_finds_nobody_there_has_the_other_ways(
    openid: OpenId, natori: Tenant, settings: Settings
) -> None:
    row = opened(openid, natori)
    client = Client()
    refused = back(client, browse(openid, to_provider(client, natori)))
    assert refused.status_code == 403
    assert "認証をやめました" in text(refused)
    settings.MADOGUCHI_OUTGOING_ALLOW = frozenset({"127.0.0.1:9"})
    with tenant_scope(natori):
        identity.SignOnProvider.objects.filter(pk=row.pk).update(issuer="https://127.0.0.1:9")
    down = client.get(f"/staff/login/sign-on/{natori.code}/")
    assert down.status_code == 503
    assert "認証サーバーにつながりません" in text(down)  # type: ignore[arg-type]
    assert 'href="/staff/login/"' in text(down)  # type: ignore[arg-type]


def test_a_session_of_the_provider_ends_with_the_link_the_post_and_the_provider(
    openid: OpenId, natori: Tenant, make_officer: MakeOfficer
) -> None:
    row = opened(openid, natori)
    officer, administrator = make_officer(natori), make_officer(natori, "administrator")
    linked(officer, row)

    def session() -> Client:
        client = Client()
        assert sign_in(client, openid, natori, "hanako").status_code == 302
        assert client.get("/staff/cases/").status_code == 200
        return client

    def ended(client: Client) -> bool:
        return "/staff/login/" in client.get("/staff/cases/").headers.get("Location", "")

    client = session()
    by = sign_on.author.actor(administrator)
    identity.set_open(natori, wanted=False, by=by)
    assert ended(client)
    assert Client().get(f"/staff/login/sign-on/{natori.code}/").status_code == 404
    identity.set_open(natori, wanted=True, by=by)
    client = session()
    client.post(f"{PROFILE}sign-on/{natori.code}/remove/")
    assert ended(client)
    linked(officer, row)
    with tenant_scope(natori):
        posts.lock(officer, by=administrator)
    refused = sign_in(Client(), openid, natori, "hanako")
    assert "いま使える所属がありません" in text(refused)
    Account.objects.filter(pk=officer.account_id).update(locked_at=timezone.now())
    assert "利用が停止されています" in text(sign_in(Client(), openid, natori, "hanako"))
    with tenant_scope(natori):
        found = [(one.word, one.data.get("reason")) for one in timeline(f"people.account:{officer.account_id}")]
    refusals = [reason for word, reason in found if word == "people.session.sign_on_refused"]
    assert refusals == ["no_post", "locked"]


def test_an_identity_belongs_to_one_login(
    openid: OpenId, natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    linked(make_officer(natori, login="first"), opened(openid, natori))
    second = make_officer(natori, login="second")
    client = staff_client(second)
    page = f"{PROFILE}sign-on/{natori.code}/"
    prove_self(client, second, page)
    answer = browse(openid, client.get(f"{page}go/")["Location"], subject="hanako")
    assert back(client, answer)["Location"] == PROFILE
    assert "別のログインIDに結び付けられています" in text(client.get(PROFILE))  # type: ignore[arg-type]
    # An answer that comes back after another person has signed in in this browser links nobody.
    prove_self(client, second, page)
    answer = browse(openid, client.get(f"{page}go/")["Location"], subject="jiro")
    client.cookies.update(staff_client(make_officer(natori, login="third")).cookies)
    assert "/staff/login/" in back(client, answer)["Location"]
    with tenant_scope(natori):
        assert SignOn.objects.count() == 1


def by_password(officer: Officer) -> tuple[Client, str]:
    """A browser after password and code, and where it is led."""
    client = Client()
    client.post("/staff/login/", {"login": officer.account.login, "password": PASSWORD})
    code = totp.code_at(second_factor.secret_of(officer.account), timezone.now())
    return client, client.post("/staff/login/code/", {"code": code})["Location"]


def test_a_body_may_close_its_posts_to_passwords_but_for_administrators(
    openid: OpenId, natori: Tenant, sendai: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    row = opened(openid, natori)
    officer, administrator = make_officer(natori), make_officer(natori, "administrator")
    desk = staff_client(administrator)

    def press(wanted: str) -> str:
        return text(desk.post(f"{SETTINGS}require/", {"required": wanted}, follow=True))  # type: ignore[arg-type]

    assert "先に、ご自分のログインIDを" in press("1")
    link = linked(administrator, row, "admin")
    with tenant_scope(natori):
        SignOn.objects.filter(pk=link.pk).update(issuer="https://former.example.jp")
    assert "先に、ご自分のログインIDを" in press("1"), "a link with a former provider has shown nothing"
    with tenant_scope(natori):
        SignOn.objects.filter(pk=link.pk).update(issuer=row.issuer)
    assert "パスワードでのログインを止めました" in press("1")
    linked(officer, row)
    client, led = by_password(officer)
    assert led == "/staff/posts/"
    assert "認証サーバーでログインすると使える所属があります" in text(client.get("/staff/posts/"))  # type: ignore[arg-type]
    refused = text(client.post("/staff/posts/", {"officer": officer.pk}))  # type: ignore[arg-type]
    assert "団体の認証サーバーでログインすると使えます" in refused
    assert client.get("/staff/cases/")["Location"] == "/staff/posts/"
    page = f"{PROFILE}sign-on/{natori.code}/"
    assert prove_self(client, officer, page)["Location"] == page, "who has no other way in yet must be able to link"
    assert sign_in(Client(), openid, natori, "hanako", "/staff/cases/")["Location"] == "/staff/cases/"
    # The other body of the same person has passwords still.
    elsewhere = make_officer(sendai, account=officer.account)
    assert client.post("/staff/posts/", {"officer": elsewhere.pk}).status_code == 302
    _client, led = by_password(administrator)
    assert led != "/staff/posts/"
    with tenant_scope(natori):
        assert timeline(f"people.account:{administrator.account.pk}")[-1].word == "people.session.broke_glass"
    assert "再び許しました" in press("0")
    assert client.post("/staff/posts/", {"officer": officer.pk}).status_code == 302
