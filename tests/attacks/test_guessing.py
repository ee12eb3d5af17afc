"""Guessing, forging, using twice: codes, links, cookies, passwords, ways back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from madoguchi.conftest import PASSWORD
from madoguchi.kernel.people.api import Account, Officer
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.models import Invitation
from madoguchi.kernel.people.services import second_factor
from madoguchi.kernel.people.services import sign_in as signing_in
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.forms.models import Draft
from tests.attacks.paper import content
from tests.attacks.picture import rows_of
from tests.attacks.world import Body, World, holder, sign_in

NEW_PASSWORD = "atarashii-himitsu-no-kotoba"
WRONG_CODES = ("", "A", "AAAAA-AAAAA-AAAA", "0" * 14, "９" * 14, "' OR 1=1 --", "\x00", "K7M2X" * 1000)


def ask(body: Body, number: str, code: str, *, network: str = "192.0.2.1", **more: Any) -> Any:
    return Client(REMOTE_ADDR=network).post(f"/{body.code}/status/", {"number": number, "code": code, **more})


def test_number_and_code_together_open_the_case(world: World) -> None:
    body = world.natori
    answer = ask(body, body.cases["arrived"], body.codes["arrived"])
    assert answer.status_code == 302


@pytest.mark.parametrize("code", WRONG_CODES)
def test_a_wrong_code_says_the_same_as_a_wrong_number(world: World, code: str) -> None:
    body = world.natori
    known = ask(body, body.cases["arrived"], code)
    unknown = ask(body, "K7M2XW4PB", code)
    assert known.status_code == unknown.status_code == 422
    assert _without(known, body.cases["arrived"]) == _without(unknown, "K7M2XW4PB")


def _without(answer: Any, number: str) -> str:
    html = re.sub('name="csrfmiddlewaretoken" value="[^"]+"', "", content(answer))
    return html.replace(number, "NUMBER")


def test_a_code_of_another_body_opens_nothing(world: World) -> None:
    natori, sendai = world.bodies
    assert ask(natori, sendai.cases["arrived"], sendai.codes["arrived"]).status_code == 422


def test_after_ten_wrong_codes_the_next_waits_and_the_right_one_opens(world: World) -> None:
    body = world.natori
    for place in range(10):
        assert ask(body, body.cases["arrived"], f"WRONG{place}", network=f"192.0.2.{place}").status_code == 422
    locked = ask(body, body.cases["arrived"], "WRONG", network="198.51.100.9")
    assert locked.status_code == 429
    assert "分" in content(locked)
    holder_of_it = ask(body, body.cases["arrived"], body.codes["arrived"], network="192.0.2.1")
    assert holder_of_it.status_code == 302, "a stranger's guesses do not lock the holder out"
    other = ask(world.sendai, world.sendai.cases["arrived"], "WRONG", network="198.51.100.9")
    assert other.status_code == 422, "another case is not locked"


def test_a_network_that_tries_many_numbers_waits(world: World) -> None:
    body = world.natori
    for place in range(60):
        assert ask(body, "K7M2XW4PB"[: 8 - place % 3], f"WRONG{place}").status_code == 422
    assert ask(body, body.cases["arrived"], "WRONG").status_code == 429
    assert ask(body, body.cases["arrived"], "WRONG", network="192.0.2.2").status_code == 422
    assert ask(body, body.cases["arrived"], body.codes["arrived"]).status_code == 302


def test_a_made_up_forwarded_address_does_not_lift_the_limit(world: World) -> None:
    body = world.natori
    for place in range(60):
        ask(body, "K7M2XW4P", "WRONG", HTTP_X_FORWARDED_FOR=f"203.0.113.{place}")
    client = Client(REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "203.0.113.99"})
    answer = client.post(f"/{body.code}/status/", {"number": body.cases["arrived"], "code": "WRONG"})
    assert answer.status_code == 429


def test_the_joint_status_page_has_the_same_limits(world: World) -> None:
    body = world.natori
    values = {"number": body.cases["arrived"], "code": "WRONG"}
    for place in range(10):
        Client(REMOTE_ADDR=f"192.0.2.{place}").post("/status/" if place % 2 else f"/{body.code}/status/", values)
    assert Client(REMOTE_ADDR="198.51.100.9").post("/status/", values).status_code == 429
    values["code"] = body.codes["arrived"]
    assert Client(REMOTE_ADDR="198.51.100.9").post("/status/", values).status_code == 302


def test_lost_number_says_the_same_for_a_known_and_an_unknown_address(world: World) -> None:
    body = world.natori
    pages = []
    for address in ("sakura@example.jp", "nobody@example.jp"):
        answer = Client().post(f"/{body.code}/status/lost/", {"mail": address})
        pages.append((answer.status_code, content(answer).replace(address, "ADDRESS"), sorted(answer.cookies)))
    assert pages[0] == pages[1]
    for _more in range(2):
        Client().post(f"/{body.code}/status/lost/", {"mail": "sakura@example.jp"})
    assert Client().post(f"/{body.code}/status/lost/", {"mail": "SAKURA@example.jp"}).status_code == 429
    for _more in range(2):
        Client().post(f"/{body.code}/status/lost/", {"mail": "nobody@example.jp"})
    assert Client().post(f"/{body.code}/status/lost/", {"mail": "nobody@example.jp"}).status_code == 429


@pytest.mark.parametrize(
    "mail", ["a@example.jp\nBcc: b@example.jp", "a@example.jp, b@example.jp", "a@b\r\nX: 1", "\x00@x.jp"]
)
def test_no_address_puts_a_header_into_a_mail(world: World, mail: str) -> None:
    body = world.natori
    before = rows_of(body)
    assert Client().post(f"/{body.code}/status/lost/", {"mail": mail}).status_code == 422
    answer = holder(body).post(f"/{body.code}/d/{body.draft}/save/", {"mail": mail})
    assert answer.status_code == 422
    assert rows_of(body)["notify.Outbox"] == before["notify.Outbox"]


def test_forged_expired_and_foreign_links_to_a_case_are_dead(world: World) -> None:
    natori, sendai = world.bodies
    good = natori.link("arrived")
    yesterday = timezone.localdate() - timedelta(days=1)
    old = natori.link_until("arrived", yesterday)
    forged = good.replace(natori.cases["arrived"], natori.cases["issued"])
    for token in (good[:-1], good + "x", good.swapcase(), forged, old, sendai.link("arrived"), "x", "%00", "a" * 5000):
        answer = Client().get(f"/{natori.code}/status/link/{token}/")
        assert answer.status_code in {404, 410}, (token, answer.status_code)
        assert not answer.cookies, token
    assert Client().get(f"/{natori.code}/status/link/{good}/").status_code == 302


def test_the_link_of_a_draft_is_dead_once_it_is_over(world: World) -> None:
    body = world.natori
    address = f"/{body.code}/r/{body.draft_code}/"
    assert Client().get(address).status_code == 302
    for wrong in (body.draft_code[:-1], body.draft_code[::-1], body.draft, "x", "%00", "A" * 5000):
        assert Client().get(f"/{body.code}/r/{wrong}/").status_code in {404, 410}, wrong
    with tenant_scope(body.tenant):
        Draft.objects.filter(public_id=body.draft).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(address).status_code == 410
    assert holder(body).get(f"/{body.code}/d/{body.draft}/dog/").status_code == 410


def test_draft_codes_are_not_tried_without_end(world: World) -> None:
    body = world.natori
    for _try in range(20):
        assert Client().post(f"/{body.code}/r/", {"code": "WRONG"}).status_code == 422
    assert Client().post(f"/{body.code}/r/", {"code": "WRONG"}).status_code == 429
    assert Client().get(f"/{body.code}/r/WRONG/").status_code == 429
    assert Client().post(f"/{body.code}/r/", {"code": body.draft_code}).status_code == 302
    assert Client().get(f"/{body.code}/r/{body.draft_code}/").status_code == 302


def test_tampered_cookies_open_nothing(world: World) -> None:
    body = world.natori
    own, draft = f"/{body.code}/cases/{body.cases['arrived']}/", f"/{body.code}/d/{body.draft}/dog/"
    good = holder(body)
    assert good.get(own).status_code == good.get(draft).status_code == 200
    for name in list(good.cookies):
        value = good.cookies[name].value
        for bad in (value[:-2], value[:-1] + ("A" if value[-1] != "A" else "B"), "x" + value, "", "a:b:c", value * 3):
            client = Client()
            client.cookies[name] = bad
            assert client.get(own).status_code == 302, (name, bad)
            assert client.get(draft).status_code == 403, (name, bad)


def test_a_cookie_of_one_case_or_draft_is_none_for_another(world: World) -> None:
    body = world.natori
    cookies = holder(body).cookies
    grants = {name: cookie.value for name, cookie in cookies.items() if body.cases["arrived"] in name}
    [(name, value)] = grants.items()
    client = Client()
    client.cookies[name.replace(body.cases["arrived"], body.cases["issued"])] = value
    client.cookies[f"mdg_d_{body.draft}"] = value
    assert client.get(f"/{body.code}/cases/{body.cases['issued']}/").status_code == 302
    assert client.get(f"/{body.code}/d/{body.draft}/dog/").status_code == 403


def test_cookies_end_when_nobody_was_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    body = world.natori
    client = holder(body)
    later = timezone.now().timestamp() + 91 * 60
    monkeypatch.setattr(signing.time, "time", lambda: later)
    for address in (f"cases/{body.cases['arrived']}/", f"d/{body.draft}/dog/"):
        answer = client.get(f"/{body.code}/{address}")
        assert answer.status_code in {302, 403}
        assert body.mark not in content(answer)


def test_passwords_are_not_tried_without_end(world: World, quick_passwords: None) -> None:
    login = world.natori.officer.account.login
    words = set()
    for tried in (login, "nobody", login.upper()):
        answer = Client(REMOTE_ADDR="192.0.2.77").post("/staff/login/", {"login": tried, "password": "wrong"})
        words.add(_without(answer, tried))
    assert len(words) == 1, "unknown login and wrong password read the same"
    for place in range(10):
        Client(REMOTE_ADDR=f"192.0.2.{place}").post("/staff/login/", {"login": login, "password": f"wrong{place}"})
    right = Client(REMOTE_ADDR="198.51.100.9").post("/staff/login/", {"login": login, "password": PASSWORD})
    assert right.status_code == 200
    assert "分" in content(right)


def test_the_second_factor_is_not_guessed_nor_used_twice(world: World, quick_passwords: None) -> None:
    officer = world.natori.officer
    code = _code_of(officer)

    def with_password() -> Client:
        client = Client()
        client.post("/staff/login/", {"login": officer.account.login, "password": PASSWORD})
        return client

    first = with_password()
    assert first.get("/staff/today/").status_code == 302, "the password alone opens nothing"
    assert first.post("/staff/login/code/", {"code": code}).status_code == 302
    assert first.get("/staff/today/").status_code == 200
    again = with_password()
    assert again.post("/staff/login/code/", {"code": code}).status_code == 200, "the same code a second time"
    assert again.get("/staff/today/").status_code == 302


@pytest.mark.parametrize("planted", ["started", "invented"])
def test_a_session_that_was_planted_is_not_signed_in(world: World, quick_passwords: None, planted: str) -> None:
    """Whoever knows the cookie that a browser had before the sign-in has nothing by it afterwards."""
    officer, thief, victim = world.natori.officer, Client(), Client()
    name = settings.SESSION_COOKIE_NAME
    if planted == "started":  # the thief has got as far as the second step, and leaves the cookie to the victim
        thief.post("/staff/login/", {"login": officer.account.login, "password": PASSWORD})
    else:
        thief.cookies[name] = "a" * 32
    cookie = thief.cookies[name].value
    victim.cookies[name] = cookie
    victim.post("/staff/login/", {"login": officer.account.login, "password": PASSWORD})
    victim.post("/staff/login/code/", {"code": _code_of(officer)})
    assert victim.get("/staff/today/").status_code == 200
    assert victim.cookies[name].value != cookie
    assert thief.get("/staff/today/").status_code == 302, "the planted cookie opens nothing"


def _code_of(officer: Officer) -> str:
    """The code that the officer's authenticator shows now, as if none had been used yet."""
    account = Account.objects.get(pk=officer.account_id)
    account.last_totp_step = None
    account.save(update_fields=["last_totp_step"])
    return totp.code_at(second_factor.secret_of(account), timezone.now())


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow by design, and not what is tested here."""
    monkeypatch.setattr(signing_in, "make_password", lambda _password: "")
    monkeypatch.setattr(signing_in, "check_password", lambda typed, _stored: typed == PASSWORD)


def test_an_invitation_is_taken_up_once(world: World) -> None:
    natori, sendai = world.bodies
    address = f"/staff/invitation/{natori.code}/{natori.invitation_token}/"
    for dead in (
        f"/staff/invitation/{sendai.code}/{natori.invitation_token}/",
        f"/staff/invitation/{natori.code}/{natori.invitation_token[:-1]}/",
        f"/staff/invitation/999999/{natori.invitation_token}/",
    ):
        assert Client().get(dead).status_code == 410, dead
    values = {"login": "shinnin", "password_new": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    assert Client().post(address, values).status_code == 302
    for method in ("get", "post"):
        assert getattr(Client(), method)(address, {**values, "login": "mouhitori"}).status_code == 410
    assert Account.objects.filter(login="mouhitori").count() == 0


def test_an_invitation_that_is_old_or_cancelled_is_dead(world: World) -> None:
    for change in ({"expires_at": timezone.now() - timedelta(seconds=1)}, {"cancelled_at": timezone.now()}):
        body = world.natori if "expires_at" in change else world.sendai
        with tenant_scope(body.tenant):
            Invitation.objects.filter(pk=body.invitation).update(**change)
        assert Client().get(f"/staff/invitation/{body.code}/{body.invitation_token}/").status_code == 410


OUTSIDE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", "/staff/../042072/", "http://[::1", "/staff/login/@evil.example", "///evil.example",
    "/staff/today/\r\nSet-Cookie: x=1", "\t//evil.example", "/staff//evil.example/", "%2F%2Fevil.example",
)  # fmt: skip


@pytest.mark.parametrize("way", OUTSIDE)
def test_the_way_back_leads_nowhere_else(world: World, quick_passwords: None, way: str) -> None:
    officer = world.natori.officer
    client = Client()
    client.post("/staff/login/", {"login": officer.account.login, "password": PASSWORD, "next": way})
    entered = client.post("/staff/login/code/", {"code": _code_of(officer), "next": way})
    assert entered.status_code == 302
    assert re.fullmatch(r"/staff/[a-z/]*(\?[^\r\n]*)?", entered["Location"]), entered["Location"]
    changed = sign_in(officer).post("/staff/language/", {"language": "ja", "next": way})
    assert re.fullmatch(r"/staff/[a-z/]*(\?[^\r\n]*)?", changed["Location"]), changed["Location"]
    login = content(Client().get("/staff/login/", {"next": way}))
    own_address = re.compile('<form class="staff-language.*?</form>', re.DOTALL)  # escaped, and checked when posted
    assert "evil" not in own_address.sub("", login)
