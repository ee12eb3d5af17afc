"""A clerk at the designer, with a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.form import Form

# What a new procedure is born without: the texts that only its author can write, by page and name.
TEXTS: dict[str, dict[str, str]] = {
    "手続の情報": {
        "summary.ja": "申し込めます。", "summary.en": "Book here.", "office.ja": "担当の課", "office.en": "Office",
        "online.ja": "すべてできます。", "online.en": "All of it.", "privacy.purpose.ja": "受付に使います。",
        "privacy.purpose.en": "To take it.",
    },
    "案内文": {
        "lead.ja": "申し込む手続です。", "lead.en": "Book here.", "who.ja": "どなたでも", "who.en": "Anybody",
        "prepare.ja": "何もいりません。", "prepare.en": "Nothing.", "after.ja": "1. {office}が確かめます。",
        "after.en": "1. {office} checks it.",
    },
}  # fmt: skip


class Clerk:
    """Hands on the designer's pages: fills, saves, and says what stands in the way."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, label: str) -> None:
        self.page.get_by_label("この様式の画面").get_by_role("link", name=label, exact=True).click()

    def fill(self, **values: str) -> None:
        """Boxes and lists by their names, with __ for a dot."""
        for name, value in values.items():
            control = self.page.locator(f'main [name="{name.replace("__", ".")}"]:not([type=hidden])').first
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def save(self) -> None:
        self.press("保存する")
        expect(self.page.locator(".banner-success")).to_contain_text("保存しました")

    def write(self) -> None:
        """The texts that stand as 【ここに書く】."""
        for label, texts in TEXTS.items():
            self.open(label)
            self.fill(**{name.replace(".", "__"): text for name, text in texts.items()})
            self.save()

    def unfold(self, name: str) -> None:
        """A condition that is not asked for yet lies folded."""
        self.page.locator(f"details#f-{name.replace('.', '-')} > summary").click()

    def try_out(self, example: str = "") -> Form:
        """Begin a try-out: empty, or with the answers of an example ("plain.ok")."""
        self.open("試す")
        self.fill(example=example)
        self.press("試しに入力する")
        return Form(self.page)

    def keep_example(self, name: str, title: str) -> None:
        """Make what was tried out, and stands on the page of checking, an example."""
        self.fill(name=name, title=title)
        self.press("この入力を例にする")
        expect(self.page.locator(".banner-success")).to_be_visible()

    def publish(self, department: str) -> None:
        self.open("公開")
        self.fill(department=department)
        self.press("公開する")
        expect(self.page.locator(".banner-success")).to_contain_text("公開しました")
