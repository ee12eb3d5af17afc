"""An officer at the desk: signs in with password and code, and works on a case."""

from __future__ import annotations

import pyotp

from tests.story.browser import Browser
from tests.story.page import Page, Value

# Of the demonstration: everybody knows them (site/demonstration/demonstration.toml).
PASSWORD = "madoguchi-demo"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(address: str, login: str) -> Browser:
    """A browser with this officer signed in."""
    browser = Browser(address)
    browser.go("/staff/login/")
    browser.press("次へ", {"ログインID": login, "パスワード": PASSWORD})
    browser.page.must_say("確認コードの入力")
    browser.press("ログインする", {"確認コード": pyotp.TOTP(TOTP_SECRET).now()})
    if browser.page.has_form("この所属で始める"):
        browser.press("この所属で始める")
    browser.page.must_say("ログアウト")
    return browser


def open_case(browser: Browser, number: str) -> Page:
    """Look the case up in the inbox, as one does with a number on the telephone, and open it."""
    browser.go("/staff/cases/?view=all")
    browser.press("しぼり込む", {"受付番号・氏名・カナ・電話・手続名": number})
    browser.follow(number)
    browser.page.must_say(number)
    return browser.page


def act(browser: Browser, button: str, answers: dict[str, Value] | None = None, *, says: str) -> None:
    """Press a button of the case's page; `says`: what the page says when it is done."""
    browser.press(button, answers)
    browser.page.must_say(says)
