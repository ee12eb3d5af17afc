"""A browser without JavaScript: goes to pages, follows links, fills in forms, keeps cookies, saves files."""

from __future__ import annotations

from collections import Counter

import httpx

from tests.story.page import Form, NotThereError, Page, Value

_OFTEN = 4  # a page comes again when an answer brought another question; not for ever


class RefusedError(AssertionError):
    """The server answered with an error, or with something else than a page."""


class Browser:
    """One person's browser. `page` is what stands on the screen."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
        self._address = address
        self.page = Page("about:blank", 200, "")

    def close(self) -> None:
        self._client.close()

    def go(self, path: str) -> Page:
        """Type an address."""
        return self._show(self._client.get(path))

    def follow(self, text: str) -> Page:
        """Click on a link or a button that is one."""
        return self.go(str(httpx.URL(self._address + self.page.url).join(self.page.link(text))))

    def download(self, text: str) -> bytes:
        """Click on a link to a PDF and keep what comes. Raises RefusedError when something else comes."""
        address = httpx.URL(self._address + self.page.url).join(self.page.link(text))
        answer = self._client.get(address)
        kind = answer.headers.get("content-type", "")
        if answer.status_code != 200 or not kind.startswith("application/pdf"):
            raise RefusedError(f"{address}: {answer.status_code} {kind}")
        return answer.content

    def press(self, button: str, answers: dict[str, Value] | None = None) -> Page:
        """Fill in the form with this button and press it."""
        form = self.page.form(button)
        for label, value in (answers or {}).items():
            form.fill(label, value)
        return self._send(form, button)

    def fill_in(self, answers: dict[str, Value], *, until: str, buttons: tuple[str, ...]) -> Page:
        """Go through the pages of a form, answering every question that is asked and pressing the first of `buttons`
        that is there, until a page has the button `until`.

        A page may come again, because an answer brought a further question: then that one is answered. Raises
        NotThereError when a page comes again although nothing on it was left to answer, and for answers that no page
        asked for.
        """
        open_questions = dict(answers)
        came: Counter[str] = Counter()
        while not self.page.has_form(until):
            button = next((one for one in buttons if self.page.has_form(one)), buttons[0])
            form = self.page.form(button)
            asked = [label for label in open_questions if form.asks(label)]
            for label in asked:
                form.fill(label, open_questions.pop(label))
            before = self.page
            self._send(form, button)
            came[before.url.partition("?")[0]] += 1
            if not asked and came[before.url.partition("?")[0]] > _OFTEN:
                raise NotThereError(f"{before.url} comes again and again")
            if self.page.errors and self.page.url.partition("?")[0] == before.url.partition("?")[0]:
                again = self.page.form(next(one for one in buttons if self.page.has_form(one)))
                if not any(again.asks(label) for label in open_questions):
                    raise NotThereError(f"{self.page.url} is not content: {self.page.errors}")
        if open_questions:
            raise NotThereError(f"nobody asked for {', '.join(open_questions)}")
        return self.page

    def _send(self, form: Form, button: str) -> Page:
        fields, files = form.sent(button)
        address = httpx.URL(self._address + self.page.url).join(form.action)
        if form.method == "get":
            return self._show(self._client.get(address, params=fields))
        headers = {"Origin": self._address, "Referer": self._address + self.page.url}
        data: dict[str, list[str]] = {}
        for name, text in fields:
            data.setdefault(name, []).append(text)
        parts = [(name, (one.name, one.content, one.kind)) for name, one in files]
        return self._show(self._client.post(address, data=data, files=parts or None, headers=headers))

    def _show(self, answer: httpx.Response) -> Page:
        place = answer.url.raw_path.decode()
        if answer.status_code >= 500 or not answer.headers.get("content-type", "").startswith("text/html"):
            raise RefusedError(f"{place}: {answer.status_code} {answer.text[:300]}")
        self.page = Page(place, answer.status_code, answer.text)
        return self.page
