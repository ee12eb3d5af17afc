"""Windows of the browser: sizes, languages, and a watch over everything that a page must not do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 768, "height": 1024}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE_MS = 30_000  # only a failing journey waits so long; a busy machine must not fail one
# A refused form, a throttled guess and a page that is gone answer with these; chromium writes each into the console.
ANSWERS = ("status of 403", "status of 404", "status of 409", "status of 410", "status of 422", "status of 429")


class Windows:
    """Opens windows and notes their troubles: console errors (violations of the content policy among them), uncaught
    exceptions, and requests to any host but our own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.troubles: list[str] = []
        self._contexts: list[BrowserContext] = []

    def phone(self, **options: Any) -> BrowserContext:
        return self.open(viewport=PHONE, has_touch=True, is_mobile=True, **options)

    def desktop(self, **options: Any) -> BrowserContext:
        return self.open(viewport=DESKTOP, **options)

    def open(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(base_url=self.url, locale="ja-JP", timezone_id="Asia/Tokyo", **options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._read_console)
        context.on("weberror", lambda error: self.troubles.append(f"exception: {error.error}"))
        context.on("request", self._read_request)
        self._contexts.append(context)
        return context

    def expect(self, *words: str) -> None:
        """Forgive the troubles that a test has brought about itself: those with one of these words."""
        self.troubles[:] = [one for one in self.troubles if not any(word in one for word in words)]

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _read_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(answer in message.text for answer in ANSWERS):
            page = message.page.url if message.page else ""
            self.troubles.append(f"console: {message.text} ({page})")

    def _read_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != urlsplit(self.url).netloc:
            self.troubles.append(f"foreign request: {request.url}")
