"""A page with every new control, in a real browser: axe-core, the narrowest phone, linked lists by the keyboard."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

import madoguchi
from madoguchi.kit.tests.chromium import CHROMIUM
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.tests.sample import TODAY, field, form, text
from madoguchi.modules.forms.tests.test_rendering import TYPED

UI = Path(madoguchi.__file__).parent / "kernel/ui"
AXE = UI.parents[3] / "node_modules/axe-core/axe.min.js"
PAGE = """{% extends "ui/resident/layout.html" %}
{% import "forms/resident/fields.html" as forms with context %}
{% block title %}Form{% endblock %}
{% block main %}<h1>Form</h1><form method="post" novalidate>{{ forms.fields(page) }}</form>{% endblock %}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = (
    f"axe.run(document, {{resultTypes: ['violations'], runOnly: {RULES!r}}}).then((result) => "
    "result.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200))]))"
)


# The pages of every pack meet axe in the journeys; here are the controls that no pack has yet.
NEW = form(*[
    field(f"f_{name}", name, required=True, help=text("助け"), **keys)
    for name, keys in (
        ("name", {"also": ["former", "common"]}), ("birth", {"age_on": "today"}), ("sex", {}), ("corporation", {}),
        ("time", {}), ("period", {"open": True}), ("quantity", {}), ("linked", {"other": True}),
        ("ranked", {"other": True}), ("table", {}), ("file", {"count": 2, "each": [text("遠景")], "camera": True}),
    )
])  # fmt: skip


def drawn(lang: str, *, empty: bool) -> str:
    typed = {} if empty else TYPED
    with translation.override(lang):
        faults = () if empty else forms.validate(NEW, typed, today=TODAY, files={}).faults
        view = forms.page_context(NEW, "one", typed, faults=faults, lang=lang, today=TODAY)
        request = RequestFactory().get("/")
        request.surface = "resident"
        return str(engines["jinja2"].from_string(PAGE).render({"page": view, "lang": lang}, request))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists() or not AXE.exists(), reason="needs chromium and node_modules (npm ci)")
def test_every_control_in_the_browser() -> None:
    # inside: heavy library, rarely used
    from playwright.sync_api import Route, sync_playwright

    pages = {"/ja": drawn("ja", empty=False), "/en": drawn("en", empty=True)}
    scripts: list[str] = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in pages:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        else:
            file = UI / path.lstrip("/")
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "application/octet-stream")

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-background-networking", "--disable-remote-fonts"],
        )
        tab = browser.new_page(viewport={"width": 320, "height": 640})
        tab.on("pageerror", lambda error: scripts.append(str(error)))
        tab.route("**/*", answer)
        for path in pages:
            tab.goto(f"https://madoguchi.example{path}")
            tab.add_script_tag(path=str(AXE))
            assert tab.evaluate(RUN) == [], path
            assert tab.evaluate("document.documentElement.scrollWidth") <= 320, path
        # The empty page: choosing 区分 by the keyboard brings the list that belongs to it, and takes it away again.
        item = tab.locator("#f-f_linked-thing option")
        assert item.all_inner_texts() == ["First choose “Category”"]
        tab.focus("#f-f_linked-sort")
        tab.keyboard.type("met")
        tab.keyboard.press("Tab")
        assert item.all_inner_texts() == ["Please choose", "bike (en)", "Other"]
        assert tab.locator("[data-linked] button").is_hidden()
        tab.keyboard.type("oth")
        tab.keyboard.press("Tab")
        assert tab.locator("#f-f_linked-other").is_visible()
        tab.select_option("#f-f_linked-sort", "")
        assert item.all_inner_texts() == ["First choose “Category”"]
        assert tab.locator("#f-f_linked-other").is_hidden()
        browser.close()
    assert scripts == []
