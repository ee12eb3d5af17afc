"""Every page that residents and officers can open, in two bodies and both languages: no fault in reach of axe-core, no
console error, no breach of the content policy, no foreign host, no sideways scrolling at 320 px. One file, so that one
worker fills the bodies."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from madoguchi.kit.tests.chromium import CHROMIUM
from tests.journeys.crawl import crawl
from tests.journeys.house import NATORI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.sights import FETCHED, FILES_GONE, NO_PAGE, Sight, once, sights
from tests.journeys.town import Towns
from tests.journeys.window import DESKTOP, PHONE, Windows

# Every page in both languages, at both sizes, in both bodies.
WALKS = [
    pytest.param("042072", "ja", PHONE, id="natori-ja-360px"),
    pytest.param("042021", "en", DESKTOP, id="ishinomaki-en-1280px"),
]
DESK = ("cases:", "notify:", "people:home", "people:ping")
ENTRANCE = (
    "people:login",
    "people:code",
    "people:sign-on-bodies",
    "people:invitation",
    "people:new-password",
    "ui:specimen",
)


def test_the_lists_of_addresses_are_up_to_date() -> None:
    known = {one.key for surface in ("resident", "staff", "machine") for one in sights(surface)}
    assert {*NO_PAGE, *FETCHED, *FILES_GONE} - known == set()


@pytest.mark.parametrize(("body", "language", "size"), WALKS)
def test_every_page_for_residents(
    windows: Windows, towns: Towns, browser: Browser, body: str, language: str, size: dict[str, int]
) -> None:
    town = towns.at(body, browser)
    context = windows.open(viewport=size, storage_state=town.resident)
    faults = crawl(context, once(sights("resident"), joint=body != NATORI), town, language, size)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_that_nobody_looks_for(windows: Windows, language: str) -> None:
    """Not found, not taking part, a wrong number, a dead link: they are pages too."""
    page = windows.phone().new_page()
    prefix = "/en" if language == "en" else ""
    faults = []
    for address in (
        "/nowhere/at/all/",
        "/041009/",
        "/?lcd=042070",
        "/042072/p/nothing/",
        "/042072/d/aaaaaaaaaa/check/",
    ):
        page.goto(prefix + address)
        faults += [f"{address}: {fault}" for fault in inspect_everywhere(page)]
    assert not faults, "\n".join(faults)


def test_the_text_face_arrives_from_our_own_host(browser: Browser, house: House) -> None:
    with_faces = browser.browser_type.launch(executable_path=CHROMIUM)
    windows = Windows(with_faces, house.url)
    page = windows.phone().new_page()
    page.goto("/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    windows.close()
    with_faces.close()
    assert "Noto Sans JP Variable" in {name.strip('"') for name in loaded}
    assert windows.troubles == []


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
