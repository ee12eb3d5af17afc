"""An officer's desk: lists, a case, and the acts on it. Actions are counted by the hand."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.journeys.form import Numbers
from tests.journeys.hand import Finger


class Desk:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.hand = Finger()

    def today(self) -> None:
        self.page.goto("/staff/today/")

    def inbox(self, **query: str) -> None:
        words = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"/staff/cases/?{words}")

    def open(self, numbers: Numbers) -> None:
        """Open a case by its address, as from a bookmark; not counted."""
        self.page.goto(f"/staff/cases/{numbers.plain}/")

    def choose(self, numbers: Numbers) -> None:
        """Open the case from the list on the page."""
        self.hand.press(self.page.get_by_role("link", name=numbers.receipt))

    def follow(self, text: str) -> None:
        self.hand.press(self.page.locator("main").get_by_role("link", name=text))

    @property
    def state(self) -> Locator:
        """The word for the state the case is in."""
        return self.page.locator(".page-head + p .tag").first

    @property
    def done(self) -> Locator:
        """What the last act has brought about."""
        return self.page.locator(".banner-success")

    def act(self, name: str) -> Locator:
        """The part of the page that belongs to an act on the case, by the name of the act."""
        return self.page.locator(f"#{name}")

    def press(self, act: str) -> None:
        """Push the button of an act."""
        self.hand.press(self.act(act).locator("button.button:not(.button-small)"))

    def unfold(self, act: str) -> None:
        """Open the fold that holds an act, if it is closed."""
        fold = self.page.locator("aside details", has=self.act(act))
        if fold.get_attribute("open") is None:
            self.hand.press(fold.locator("summary").first)

    def decide(self, outcome: str, reason: str = "") -> None:
        self.unfold("decide")
        choice = self.act("decide").locator(f'[value="{outcome}"]')
        if not choice.is_checked():
            self.hand.choose(choice)
        if reason:
            self.hand.write(self.act("decide").get_by_label("理由"), reason)
        self.press("decide")

    def name_fault(self, field: str, words: str) -> None:
        """Write beside an answer what has to be corrected; `field`: the field's id."""
        control = self.page.locator(f'[name="ask_correction.reason.{field}"]')
        self.hand.press(self.page.locator("details", has=control).locator("summary"))
        self.hand.write(control, words)

    def ask_correction(self, message: str) -> None:
        self.unfold("ask_correction")
        self.hand.write(self.act("ask_correction").get_by_label("全体へのひとこと"), message)
        self.press("ask_correction")

    def transfer(self, department: str, note: str) -> None:
        self.unfold("transfer")
        form = self.act("transfer")
        self.hand.pick(form.get_by_label("移す先", exact=False).first, department)
        self.hand.write(form.get_by_label("移す先へのメモ"), note)
        self.press("transfer")

    def revoke(self, reason: str) -> None:
        self.unfold("revoke_decision")
        self.hand.write(self.act("revoke_decision").get_by_label("取り消す理由"), reason)
        self.press("revoke_decision")

    def note(self, text: str) -> None:
        self.hand.write(self.act("note").get_by_label("メモ"), text)
        self.press("note")

    def changes(self) -> list[str]:
        """Rows of the table that shows answers before and after a correction."""
        table = self.page.get_by_role("table", name="直す前と後")
        return [" | ".join(row.all_inner_texts()) for row in
                [line.locator("th, td") for line in table.locator("tbody tr").all()]]  # fmt: skip
