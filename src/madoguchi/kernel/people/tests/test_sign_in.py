"""Signing in by the browser: two steps, one answer for every wrong pair, throttled; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.services import second_factor, sign_in
from madoguchi.kernel.people.services.account import create
from madoguchi.kernel.people.web import session
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
Outbox = apps.get_model("notify", "Outbox")
MakeOfficer = Callable[..., Officer]
PASSWORD = "nagai-himitsu-no-kotoba"  # of everybody that make_officer makes


def code_now(account: Account) -> str:
    return totp.code_at(second_factor.secret_of(account), timezone.now())


def first_step(client: Client, account: Account, password: str = PASSWORD, **extra: str) -> object:
    return client.post("/staff/login/", {"login": account.login, "password": password, **extra})


def test_password_and_code_lead_to_the_page_asked_for(
    client: Client, make_officer: MakeOfficer, natori: Tenant
) -> None:
    officer = make_officer(natori, "administrator")
    wanted = "/staff/officers/?show=all"
    response = first_step(client, officer.account, next=wanted)
    assert response["Location"] == "/staff/login/code/?next=%2Fstaff%2Fofficers%2F%3Fshow%3Dall"
    assert client.get(wanted).status_code == 302, "a password alone opens nothing"
    response = client.post("/staff/login/code/", {"code": code_now(officer.account), "next": wanted})
    assert (response.status_code, response["Location"]) == (302, wanted)
    assert client.get(wanted).status_code == 200
    cookie = response.cookies[site_settings.SESSION_COOKIE_NAME]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/staff/", True, "Lax")
    with tenant_scope(natori):
        assert [e.word for e in timeline(f"people.officer:{officer.pk}")] == ["people.session.started"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/staff/profile/",
        "/",
        "/staff/login/",
        "/staff/no/",
        "javascript:alert(1)",
    ],
)
def test_next_leads_nowhere_else(address: str, client: Client, make_officer: MakeOfficer, natori: Tenant) -> None:
    officer = make_officer(natori)
    assert first_step(client, officer.account, next=address)["Location"] == "/staff/login/code/"
    response = client.post("/staff/login/code/", {"code": code_now(officer.account), "next": address})
    assert response["Location"] in {"/staff/", "/staff/profile/"}


def test_every_wrong_pair_reads_the_same(client: Client, make_officer: MakeOfficer, natori: Tenant) -> None:
    officer = make_officer(natori)
    locked = make_officer(natori).account
    Account.objects.filter(pk=locked.pk).update(locked_at=timezone.now())
    pages = {
        client.post("/staff/login/", {"login": "", "password": ""}),
        client.post("/staff/login/", {"login": "nobody", "password": PASSWORD}),
        client.post("/staff/login/", {"login": officer.account.login, "password": "wrong"}),
        client.post("/staff/login/", {"login": locked.login, "password": PASSWORD}),
    }
    texts = {p.content.decode().split('class="error-summary"')[1].split("</div>")[0] for p in pages}
    assert len(texts) == 1
    assert not Session.objects.exists()


def test_an_unknown_login_costs_a_hash_too(
    make_officer: MakeOfficer, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is that of one hashing either way; counted here, because a test of seconds would be a coin toss."""
    hashed = []
    known = make_officer(natori).account
    monkeypatch.setattr(sign_in, "make_password", lambda p: hashed.append("make"))
    monkeypatch.setattr(sign_in, "check_password", lambda p, h: bool(hashed.append("check")))
    for login in (known.login, "nobody"):
        with pytest.raises(RefusedError):
            sign_in.by_password(login, "wrong", network="192.0.2.1")
    assert hashed == ["check", "make"]


def test_the_login_is_read_in_any_case(make_officer: MakeOfficer, natori: Tenant) -> None:
    account = make_officer(natori, login="hanako").account
    assert sign_in.by_password(" HANAKO ", PASSWORD, network="192.0.2.1") == account


def test_a_code_opens_once(client: Client, make_officer: MakeOfficer, natori: Tenant) -> None:
    account = make_officer(natori).account
    code = code_now(account)
    first_step(client, account)
    assert client.post("/staff/login/code/", {"code": code}).status_code == 302
    thief = Client()
    first_step(thief, account)
    again = thief.post("/staff/login/code/", {"code": code})
    assert again.status_code == 200
    assert "すでに使われています" in again.content.decode()
    assert thief.get("/staff/profile/").status_code == 302


def test_two_checks_with_the_same_code_have_one_winner(make_officer: MakeOfficer, natori: Tenant) -> None:
    account = make_officer(natori).account
    twin = Account.objects.get(pk=account.pk)
    code = code_now(account)
    second_factor.check(account, code)
    with pytest.raises(RefusedError) as refused:
        second_factor.check(twin, code)  # still holds the row as it was before
    assert refused.value.code == "wrong_code"


def test_codes_are_throttled_even_for_the_right_one(make_officer: MakeOfficer, natori: Tenant) -> None:
    account = make_officer(natori).account
    for _ in range(second_factor.CODE_LIMIT):
        with pytest.raises(RefusedError):
            second_factor.check(account, "000000" if code_now(account) != "000000" else "111111")
    with pytest.raises(RefusedError) as refused:
        second_factor.check(account, code_now(account))
    assert refused.value.code == "wait"


def test_the_code_must_follow_the_password_soon(
    client: Client, make_officer: MakeOfficer, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_officer(natori).account
    first_step(client, account)
    moment = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("madoguchi.kernel.people.web.staff.entrance.timezone", SimpleNamespace(now=lambda: moment))
    assert client.get("/staff/login/code/")["Location"] == "/staff/login/?why=slow"
    assert client.get("/staff/login/enrol/qr.svg").status_code == 404


def test_first_sign_in_sets_up_the_second_factor(client: Client, make_officer: MakeOfficer, natori: Tenant) -> None:
    officer = make_officer(natori)
    account = officer.account
    second_factor.reset(account, by=sign_in.author.account_actor(account))
    assert first_step(client, account)["Location"] == "/staff/login/code/"
    assert client.get("/staff/login/code/")["Location"] == "/staff/login/enrol/"
    page = client.get("/staff/login/enrol/").content.decode()
    secret = offered(client)
    assert totp.spaced(secret) in page
    account.refresh_from_db()
    assert account.totp_sealed == "", "a key that nobody has confirmed is nowhere in the database"
    picture = client.get("/staff/login/enrol/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert b"style" not in picture.content
    assert b"<script" not in picture.content
    assert client.post("/staff/login/enrol/", {"code": "000"}).status_code == 200
    assert client.post("/staff/login/enrol/", {"code": code_of(secret)}).status_code == 302
    account.refresh_from_db()
    assert account.has_second_factor
    assert second_factor.secret_of(account) == secret
    with tenant_scope(natori):
        mails = [mail.subject for mail in Outbox.objects.filter(to=account.email).order_by("pk")]
    assert mails == ["二段階認証を解除しました", "二段階認証を登録しました"]
    assert client.get("/staff/profile/").status_code == 200
    assert client.get("/staff/login/enrol/qr.svg").status_code == 404, "the key is shown only while it is new"


def offered(client: Client) -> str:
    """The key that this browser's session is offered."""
    sealed = session.offered_key(client.session, timezone.now())
    assert sealed is not None
    return second_factor.secret_in(sealed)


def code_of(secret: str) -> str:
    return totp.code_at(secret, timezone.now())


def test_who_else_knows_the_password_sees_another_key(make_officer: MakeOfficer, natori: Tenant) -> None:
    account = make_officer(natori).account
    second_factor.reset(account, by=sign_in.author.account_actor(account))
    owner, thief = Client(), Client()
    for browser in (thief, owner):
        first_step(browser, account)
        browser.get("/staff/login/enrol/")
    secrets = offered(thief), offered(owner)
    assert secrets[0] != secrets[1]
    assert owner.post("/staff/login/enrol/", {"code": code_of(secrets[1])}).status_code == 302
    account.refresh_from_db()
    assert second_factor.secret_of(account) == secrets[1]
    assert thief.post("/staff/login/enrol/", {"code": code_of(secrets[0])})["Location"].startswith("/staff/login/code/")
    account.refresh_from_db()
    assert second_factor.secret_of(account) == secrets[1]


def test_a_demonstration_account_works_in_a_demonstration_only(client: Client, settings: object) -> None:
    settings.MADOGUCHI_DEMO = True
    account = create(
        login="demo",
        name="デモ",
        email="demo@example.jp",
        password="demo",
        demonstration_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    )
    assert len(second_factor.demo_code(account)) == 6
    assert first_step(client, account, "demo").status_code == 302
    settings.MADOGUCHI_DEMO = False
    assert first_step(Client(), account, "demo").status_code == 200
    for act in (
        lambda: second_factor.demo_code(account),
        lambda: create(
            login="d2",
            name="x",
            email="d@example.jp",
            password="x",
            demonstration_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        ),
    ):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.code == "not_a_demonstration"


def test_log_out_needs_a_form_and_ends_the_session(
    make_officer: MakeOfficer, staff_client: Callable, natori: Tenant
) -> None:
    officer = make_officer(natori)
    client = staff_client(officer)
    refused = client.get("/staff/logout/")
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert "ボタンからお進みください" in refused.content.decode()
    assert client.post("/staff/logout/")["Location"] == "/staff/login/?why=out"
    assert not Session.objects.exists()
    with tenant_scope(natori):
        assert [e.word for e in timeline(f"people.officer:{officer.pk}")] == ["people.session.ended"]


def test_several_posts_are_chosen_from(
    client: Client, make_officer: MakeOfficer, natori: Tenant, sendai: Tenant
) -> None:
    first = make_officer(natori)
    second = make_officer(sendai, "administrator", account=first.account)
    stranger = make_officer(sendai)
    first_step(client, first.account)
    response = client.post("/staff/login/code/", {"code": code_now(first.account), "next": "/staff/officers/"})
    assert response["Location"] == "/staff/posts/?next=%2Fstaff%2Fofficers%2F"
    page = client.get("/staff/posts/").content.decode()
    assert "名取市" in page
    assert "仙台市" in page
    for wrong in (str(stranger.pk), "x", ""):
        assert client.post("/staff/posts/", {"officer": wrong}).status_code == 200
    assert client.get("/staff/officers/")["Location"] == "/staff/posts/"
    chosen = client.post("/staff/posts/", {"officer": second.pk, "next": "/staff/officers/"})
    assert chosen["Location"] == "/staff/officers/"
    assert client.get("/staff/officers/").status_code == 200


def test_language_of_the_account_and_before_the_sign_in(
    make_officer: MakeOfficer, staff_client: Callable, natori: Tenant
) -> None:
    anonymous = Client()
    response = anonymous.post("/staff/language/", {"language": "en", "next": "/staff/login/?next=%2Fstaff%2F"})
    assert response["Location"] == "/staff/login/?next=%2Fstaff%2F"
    assert '<html lang="en"' in anonymous.get("/staff/login/").content.decode()
    officer = make_officer(natori)
    client = staff_client(officer)
    assert client.post("/staff/language/", {"language": "xx", "next": "//evil.example/"})["Location"].startswith(
        "/staff/"
    )
    assert '<html lang="ja"' in client.get("/staff/profile/").content.decode()
    client.post("/staff/language/", {"language": "en", "next": "/staff/profile/"})
    assert '<html lang="en"' in client.get("/staff/profile/").content.decode()


def test_changing_the_password_ends_the_other_sessions(
    make_officer: MakeOfficer, staff_client: Callable, natori: Tenant
) -> None:
    officer = make_officer(natori)
    here, there = staff_client(officer), staff_client(officer)
    new = "totemo-nagai-atarashii-kotoba"
    wrong = {"password_old": "no", "password_new": new, "password_again": new}
    assert "現在のパスワードが違います" in here.post("/staff/profile/password/", wrong).content.decode()
    unlike = {"password_old": PASSWORD, "password_new": new, "password_again": "x"}
    assert "2回の入力が違います" in here.post("/staff/profile/password/", unlike).content.decode()
    weak = {"password_old": PASSWORD, "password_new": "password", "password_again": "password"}
    assert here.post("/staff/profile/password/", weak).status_code == 200
    right = {"password_old": PASSWORD, "password_new": new, "password_again": new}
    assert here.post("/staff/profile/password/", right)["Location"] == "/staff/profile/"
    assert here.get("/staff/profile/").status_code == 200
    assert there.get("/staff/profile/").status_code == 302
    officer.account.refresh_from_db()
    assert officer.account.check_password(new)


def test_a_changed_server_key_is_explained(
    client: Client, make_officer: MakeOfficer, natori: Tenant, settings: object
) -> None:
    account = make_officer(natori).account
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "x" * 60
    first_step(client, account)
    page = client.post("/staff/login/code/", {"code": "123456"}).content.decode()
    assert "サーバーの鍵が変わった" in page
    settings.SECRET_KEY_FALLBACKS = [former]
    assert len(second_factor.secret_of(account)) == 32


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "FOO"])
@pytest.mark.parametrize("path", ["/staff/login/", "/"])
def test_a_method_that_no_browser_sends_is_told_so_and_not_of_cookies(method: str, path: str, db: None) -> None:
    refused = Client(enforce_csrf_checks=True).generic(method, path)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST")
    assert "このアドレスは、そのままでは開けません" in refused.content.decode()
    assert "Cookie" not in refused.content.decode()
