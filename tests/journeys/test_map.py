"""A place on a map, on a phone: pressed and moved with a finger and keys, and without scripts in numbers and words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys import answers
from tests.journeys.form import Form
from tests.journeys.house import NATORI
from tests.journeys.inspection import inspect
from tests.journeys.window import Windows


def at_the_place(page: Page) -> Form:
    """The page of 道路占用許可申請 that asks where, all but the map answered."""
    pages = answers.road("resident@example.jp", [], [])
    form = Form(page)
    form.start(NATORI, "doro-senyo")
    form.fill(pages["application"])
    form.go_on()
    form.fill({name: answer for name, answer in pages["place"].items() if name != "location_map"})
    return form


def points(form: Form) -> list[list[float]]:
    return [[float(number) for number in line.split(",")] for line in form.value("stretch.points").splitlines()]


def test_a_finger_and_keys_put_a_line_on_the_map(windows: Windows) -> None:
    page = windows.phone().new_page()
    form = at_the_place(page)
    picture = page.locator("[data-map] svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 250
    for across in (0.4, 0.5):
        page.touchscreen.tap(box["x"] + box["width"] * across, box["y"] + box["height"] * 0.5)
    first, second = points(form)
    assert first[0] == second[0], "the same height on the picture"
    assert first[1] < second[1]
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4, steps=4)
    page.mouse.up()
    assert points(form)[1][0] > second[0], "dragged to the north"
    picture.focus()
    for key in ("+", "ArrowUp", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert len(points(form)) == 3
    expect(page.locator(".place-map-said")).to_have_text(re.compile(r"3\. .*北緯38\.\d{6}度"))
    page.get_by_role("button", name="最後の点を消す").click()
    assert len(points(form)) == 2
    assert inspect(page) == []
    form.go_on()
    assert not form.errors.count(), form.errors.all_inner_texts()
    page.goto(page.url.rsplit("/", 2)[0] + "/check/")
    figures = page.locator(".place-figures svg")
    expect(figures.first).to_have_attribute("aria-label", re.compile("名取市の地図。.*2個の点"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_numbers_are_drawn_and_swapped_ones_told(windows: Windows) -> None:
    page = windows.phone(java_script_enabled=False).new_page()
    form = at_the_place(page)
    form.control("stretch.points").fill("東経140度53分30秒 北緯38度10分18秒\n140.8930, 38.1720")
    form.go_on()
    expect(form.error_at("stretch.points")).to_contain_text("2番目の点")
    form.control("stretch.points").fill("140.8917, 38.1716\n140.8930, 38.1720")
    page.locator("[name=_map][value=stretch]").click()
    page.locator("[name=_swap][value=stretch]").click()
    assert points(form) == [[38.1716, 140.8917], [38.172, 140.893]]
    expect(page.locator("[data-map] > svg")).to_have_attribute("aria-label", re.compile("2個の点が結ばれています"))
    assert page.locator("[data-map] noscript svg").count() == 1
    for way in ("大きく", "大きく", "北へ"):
        page.locator("noscript button", has_text=way).click()
    assert points(form) == [[38.1716, 140.8917], [38.172, 140.893]], "looking elsewhere changes nothing"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    form.go_on()
    assert not form.errors.count(), form.errors.all_inner_texts()
