"""One installation with the demonstration for all journeys, a real chromium, and officers who sign in once.

The journeys never touch Django in this process: what they must change behind the browser's back (a body's time-out),
they change in the installation with a process of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from madoguchi.kit.tests.chromium import CHROMIUM
from tests.journeys import photograph
from tests.journeys.house import House, open_house
from tests.journeys.town import Towns
from tests.journeys.window import PATIENCE_MS, Windows

FOLDER = Path(__file__).parent
# The text face of the pages is some fifty files for Japanese; a journey reads in the device's face, which is faster.
# test_crawl.py sees that the face itself arrives.
DEVICE_FACE = "--disable-remote-fonts"
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey needs the browser; where there is none they say so instead of failing one by one."""
    for item in items:
        if FOLDER in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason="missing service: chromium is not installed"))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The installation: demonstration data, web, worker, relay, and a real mail server that keeps what comes."""
    own = tmp_path_factory.getbasetemp()  # of this process; of several in a run, each has a folder below the run's own
    with open_house(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as started:
        yield started


@pytest.fixture(scope="session")
def towns(house: House) -> Towns:
    """The bodies that the crawl walks through."""
    return Towns(house)


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A JPEG of twelve megapixels and a HEIC, made once."""
    folder = tmp_path_factory.mktemp("photographs")
    return photograph.jpeg(folder), photograph.heic(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One chromium a file: Playwright's event loop must be gone before a test of another folder uses the database."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[DEVICE_FACE])
        yield chromium
        chromium.close()


@pytest.fixture
def windows(browser: Browser, house: House) -> Iterator[Windows]:
    """Browser windows of this test. At the end all are closed, and none may have had trouble of its own."""
    opened = Windows(browser, house.url)
    yield opened
    opened.close()
    assert opened.troubles == []


@pytest.fixture
def phone(windows: Windows) -> Page:
    """A page on a phone of 360 px."""
    return windows.phone().new_page()


@pytest.fixture
def desktop(windows: Windows) -> Page:
    """A page on a desktop of 1280 px."""
    return windows.desktop().new_page()


@pytest.fixture
def officer(windows: Windows, house: House) -> Callable[[str], Page]:
    """`officer("natori-kankyo")`: a page at a desk, signed in. The sign-in itself happens once a session."""

    def at_desk(login: str) -> Page:
        context: BrowserContext = windows.desktop(storage_state=house.sign_in(login, windows.browser))
        return context.new_page()

    return at_desk
