"""A walk over every address of a surface, in one language and one town, with an eye on each page."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.journeys.inspection import inspect
from tests.journeys.sights import FETCHED, FILES_GONE, NO_PAGE, Sight
from tests.journeys.town import Town

OK = 200
SERVER_ERROR = 500


def crawl(context: BrowserContext, sights: list[Sight], town: Town, language: str, size: dict[str, int]) -> list[str]:
    """Faults of the pages, each with its address."""
    page = context.new_page()
    faults = []
    for sight in sights:
        if sight.key in NO_PAGE:
            continue
        address = sight.address(town, language)
        if sight.key in FETCHED:
            status = context.request.get(address).status
            if status not in {OK, FILES_GONE.get(sight.key)}:
                faults.append(f"{address}: status {status}")
            continue
        answer = page.goto(address, wait_until="load")
        if answer is None or answer.status >= SERVER_ERROR:
            faults.append(f"{address}: status {answer.status if answer else 'none'}")
            continue
        shown = page.locator("html").get_attribute("lang")
        if shown != language:
            faults.append(f"{address}: in {shown} instead of {language}")
        faults += [f"{address}: {fault}" for fault in inspect(page, size)]
    page.close()
    return faults
