"""A resident fills in half a page in Japanese, goes on in やさしい日本語 and in Vietnamese, and loses nothing; without
scripts. The pages are inspected in each language, and with ふりがな."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import answers
from tests.journeys.form import Form
from tests.journeys.house import House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

BODY = "042072"


def test_a_half_filled_page_changes_its_language(windows: Windows, house: House) -> None:
    page = windows.phone(java_script_enabled=False).new_page()
    form = Form(page)
    form.start(BODY, "inu")
    form.fill({"matter": "death", "happened_on.day": "18"})
    page.get_by_role("button", name="やさしい日本語").click()
    page.wait_for_url("**/easy/**/matter/")
    expect(page.locator("html")).to_have_attribute("lang", "ja-x-easy")
    assert (form.value("matter"), form.value("happened_on.day")) == ("death", "18")
    form.fill({"happened_on.month": "11"})
    page.get_by_text("Other languages").click()
    page.get_by_role("button", name="Tiếng Việt").click()
    page.wait_for_url("**/vi/**/matter/")
    values = [form.value(f"happened_on.{part}") for part in ("year", "month", "day")]
    assert (form.value("matter"), values) == ("death", ["", "11", "18"])
    form.fill(answers.dog()["matter"])
    page.locator('main [name="happened_on.day"]').press("Enter")  # goes on, and changes no language
    page.wait_for_url("**/vi/**/dog/**")
    page.get_by_role("button", name="日本語", exact=True).click()
    page.wait_for_url(lambda url: "/vi/" not in url)
    page.get_by_role("button", name="ふりがなを付ける").click()
    expect(page.locator("main ruby").first).to_be_visible()


def test_pages_in_other_languages_are_sound(windows: Windows, house: House) -> None:
    page = windows.phone().new_page()
    faults = []
    for address in (
        f"/easy/{BODY}/", f"/easy/{BODY}/p/inu/", f"/easy/{BODY}/p/inu/start/", f"/vi/{BODY}/p/inu/",
        f"/vi/{BODY}/p/inu/start/", f"/zh/{BODY}/find/?q=inu", f"/{BODY}/p/inu/?furigana=1", f"/{BODY}/p/inu/start/",
    ):  # fmt: skip
        page.goto(address)
        faults += [f"{address}: {fault}" for fault in inspect_everywhere(page)]
    assert not faults, "\n".join(faults)
