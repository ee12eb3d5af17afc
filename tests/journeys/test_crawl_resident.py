"""Every page that a resident can open, in two bodies and both languages: no fault in reach of axe-core, no console
error, no breach of the content policy, no foreign host, no sideways scrolling at 320 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.crawl import crawl
from tests.journeys.house import NATORI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.sights import FETCHED, FILES_GONE, NO_PAGE, once, sights
from tests.journeys.town import Towns
from tests.journeys.window import CHROMIUM, DESKTOP, PHONE, Windows

# Each body in each language at one size: both sizes meet both languages, and both bodies.
WALKS = [
    pytest.param("042072", "ja", PHONE, id="natori-ja-360px"),
    pytest.param("042072", "en", DESKTOP, id="natori-en-1280px"),
    pytest.param("042021", "ja", DESKTOP, id="ishinomaki-ja-1280px"),
    pytest.param("042021", "en", PHONE, id="ishinomaki-en-360px"),
]


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
