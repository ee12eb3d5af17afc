"""A resident opens an account by mail, chooses a password, looks through the sessions: with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

PASSWORD = "kawa-no-nagare-7"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sound(page: Page) -> None:
    assert inspect_everywhere(page) == [], page.url


def mailed(house: House, address: str, subject: str) -> str:
    text = house.sink.wait_for(address, subject).text
    found = re.search(r"https?://[^/\s]+(/\S*account/link/\S+)", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_mail_to_my_page(windows: Windows, house: House, scripts: bool) -> None:
    address = f"hina-{scripts}@example.jp".lower()
    page = windows.phone(java_script_enabled=scripts).new_page()
    page.goto("/")
    page.get_by_role("link", name="マイページ").click()
    expect(page).to_have_url(re.compile("/account/$"))
    page.get_by_label("メールアドレス").fill("hina@")
    press(page, "メールを送る")
    expect(page.locator(".error-summary")).to_be_visible()
    if scripts:
        sound(page)
    page.get_by_label("メールアドレス").fill(address)
    press(page, "メールを送る")
    if scripts:
        sound(page)
    path = mailed(house, address, "アカウント登録のリンク")
    page.goto(path)
    if scripts:
        sound(page)
    page.get_by_label("お名前").fill("佐藤 ひな")
    press(page, "登録する")
    expect(page.locator("main")).to_contain_text("佐藤 ひな さん")
    if scripts:
        sound(page)
    page.goto(path)
    expect(page.locator("h1")).to_have_text("このリンクは使えません")
    if scripts:
        sound(page)
    page.goto("/me/password/")
    if scripts:
        sound(page)
    for name in ("password_new", "password_again"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    press(page, "設定する")
    expect(page.locator("main")).to_contain_text("設定しています")
    other = windows.desktop(java_script_enabled=scripts).new_page()
    other.goto("/account/password/")
    if scripts:
        sound(other)
    other.locator("[name=address]").fill(address)
    other.locator("[name=password]").fill(PASSWORD)
    press(other, "ログインする")
    expect(other.locator("h1")).to_have_text("マイページ")
    page.goto("/me/sign-in/")
    if scripts:
        sound(page)
    press(page, "ほかの端末のログインをすべて終える")
    other.reload()
    expect(other.locator("h1")).to_have_text("ログイン・登録")
    page.goto("/me/")
    press(page, "ログアウト")
    page.go_back()
    page.reload()
    expect(page.locator("h1")).to_have_text("ログイン・登録")
