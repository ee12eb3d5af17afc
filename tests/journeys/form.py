"""A resident's form: its pages, the check page, and the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from playwright.sync_api import Locator, Page, expect

from tests.journeys.answers import Answers, Pages
from tests.journeys.hand import Finger, Hand


@dataclass(frozen=True)
class Numbers:
    """What the receipt shows: 受付番号 and 確認番号, as printed."""

    receipt: str
    code: str

    @property
    def plain(self) -> str:
        """The 受付番号 as it stands in addresses."""
        return self.receipt.replace("-", "")


class Form:
    """The form that stands on a page now."""

    def __init__(self, page: Page, hand: Hand | None = None) -> None:
        self.page = page
        self.hand = hand or Finger()

    def start(self, body: str, procedure: str) -> None:
        self.page.goto(f"/{body}/p/{procedure}/start/")

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def status(self) -> Locator:
        """What autosave says."""
        return self.page.locator("[data-autosave-status]")

    @property
    def errors(self) -> Locator:
        """The messages of the summary, in order."""
        return self.page.locator(".error-summary li")

    def control(self, name: str, value: str = "") -> Locator:
        """The control of this name; of radio buttons and boxes the one with this value."""
        found = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
        choices = self.page.locator(f'main [name="{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
        return choices if value and choices.count() else found

    def error_at(self, name: str) -> Locator:
        """The message beside the control of this name."""
        return self.page.locator(".field", has=self.page.locator(f'[name="{name}"]')).last.locator(".field-error")

    def value(self, name: str) -> str:
        """What stands in a box, or the value of the choice made."""
        first = self.control(name).first
        if first.get_attribute("type") != "radio":
            return first.input_value()
        chosen = self.page.locator(f'main [name="{name}"]:checked')
        return str(chosen.get_attribute("value")) if chosen.count() else ""

    def fill(self, answers: Answers) -> None:
        for name, answer in answers.items():
            values = answer if isinstance(answer, list) else [answer]
            if values and isinstance(values[0], Path):
                self.hand.attach(self.control(name), cast("list[Path]", values))
                continue
            for value in cast("Iterable[str]", values):
                self._answer(self.control(name, value), value)

    def go_on(self) -> None:
        self.hand.press(self.page.locator("button[name=_next]"))

    def go_back(self) -> None:
        self.hand.press(self.page.locator("button[name=_back]"))

    def fill_in(self, pages: Pages) -> None:
        """Answer page after page, up to the check page."""
        for answers in pages.values():
            self.fill(answers)
            self.go_on()
            assert not self.errors.count(), self.errors.all_inner_texts()
        self.page.wait_for_url("**/check/")

    def send(self) -> Numbers:
        """Declare and send, from the check page to the receipt."""
        self.hand.choose(self.page.locator('[name="declaration"]'))
        self.hand.press(self.page.locator("form[action$='/send/'] .button-primary"))
        return self.receipt()

    def receipt(self) -> Numbers:
        """The numbers of the receipt that stands on the page."""
        self.page.wait_for_url("**/receipt/")
        number, code = self.page.locator(".copy-number").all_inner_texts()
        return Numbers(number.strip(), code.strip())

    def _answer(self, control: Locator, value: str) -> None:
        if not control.is_visible():
            self.go_on()  # without scripts, what depends on an answer appears once that answer was sent
        kind = control.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind in ("radio", "checkbox"):
            self.hand.choose(control)
        elif kind == "select":
            self.hand.pick(control, value)
        elif control.input_value() != value:
            self.hand.write(control, value)


def file_dog(page: Page, body: str, pages: Pages) -> Numbers:
    """A 犬の死亡届, filed without a word: where a test needs a case to begin with."""
    form = Form(page)
    form.start(body, "inu")
    form.fill_in(pages)
    numbers = form.send()
    expect(form.title).to_be_visible()
    return numbers
