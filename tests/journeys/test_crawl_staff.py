"""Every page of the officers' side, in two bodies and both languages, as test_crawl_resident.py does for residents."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.crawl import crawl
from tests.journeys.house import House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.sights import Sight, sights
from tests.journeys.test_crawl_resident import WALKS
from tests.journeys.town import Towns
from tests.journeys.window import Windows

DESK = ("cases:", "notify:", "people:home", "people:ping")
ENTRANCE = ("people:login", "people:code", "people:invitation", "people:new-password", "ui:specimen")


@pytest.mark.parametrize(("body", "language", "size"), WALKS)
def test_every_page_for_officers(
    windows: Windows, house: House, towns: Towns, browser: Browser, body: str, language: str, size: dict[str, int]
) -> None:
    town = towns.at(body, browser)
    at_desk, entrance, administration = _sorted(sights("staff"))
    decider = windows.open(viewport=size, storage_state=house.sign_in(town.decider, browser))
    admin = windows.open(viewport=size, storage_state=house.sign_in(town.administrator, browser))
    anybody = windows.open(viewport=size)
    try:
        for context in (decider, admin, anybody):
            speak(context, language)
        faults = crawl(decider, at_desk, town, language, size)
        faults += crawl(admin, administration, town, language, size)
        faults += crawl(anybody, entrance, town, language, size)
    finally:
        for context in (decider, admin):
            speak(context, "ja")  # the language belongs to the account
    assert not faults, "\n".join(faults)


def test_code_of_the_second_factor_and_pages_out_of_reach(windows: Windows, house: House, browser: Browser) -> None:
    page = windows.desktop().new_page()
    page.goto("/staff/login/")
    page.get_by_label("ログインID").fill("natori-shimin")
    page.get_by_label("パスワード").fill(house.password)
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("確認コード").wait_for()
    faults = inspect_everywhere(page)
    clerk = windows.desktop(storage_state=house.sign_in("natori-kankyo", browser)).new_page()
    for address in ("/staff/officers/", "/staff/nowhere/", "/staff/cases/AAAAAAAAA/"):
        clerk.goto(address)
        faults += [f"{address}: {fault}" for fault in inspect_everywhere(clerk)]
    assert not faults, "\n".join(faults)


def speak(context: BrowserContext, language: str) -> None:
    """Switch this window's officer, or the entrance, to a language by the button on the page."""
    page = context.new_page()
    page.goto("/staff/profile/")
    button = page.locator(f'.staff-language button[value="{language}"]')
    if button.count():
        button.click()
        page.locator(f'html[lang="{language}"]').wait_for()
    page.close()


def _sorted(found: list[Sight]) -> tuple[list[Sight], list[Sight], list[Sight]]:
    """Pages of the desk, of the entrance, of the administration."""
    desk = [one for one in found if one.key.startswith(DESK)]
    entrance = [one for one in found if one.key in ENTRANCE]
    return desk, entrance, [one for one in found if one not in desk and one not in entrance]
