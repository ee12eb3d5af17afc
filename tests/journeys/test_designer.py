"""A clerk makes a form with the keyboard alone and publishes it; a resident files it on a phone without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.form import Form
from tests.journeys.house import ISHINOMAKI
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

At = Callable[[str], Page]


class Keyboard:
    """Hands that have no mouse: a control is reached by Tab, or not at all."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, control: Locator) -> None:
        expect(control).to_be_visible()
        here = "one => one === document.activeElement"
        for _ in range(250):
            if control.evaluate(here):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("not reached by Tab")

    def type(self, control: Locator, text: str) -> None:
        self.reach(control)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)

    def press(self, control: Locator, key: str = "Enter") -> None:
        self.reach(control)
        self.page.keyboard.press(key)

    def choose(self, control: Locator, label: str) -> None:
        """An option of a closed list, with the arrow keys."""
        self.reach(control)
        self.page.keyboard.press("Home")
        for _ in range(control.locator("option").count()):
            if control.evaluate("one => one.selectedOptions[0].label") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} is not in the list")


def test_a_form_made_by_keyboard_is_published_and_filed(officer: At, windows: Windows) -> None:
    admin = officer("ishinomaki-admin")
    keys = Keyboard(admin)
    admin.goto("/staff/designer/")
    keys.press(admin.get_by_role("link", name="新しく作り始める"))
    keys.press(admin.locator("#f-how-1"), "Space")
    for name, text in (
        ("slug", "kyanpu"), ("title", "キャンプ場を使う申込み"), ("title_en", "Book a camp site"),
        ("kana", "きゃんぷじょうをつかうもうしこみ"),
    ):  # fmt: skip
        keys.type(admin.locator(f"#f-{name}"), text)
    keys.choose(admin.locator("#f-kind"), "申込み")
    keys.type(admin.locator("#f-law"), "石巻市キャンプ場条例")
    keys.press(admin.get_by_role("button", name="作り始める"))

    keys.press(admin.get_by_role("link", name="項目を加える"))
    keys.type(admin.locator('[name="label.ja"]'), "区画")
    keys.type(admin.locator('[name="label.en"]'), "Site")
    keys.press(admin.locator('[name="kind"]').first, "Space")
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("ArrowDown")  # 1つ選ぶ
    keys.press(admin.get_by_role("button", name="加えて設定へ進む"))
    keys.type(admin.locator('[name="options.0.label.ja"]'), "テント")
    keys.type(admin.locator('[name="options.0.label.en"]'), "Tent")
    expect(admin.locator("[data-look-here]")).to_contain_text("テント")  # drawn while it is typed
    assert inspect_everywhere(admin) == []
    keys.press(admin.get_by_role("button", name="保存して戻る"))
    row = admin.locator('[data-field="site"]')
    keys.press(row.get_by_role("link", name="区画"), "Alt+ArrowUp")
    expect(admin.locator("[data-field]").nth(2)).to_contain_text("区画")
    expect(admin.get_by_text("直すところはありません")).to_be_visible()

    keys.press(admin.get_by_role("link", name="公開", exact=True))
    keys.choose(admin.locator("#f-department"), "生活環境課")
    keys.press(admin.get_by_role("button", name="公開する"))
    expect(admin.locator(".banner-success")).to_contain_text("公開しました")
    admin.goto("/staff/procedures/")
    keys.press(admin.get_by_role("button", name=re.compile("受付を始める.*キャンプ場")))

    phone = windows.phone(java_script_enabled=False).new_page()
    form = Form(phone)
    form.start(ISHINOMAKI, "t042021-kyanpu")
    form.fill_in(
        {
            "applicant": {
                "applicant_name.family": "石巻", "applicant_name.given": "港", "applicant_kana.family": "イシノマキ",
                "applicant_kana.given": "ミナト", "site": "option_1",
            }
        }
    )  # fmt: skip
    assert form.send().receipt
