"""Into whose my page a case goes: said on the page that reads back, chosen there, never taken from the cookie alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.procedures.tests.browser import Browser

pytestmark = pytest.mark.usefixtures("dog")
SignIn = Callable[..., Client]
ResidentSession = apps.get_model("residents", "ResidentSession")
Case = apps.get_model("cases", "Case")


def owners(browser: Browser) -> list[int | None]:
    with tenant_scope(browser.tenant):
        return list(Case.objects.order_by("pk").values_list("resident", flat=True))


def post(browser: Browser, draft: str, **more: str) -> None:
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": browser.read(draft), **more})


def test_the_page_says_whose_and_the_receipt_that_it_is_there(browser: Browser, resident_client: SignIn) -> None:
    browser.client.cookies.update(resident_client("library@example.jp").cookies)
    draft = browser.fill()
    assert "マイページ（li***@example.jp）に入れる" in browser.html
    browser.send(draft)
    assert "マイページ（li***@example.jp）に入れました" in browser.html
    assert None not in owners(browser)
    browser.client.cookies.update(resident_client("other@example.jp").cookies)
    browser.go(f"d/{draft}/receipt/")
    assert "ほかのアカウントのマイページに入っています" in browser.html


@pytest.mark.parametrize("posted", [{"_account": ""}, {}])
def test_without_the_choice_the_cookie_takes_nothing(
    browser: Browser, resident_client: SignIn, posted: dict[str, str]
) -> None:
    draft = browser.fill()
    browser.client.cookies.update(resident_client().cookies)  # after the page was read, as in another tab
    post(browser, draft, **posted)
    assert "マイページには入れていません" in browser.html
    assert owners(browser) == [None]


def test_somebody_else_signed_in_meanwhile(browser: Browser, resident_client: SignIn) -> None:
    browser.client.cookies.update(resident_client().cookies)
    draft = browser.fill()
    chosen = browser.account()
    assert chosen
    browser.client.cookies.update(resident_client("other@example.jp").cookies)
    post(browser, draft, _account=chosen)
    assert browser.here.endswith("/check/")
    assert owners(browser) == []
    assert "まだ送信されていません" in browser.html
    assert "ot***@example.jp" in browser.html
    assert browser.account() == "", "who is there now must say so"
    post(browser, draft, _account="1")
    assert owners(browser) == [], "a name of one's own making names nobody"
    browser.go(f"d/{draft}/check/")
    post(browser, draft, _account=browser.account())
    assert None not in owners(browser)


def test_a_sign_in_that_ended_is_told_before_anything_is_sent(browser: Browser, resident_client: SignIn) -> None:
    browser.client.cookies.update(resident_client().cookies)
    draft = browser.fill()
    chosen, read = browser.account(), browser.hidden("_read")
    ResidentSession.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": read, "_account": chosen})
    assert browser.here.endswith("/check/")
    assert "ログインが終わったか" in browser.html
    assert 'href="/account/"' in browser.html
    assert owners(browser) == []
    browser.go(f"d/{draft}/check/")
    assert "ログインの時間が終わりました" in browser.html
    post(browser, draft)  # knowingly
    assert owners(browser) == [None]
    assert "マイページには入れていません" in browser.html


def test_filling_in_keeps_the_sign_in(browser: Browser, resident_client: SignIn) -> None:
    browser.client.cookies.update(resident_client().cookies)
    draft = browser.begin()
    for path, data in ((f"d/{draft}/dog/", None), (f"d/{draft}/autosave/dog/", {"dog_name": "こむぎ"})):
        long_ago = timezone.now() - timedelta(minutes=29)
        ResidentSession.objects.update(seen_at=long_ago)
        if data is None:
            browser.client.get(browser.url(path))
        else:
            browser.client.post(browser.url(path), data)
        assert ResidentSession.objects.get().seen_at > long_ago + timedelta(minutes=28), path


def test_nobody_signed_in_hears_nothing_of_it(browser: Browser) -> None:
    draft = browser.fill()
    assert "_account" not in browser.html
    browser.send(draft)
    assert "マイページに" not in browser.html.partition("<main")[2]


def test_closing_the_receipt_says_that_the_account_is_open(browser: Browser, resident_client: SignIn) -> None:
    browser.client.cookies.update(resident_client().cookies)
    draft = browser.fill()
    browser.send(draft)
    browser.go(f"left/?draft={draft}")
    assert "マイページには、まだログインしています" in browser.html
    browser.post("/account/logout/")
    browser.go("left/")
    assert "まだログインしています" not in browser.html


def test_closing_the_case_signs_out(browser: Browser, resident_client: SignIn) -> None:
    browser.client.cookies.update(resident_client().cookies)
    browser.send(browser.fill())
    with tenant_scope(browser.tenant):
        case = Case.objects.get()
    browser.go(f"cases/{case.receipt_number}/")
    assert "マイページからもログアウトします" in browser.html
    browser.post(f"cases/{case.receipt_number}/leave/")
    browser.go(f"cases/{case.receipt_number}/")
    assert browser.here.endswith("/status/")
    assert ResidentSession.objects.count() == 0
