"""The style page, in Django and in a real browser: accessibility rules and no sideways scrolling."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from madoguchi.kernel.ui.web.staff import specimen
from madoguchi.kit.tests.chromium import CHROMIUM

ROOM = Path(__file__).parents[1]
AXE = ROOM.parents[3] / "node_modules/axe-core/axe.min.js"


def page(layout: str, lang: str) -> str:
    with translation.override(lang):
        request = RequestFactory().get("/staff/specimen/", {"as": layout})
        request.surface = layout
        return specimen(request).content.decode()


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.MADOGUCHI_DEMO = True


@pytest.mark.parametrize("layout", ["resident", "staff"])
@pytest.mark.parametrize(
    ("lang", "line"), [("ja", "デモ：実在の手続ではありません"), ("en", "Demonstration: not a real procedure")]
)
def test_both_layouts_in_both_languages(layout: str, lang: str, line: str):
    html = page(layout, lang)
    assert f'<html lang="{lang}"' in html
    assert f'<body class="{layout}">' in html
    assert line in html
    assert html.count("<h1") == 1


def test_only_on_demonstrations(settings):
    settings.MADOGUCHI_DEMO = False
    with pytest.raises(Http404):
        specimen(RequestFactory().get("/staff/specimen/"))


@pytest.mark.skipif(not (ROOM / "static/ui/build").is_dir(), reason="assets are not built (node tools/assets.mjs)")
def test_a_residents_page_is_light():
    built = ROOM / "static/ui/build"
    assert (
        sum((built / name).stat().st_size for name in ("resident.css", "resident.js")) < 41_000
    )  # with the sending of files at once (3 kB)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists() or not AXE.exists(), reason="needs chromium and node_modules (npm ci)")
@pytest.mark.parametrize("layout", ["resident", "staff"])
def test_in_the_browser(layout: str):
    # inside: heavy library, rarely used
    from playwright.sync_api import Route, sync_playwright

    pages = {lang: page(layout, lang) for lang in ("ja", "en")}
    scripts: list[str] = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in ("/ja", "/en"):
            route.fulfill(body=pages[path[1:]], content_type="text/html; charset=utf-8")
        else:
            file = ROOM / path.lstrip("/")
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "application/octet-stream")

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )
        for width in (360, 768, 1280):
            tab = browser.new_page(viewport={"width": width, "height": 900})
            tab.on("pageerror", lambda error: scripts.append(str(error)))
            tab.route("**/*", answer)
            for lang in pages:
                tab.goto(f"https://madoguchi.example/{lang}")
                tab.add_script_tag(path=str(AXE))
                violations = tab.evaluate(
                    "axe.run().then((result) => result.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
                )
                assert violations == [], f"{lang} at {width} px"
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, f"{lang} at {width} px"
            tab.close()
        browser.close()
    assert scripts == []
