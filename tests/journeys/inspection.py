"""What every page must stand: axe-core, the narrowest phone, its own words in its title."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.journeys.window import DESKTOP, PHONE
from tests.story.server import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = {"width": 320, "height": 640}
_RUN = (
    f"axe.run(document, {{resultTypes: ['violations'], runOnly: {json.dumps(RULES)}}}).then(found => found.violations)"
)
# Entries of a menu that nobody sees on a wide screen, where a menu does not scroll.
_CUT_OFF = "[...document.querySelectorAll('nav')].filter(nav => nav.scrollWidth > nav.clientWidth).length"
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def inspect(page: Page, size: dict[str, int] = PHONE) -> list[str]:
    """Faults of the page as it stands, at this size, and at 320 px what makes it scroll sideways."""
    faults = []
    page.set_viewport_size({"width": NARROWEST["width"], "height": NARROWEST["height"]})
    wider = page.evaluate(_WIDER)
    if wider > 0:
        faults.append(f"{wider} px wider than the narrowest phone")
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    if size["width"] >= DESKTOP["width"] and page.evaluate(_CUT_OFF):
        faults.append("a menu is cut off")
    if not page.evaluate("typeof axe === 'object'"):
        # Evaluated, not loaded: the content policy of the pages lets no foreign script in.
        page.evaluate(AXE.read_text("utf-8"))
    faults += [_sentence(one) for one in page.evaluate(_RUN)]
    return faults


def inspect_everywhere(page: Page) -> list[str]:
    """Faults on a phone and on a desktop."""
    return [*inspect(page, PHONE), *inspect(page, DESKTOP)]


def _sentence(violation: dict[str, Any]) -> str:
    places = [node["html"][:120] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])}×) {places}"
