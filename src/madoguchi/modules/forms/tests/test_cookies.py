"""The browser's hold on a draft: signed, for one draft, for a time."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.adapters.cookies import cookie_name, read_cookie

NATORI = Tenant(code="042072", form_minutes=90)


def cookie_of(public_id: str, code: str) -> SimpleCookie:
    response = HttpResponse()
    forms.set_cookie(response, public_id, code, NATORI)
    return response.cookies


def read(public_id: str, cookies: dict[str, str]) -> str | None:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return read_cookie(request, public_id, NATORI)


def test_what_was_set_is_read() -> None:
    morsel = cookie_of("abcdefghj2", "CODE")["mdg_d_abcdefghj2"]
    assert read("abcdefghj2", {morsel.key: morsel.value}) == "CODE"
    assert morsel["httponly"] is True
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
    assert morsel["max-age"] == 90 * 60
    assert bool(morsel["secure"]) is settings.SESSION_COOKIE_SECURE


def test_secure_over_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    assert cookie_of("a", "CODE")[cookie_name("a")]["secure"] is True


def test_forged_moved_and_old_cookies_hold_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    value = cookie_of("one", "CODE")[cookie_name("one")].value
    assert read("one", {}) is None
    assert read("one", {cookie_name("one"): "CODE"}) is None
    assert read("one", {cookie_name("one"): value.replace("CODE", "EDOC")}) is None
    assert read("two", {cookie_name("two"): value}) is None
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + timedelta(minutes=89).total_seconds())
    assert read("one", {cookie_name("one"): value}) == "CODE"
    monkeypatch.setattr(signing.time, "time", lambda: now + timedelta(minutes=91).total_seconds())
    assert read("one", {cookie_name("one"): value}) is None


def test_dropping() -> None:
    response = HttpResponse()
    forms.drop_cookie(response, "one")
    assert response.cookies[cookie_name("one")]["max-age"] == 0


def test_the_draft_behind_a_cookie(in_natori: Tenant) -> None:
    started = forms.start("procedures/x@1")
    public_id = started.draft.public_id
    response = HttpResponse()
    forms.set_cookie(response, public_id, started.code, in_natori)
    request = RequestFactory().get("/")
    assert forms.draft_here(request, public_id) is None
    request.COOKIES[cookie_name(public_id)] = response.cookies[cookie_name(public_id)].value
    assert forms.draft_here(request, public_id) == started
    assert forms.draft_key(started.code) == started.draft.token_hash


def test_a_browser_keeps_twenty_drafts_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    request, now = RequestFactory().get("/"), signing.time.time()
    for number in range(23):
        monkeypatch.setattr(signing.time, "time", lambda number=number: now + (number * 7) % 23)
        name = cookie_name(f"draft{number}")
        request.COOKIES[name] = cookie_of(f"draft{number}", "CODE")[name].value
    response = HttpResponse()
    forms.make_room(request, response, "new")
    assert set(response.cookies) == {cookie_name(f"draft{number}") for number in (0, 10, 20, 7)}  # set at 0, 1, 2, 3
    assert all(one["max-age"] == 0 for one in response.cookies.values())
    again = HttpResponse()
    request.COOKIES = dict(list(request.COOKIES.items())[:19])
    forms.make_room(request, again, "new")
    assert not again.cookies
