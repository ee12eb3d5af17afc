"""What every answer must be like, whoever asked: headers, size, language, one heading, no script or style inside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

PAGE_BYTES = 60_000
DESIGNER_BYTES = 90_000  # every setting of a kind stands on one page there, each with its words and what may be written
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The one page that our own pages show in a frame: a form as residents get it, as wide as a phone. Nobody else may.
FRAMED = re.compile(r"/staff/designer/\d+/preview/[^/]+/")
# Files that somebody sent: shown without any right at all (kernel/files).
STRANGERS_FILE = "sandbox; default-src 'none'"
# Nothing of ours is put on these pages by a browser add-on, a data: address or a foreign site.
LOOSE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "*", "data:", "http:", "https:")


def content(answer: Any) -> str:
    return answer.getvalue().decode("utf-8", "replace")


class _Reader(HTMLParser):
    """Collects what `faults_of` asks about."""

    def __init__(self) -> None:
        super().__init__()
        self.language, self.title, self.headings = "", "", 0
        self.inline: list[str] = []
        self.ids: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        self._in_title = tag == "title" and not self.title
        self.headings += tag == "h1"
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.inline.append(f"<{tag}>")
        self.inline += [f"{tag}.{name}" for name in values if name.startswith("on") or name == "style"]
        self.inline += [
            f"{tag}.{name}={value}"
            for name, value in values.items()
            if name in {"href", "src", "action", "formaction"}
            and re.match(r"\s*(javascript|data|vbscript):", value or "")
        ]
        if values.get("id"):
            self.ids.append(values["id"] or "")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def faults_of(answer: Any, *, language: str, body_name: str = "", most: int = PAGE_BYTES) -> list[str]:
    """What is wrong with an answer, in words; [] for a sound one. `body_name`: must be in the title; "" = no body.
    `most`: bytes of a page."""
    asked = getattr(answer, "request", {}).get("PATH_INFO", "")
    framed = answer.status_code == 200 and bool(FRAMED.fullmatch(asked))
    headers = {**HEADERS, "X-Frame-Options": "SAMEORIGIN"} if framed else HEADERS
    found = [f"{name}: {answer.get(name)}" for name, value in headers.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if policy != STRANGERS_FILE:
        found += _policy_faults(policy, "'self'" if framed else "'none'")
    if not answer.get("Content-Type", "").startswith("text/html") or 300 <= answer.status_code < 400:
        return found
    html = content(answer)
    reader = _Reader()
    reader.feed(html)
    if len(html.encode()) > most:
        found.append(f"{len(html.encode())} bytes")
    if reader.language != language:
        found.append(f"lang={reader.language}")
    if reader.headings != 1:
        found.append(f"{reader.headings} h1")
    if not reader.title.strip() or (body_name and body_name not in reader.title):
        found.append(f"title {reader.title!r}")
    if doubled := {one for one in reader.ids if reader.ids.count(one) > 1}:
        found.append(f"ids twice: {doubled}")
    return found + reader.inline


def _policy_faults(policy: str, ancestors: str) -> list[str]:
    directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    found = [f"CSP {name} {source}" for name, sources in directives.items() for source in sources if source in LOOSE]
    for name, wanted in (("default-src", "'none'"), ("frame-ancestors", ancestors), ("base-uri", "'none'"),
                         ("script-src", "'self'"), ("style-src", "'self'"), ("form-action", "'self'")):  # fmt: skip
        if directives.get(name) != [wanted]:
            found.append(f"CSP {name} {directives.get(name)}")
    return found
