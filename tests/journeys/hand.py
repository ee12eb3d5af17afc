"""Hands that work a page: one that taps and one that knows only the keyboard. Both count what is not typing."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 120


class Hand(Protocol):
    """What a person can do. `taps` counts every press but typing text: links, buttons, choices, selections, files."""

    taps: int

    def press(self, target: Locator) -> None:
        """Follow a link, push a button, open what is folded."""

    def choose(self, target: Locator) -> None:
        """Select a radio button or tick a box."""

    def pick(self, target: Locator, value: str) -> None:
        """Select an option of a drop-down list."""

    def write(self, target: Locator, text: str) -> None:
        """Type into a box, in place of what stands there."""

    def attach(self, target: Locator, files: list[Path]) -> None:
        """Hand files to a file box."""


def _unfolds(target: Locator) -> bool:
    """Whether a press opens something on the page instead of leading to another one."""
    return bool(target.evaluate("one => one.tagName === 'SUMMARY'"))


class Finger:
    """A finger or a mouse."""

    def __init__(self) -> None:
        self.taps = 0

    def press(self, target: Locator) -> None:
        self.taps += 1
        if _unfolds(target):
            target.click()
            return
        with target.page.expect_navigation(wait_until="domcontentloaded"):
            target.click()

    def choose(self, target: Locator) -> None:
        self.taps += 1
        target.page.locator(f'label[for="{target.get_attribute("id")}"]').click()
        assert target.is_checked(), "a tap on the words does not choose"

    def pick(self, target: Locator, value: str) -> None:
        self.taps += 1
        target.select_option(value)

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def attach(self, target: Locator, files: list[Path]) -> None:
        self.taps += 1
        target.set_input_files(files)


class Keyboard:
    """Only keys: Tab to get there, Enter, Space and the arrows to act. Fails where the focus does not come or show."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        # Playwright takes over file dialogs some time after the first listener: long before the first file, so.
        page.on("filechooser", lambda _chooser: None)

    def press(self, target: Locator) -> None:
        self.taps += 1
        self._go_to(target)
        if _unfolds(target):
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.keyboard.press("Enter")

    def choose(self, target: Locator) -> None:
        self.taps += 1
        if target.get_attribute("type") == "checkbox":
            self._go_to(target)
            self.page.keyboard.press("Space")
            return
        group = self.page.locator(f'input[type=radio][name="{target.get_attribute("name")}"]')
        self._go_to(group)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert target.is_checked(), "the arrows do not reach this choice"

    def pick(self, target: Locator, value: str) -> None:
        self.taps += 1
        self._go_to(target)
        for _round in range(2):  # a look-up (the prefecture by postal code) may set it under the first round's hands
            for _step in range(target.locator("option").count()):
                if target.input_value() == value:
                    return
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Home")
        assert target.input_value() == value

    def write(self, target: Locator, text: str) -> None:
        self._go_to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def attach(self, target: Locator, files: list[Path]) -> None:
        self.taps += 1
        self._go_to(target)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(files)

    def _go_to(self, target: Locator) -> None:
        """Tab until one of the targets has the focus, and see that it is seen."""
        for _step in range(MOST_TABS):
            if target.evaluate_all("all => all.some(one => one === document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")
        seen = self.page.evaluate(
            "() => { const one = document.activeElement; const item = one.closest('.choice') || one;"
            " return [one, item].some(it => getComputedStyle(it).outlineStyle !== 'none') }"
        )
        assert seen, f"the focus cannot be seen on {target}"
