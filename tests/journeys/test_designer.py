"""A clerk makes a form with the keyboard alone and publishes it; a resident files it on a phone without scripts. Then
the clerk changes it while a draft lies half filled in and the case is open: everybody is told, nothing is lost. The
pages that only such a day shows are inspected here."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.clerk import TEXTS, Clerk
from tests.journeys.desk import Desk
from tests.journeys.form import Form, Numbers
from tests.journeys.house import ISHINOMAKI
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

At = Callable[[str], Page]
PROCEDURE = "t042021-kyanpu"
FILED = {
    "applicant_name.family": "石巻", "applicant_name.given": "港", "applicant_kana.family": "イシノマキ",
    "applicant_kana.given": "ミナト", "site": "option_1", "car": "石巻300あ1234",
}  # fmt: skip
BEGUN = {
    "applicant_name.family": "牡鹿", "applicant_name.given": "渚", "applicant_kana.family": "オシカ",
    "applicant_kana.given": "ナギサ", "site": "option_2", "car": "宮城500い5678",
}  # fmt: skip
# What the clerk changes, as everybody is told it.
GONE, ADDED = "「車の番号」がなくなりました。", "「人数」が加わりました（必須）。"
OPTION_GONE, OPTION_ADDED = "「区画」の選択肢「小屋」がなくなりました。", "「区画」に選択肢「コテージ」が加わりました。"


class Keyboard:
    """Hands that have no mouse: a control is reached by Tab, or not at all."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, control: Locator) -> None:
        expect(control).to_be_visible()
        where = "one => one === document.activeElement ? 'here' : document.activeElement.className"
        for _ in range(250):
            at = control.evaluate(where)
            if at == "here":
                return
            self.page.keyboard.press("Enter" if at == "skip" else "Tab")  # past the menus by 「本文へ移動」
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


def test_a_form_is_made_filed_and_changed_with_a_draft_and_a_case_open(officer: At, windows: Windows) -> None:
    admin = officer("ishinomaki-admin")
    make(Keyboard(admin))
    form = Form(windows.phone(java_script_enabled=False).new_page())
    form.start(ISHINOMAKI, PROCEDURE)
    form.fill_in({"applicant": FILED})
    numbers = form.send()

    half = Form(windows.phone().new_page())
    half.start(ISHINOMAKI, PROCEDURE)
    half.fill_in({"applicant": BEGUN})
    half.page.go_back()  # the page lies open again while the clerk changes the form
    change(Clerk(admin))
    finish_under_the_new_version(half)
    move_the_case(Desk(officer("ishinomaki-kankyo")), numbers)


def make(keys: Keyboard) -> None:
    """The form, from an empty page to the public."""
    admin = keys.page
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
    keys.type(admin.locator('[name="options.1.label.ja"]'), "小屋")
    keys.type(admin.locator('[name="options.1.label.en"]'), "Hut")
    expect(admin.locator("[data-look-here]")).to_contain_text("テント")  # drawn while it is typed
    assert inspect_everywhere(admin) == []
    keys.press(admin.get_by_role("button", name="保存して戻る"))
    row = admin.locator('[data-field="site"]')
    keys.press(row.get_by_role("link", name="区画"), "Alt+ArrowUp")
    expect(admin.locator("[data-field]").nth(2)).to_contain_text("区画")
    keys.press(admin.get_by_role("link", name="項目を加える"))
    keys.type(admin.locator('[name="label.ja"]'), "車の番号")
    keys.type(admin.locator('[name="label.en"]'), "Car")
    keys.press(admin.locator('[name="kind"]').first, "Space")  # 文字
    keys.press(admin.get_by_role("button", name="加えて設定へ進む"))
    keys.press(admin.get_by_role("link", name="保存しないで戻る"))
    for label, texts in TEXTS.items():
        keys.press(admin.get_by_role("navigation", name="この様式の画面").get_by_role("link", name=label, exact=True))
        for name, text in texts.items():
            keys.type(admin.locator(f'[name="{name}"]'), text)
        keys.press(admin.get_by_role("button", name="保存する"))
    expect(admin.get_by_text("直すところはありません")).to_be_visible()

    keys.press(admin.get_by_role("navigation", name="この様式の画面").get_by_role("link", name="公開", exact=True))
    keys.choose(admin.locator("#f-department"), "生活環境課")
    keys.press(admin.get_by_role("button", name="公開する"))
    expect(admin.locator(".banner-success")).to_contain_text("公開しました")
    admin.goto("/staff/procedures/")
    keys.press(admin.get_by_role("button", name=re.compile("受付を始める.*キャンプ場")))


def change(clerk: Clerk) -> None:
    """One question goes, one that must be answered comes, one choice gives way to another; seen in words, published."""
    page = clerk.page
    page.goto("/staff/designer/")
    page.get_by_role("link", name="キャンプ場を使う申込み").click()
    clerk.press(re.compile("消す.*車の番号"))
    page.get_by_role("link", name="区画").click()
    page.locator('label[for="f-options-1-_gone"]').click()
    clerk.fill(options__2__value="cottage", options__2__label__ja="コテージ", options__2__label__en="Cottage")
    clerk.press("保存して戻る")
    page.get_by_role("link", name="項目を加える").click()
    clerk.fill(label__ja="人数", label__en="People")
    page.locator('[name="kind"][value="number"] + label').click()
    clerk.press("加えて設定へ進む")
    clerk.fill(required="yes")
    clerk.press("保存して戻る")

    trial = clerk.try_out("plain.ok")  # the examples do not know the new question yet
    trial.fill_in({"applicant": {"people": "4"}})
    clerk.keep_example("plain", "4人で使う")
    clerk.try_out("no-name.ng").go_on()
    clerk.press(re.compile("まちがったまま"))
    clerk.keep_example("no-name", "氏名と人数がない")

    clerk.open("公開")
    for told in (GONE, ADDED, OPTION_GONE, OPTION_ADDED):
        expect(page.get_by_role("row").filter(has_text=told)).to_be_visible()
    assert inspect_everywhere(page) == []
    clerk.publish("生活環境課")


def finish_under_the_new_version(form: Form) -> None:
    """The page that lies open is of the first version: what is typed on it is kept, then its owner is told."""
    page = form.page
    for _ in range(8):  # each process of the web server learns of it within some seconds
        form.fill({"mail": "nagisa@example.jp"})
        form.go_on()
        if "/changed/" in page.url:
            break
        page.wait_for_timeout(1000)
        page.go_back()
    expect(form.title).to_have_text("手続が新しくなりました")
    for told in (GONE, ADDED, OPTION_GONE, BEGUN["car"], "小屋"):
        expect(page.locator("main")).to_contain_text(told)
    assert inspect_everywhere(page) == []
    page.get_by_role("link", name="入力を続ける").click()
    assert form.value("applicant_name.family") == "牡鹿"
    assert form.value("mail") == "nagisa@example.jp"
    form.fill({"site": "cottage", "people": "2"})
    form.go_on()
    page.wait_for_url("**/check/")
    expect(page.locator("main")).to_contain_text("前の版で入力した内容")
    assert form.send().receipt


def move_the_case(desk: Desk, numbers: Numbers) -> None:
    """The office sees that the open case is of an older version, and moves it because it chooses to."""
    desk.open(numbers)
    desk.page.get_by_role("link", name="ちがいを見て、移すかどうかを決める").click()
    expect(desk.page.get_by_role("table", name="2つの版のちがい")).to_contain_text(ADDED)
    expect(desk.page.get_by_role("table", name="回答ごとの扱い")).to_contain_text("質問がなくなった")
    assert inspect_everywhere(desk.page) == []
    desk.page.get_by_role("button", name="第2版に移す").click()
    expect(desk.done).to_contain_text("新しい版に移しました")
    desk.page.get_by_text("届いたままの回答（前の版）").click()
    expect(desk.page.locator("main")).to_contain_text(FILED["car"])
    assert inspect_everywhere(desk.page) == []
