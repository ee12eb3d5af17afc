"""How much was tried: every request of these tests and every value in it; `make doors` adds them up."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test.client import ClientHandler

REPORT = "MADOGUCHI_DOORS"  # a file to which each process adds one line "requests inputs" at its end
_PART = re.compile(rb'form-data; name="')


class Tried:
    """Counts of one process."""

    def __init__(self) -> None:
        self.requests = 0
        self.inputs = 0

    def note(self, environ: dict[str, Any]) -> None:
        """Count a request as the server gets it: its address is an input, and so is every value that comes with it."""
        self.requests += 1
        self.inputs += 1 + environ.get("QUERY_STRING", "").count("=")
        body = environ.get("wsgi.input")
        if body is not None and environ.get("REQUEST_METHOD") == "POST":
            sent = body._FakePayload__content.getvalue()  # not yet read; reading would take it from the page
            multipart = "multipart" in environ.get("CONTENT_TYPE", "")
            self.inputs += len(_PART.findall(sent)) if multipart else sent.count(b"=")

    def report(self) -> None:
        where = os.environ.get(REPORT)
        if where and self.requests:
            with Path(where).open("a") as file:  # one short line: written whole, whoever writes beside
                file.write(f"{self.requests} {self.inputs}\n")


@contextmanager
def counting() -> Iterator[Tried]:
    """Count what every test client asks for, while open."""
    tried, ask = Tried(), ClientHandler.__call__

    def counted(handler: ClientHandler, environ: dict[str, Any]) -> HttpRequest:
        tried.note(environ)
        return ask(handler, environ)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "__call__", counted)
        yield tried
    tried.report()
