"""A wire for tests: answers that are laid down beforehand, and what was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kernel.identity.adapters.wire import Answer, UnreachableError


@dataclass
class FakeWire:
    """`answers`: by address; an address without one cannot be reached. `asked`: (address, form), in order."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def lay(self, url: str, value: Any, status: int = 200) -> None:
        """Answer this address with JSON."""
        self.answers[url] = Answer(status, "application/json", json.dumps(value).encode())

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._answer(url, {})

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        return self._answer(url, dict(form))

    def send(self, url: str, body: bytes, media_type: str, *, seconds: float) -> Answer:
        return self._answer(url, {})

    def _answer(self, url: str, form: dict[str, str]) -> Answer:
        self.asked.append((url, form))
        if url not in self.answers:
            raise UnreachableError(url)
        return self.answers[url]
