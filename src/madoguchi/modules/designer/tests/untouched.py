"""What a browser posts for the form of a page when nobody touches it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Untouched(HTMLParser):
    """`posted`: {name: values} of the form that saves, without its buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: dict[str, list[str]] = {}
        self.lists: dict[str, list[str]] = {}
        self._inside = False
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "novalidate" in given
        if not self._inside or "disabled" in given:
            return
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "input" and name:
            if kind == "date" and not _DAY.fullmatch(value):
                value = ""  # a browser shows no day, and posts none
            if kind not in ("radio", "checkbox", "file") or "checked" in given:
                self.posted.setdefault(name, []).append(re.sub(r"[\r\n]", "", value))
        elif tag == "select":
            self._select = (name, [], [])
        elif tag == "option" and self._select:
            self._select[1].append(value)
            if "selected" in given:
                self._select[2].append(value)
        elif tag == "textarea":
            self._area = (name, [])

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            name, options, chosen = self._select
            self.posted.setdefault(name, []).extend(chosen[-1:] or options[:1])
            self._select = None
        elif tag == "textarea" and self._area:
            name, parts = self._area
            text = "".join(parts).removeprefix("\n")
            self.posted.setdefault(name, []).append(re.sub(r"\r?\n", "\r\n", text))
            self._area = None
