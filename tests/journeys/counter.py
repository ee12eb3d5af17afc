"""A resident's way to a procedure, and to a case that has been filed."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.journeys.form import Numbers
from tests.journeys.hand import Finger, Hand


class Counter:
    """The portal and a body's pages."""

    def __init__(self, page: Page, hand: Hand | None = None) -> None:
        self.page = page
        self.hand = hand or Finger()

    def visit(self) -> None:
        self.page.goto("/")

    def choose_on_map(self, body: str) -> None:
        """`body`: its name as a screen reader says it (名取市)."""
        self.hand.press(self.page.locator(".map").get_by_role("link", name=body, exact=True))

    def choose_by_kana(self, body: str) -> None:
        self.hand.press(self.page.locator(".gojuon").get_by_role("link", name=body, exact=True))

    def search_body(self, words: str) -> None:
        self.hand.write(self.page.get_by_role("searchbox"), words)
        self.hand.press(self.page.get_by_role("button", name="さがす"))

    def search_procedure(self, words: str) -> None:
        self.search_body(words)

    def follow(self, text: str) -> None:
        """Follow the first link with this text."""
        self.hand.press(self.page.locator("main").get_by_role("link", name=text).first)

    def begin(self) -> None:
        """From the procedure's page to its form."""
        self.hand.press(self.page.get_by_role("link", name="入力をはじめる").first)


class Status:
    """The state of a case, asked for with its two numbers."""

    def __init__(self, page: Page, hand: Hand | None = None) -> None:
        self.page = page
        self.hand = hand or Finger()

    def ask(self, body: str, numbers: Numbers) -> None:
        self.page.goto(f"/{body}/status/")
        self.hand.write(self.page.get_by_label("受付番号"), numbers.receipt)
        self.hand.write(self.page.get_by_label("確認番号"), numbers.code)
        self.hand.press(self.page.get_by_role("button", name="確認する"))

    @property
    def sentence(self) -> Locator:
        """In plain words: what is going on, and whose turn it is."""
        return self.page.locator(".page-lead")

    @property
    def steps(self) -> Locator:
        return self.page.locator(".timeline-item")

    def link(self, text: str) -> Locator:
        return self.page.locator("main").get_by_role("link", name=text)
