"""The way to a body's provider and back in a real browser: cookies, content policy, pages; with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from madoguchi.kernel.identity.tests import openid as real
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.tests.test_sign_in import code_now
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.kit.tests.chromium import CHROMIUM
from tests.journeys.inspection import inspect_everywhere

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="missing service: chromium is not installed"),
]

PASSWORD = "nagai-himitsu-no-kotoba"


def opened(browser: Browser, url: str, **options: bool) -> BrowserContext:
    # The provider of the tests has a certificate of its own.
    context = browser.new_context(base_url=url, locale="ja-JP", ignore_https_errors=True, **options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    return context


def test_an_officer_links_the_login_and_signs_in_by_the_provider(
    live_server: LiveServer, settings: Settings, tmp_path: Path, natori: Tenant,
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's event loop runs in the thread of the test
    url = live_server.url
    settings.MADOGUCHI_BASE_URL = url
    officer = make_officer(natori)
    session = staff_client(officer).cookies[django_settings.SESSION_COOKIE_NAME].value
    with real.running(tmp_path, [f"{url}/staff/identity/body-{natori.code}/answer/"]) as openid:
        settings.MADOGUCHI_OUTGOING_ALLOW = frozenset({openid.place})
        settings.MADOGUCHI_OUTGOING_CA = str(openid.ca)
        real.open_sign_on(natori, openid.natori)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-remote-fonts"])
            faults = _link(opened(browser, url), url, session, officer)
            faults += _sign_in(opened(browser, url, java_script_enabled=False))
            browser.close()
    assert not faults, "\n".join(faults)


def _link(context: BrowserContext, url: str, session: str, officer: Officer) -> list[str]:
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": f"{url}/staff/"}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto("/staff/profile/")
    faults = inspect_everywhere(page)
    page.get_by_role("link", name="結び付ける").click()
    page.get_by_role("button", name="次へ").wait_for()
    faults += inspect_everywhere(page)
    page.get_by_label("現在のパスワード").fill(PASSWORD)
    page.get_by_label("いまの認証アプリの確認コード").fill(code_now(officer.account))
    page.get_by_role("button", name="次へ").click()
    page.get_by_role("link", name="認証サーバーへ進む").wait_for()
    faults += inspect_everywhere(page)
    page.get_by_role("link", name="認証サーバーへ進む").click()
    page.get_by_label("番号").fill("hanako")
    page.get_by_role("button", name="確認する").click()
    page.wait_for_url("**/staff/profile/")
    assert "結び付けました" in page.content()
    return faults


def _sign_in(context: BrowserContext) -> list[str]:
    """Another browser, without scripts: through all pages, and Back."""
    page = context.new_page()
    page.goto("/staff/login/?next=/staff/cases/")
    page.get_by_role("link", name="団体の認証サーバーでログインする").click()
    page.get_by_role("link", name="名取市").click()
    page.get_by_label("番号").fill("hanako")
    page.get_by_role("button", name="確認する").click()
    page.wait_for_url("**/staff/cases/")
    page.get_by_role("heading", level=1).wait_for()
    page.go_back()
    page.go_back()
    return []
