"""More people at once than the service can serve, many of whom hang up: nobody is ever shown another's data.

A city's booking service has shown people pages of others under such a load. Here each has a mark in all that is typed,
and every answer of the service, whatever its state, is searched for the marks of the others.
"""

from __future__ import annotations

import re
import threading

import httpx
import pytest
from django.db import connection

from tests.faults.resident import Record, Resident
from tests.faults.town import CODE
from tests.story.server import Installation

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only on PostgreSQL: on SQLite a worker serves one after the other"
)
PEOPLE = 16  # twice as many as there are threads to serve them
MARK = re.compile(r"印[0-9]{3}号")


class Marked(Resident):
    """A resident who reads every answer for the marks of others, and who hangs up in the middle now and then."""

    def __init__(self, url: str, record: Record, place: int) -> None:
        super().__init__(url, record)
        self.mark = f"印{place:03}号"
        self.read: list[str] = []
        self.others: list[tuple[str, str]] = []
        self.browser.event_hooks = {"response": [self._look]}

    def _look(self, answer: httpx.Response) -> None:
        marks = set(MARK.findall(answer.read().decode("utf-8", "replace")))
        self.read += marks
        self.others += [(str(answer.url), mark) for mark in marks - {self.mark}]

    def hang_up(self, path: str) -> None:
        try:
            self.browser.get(path, timeout=0.02)
        except httpx.TransportError as error:
            self.record.trouble(type(error).__name__)

    def live(self) -> None:
        number = self.file(f"{self.mark[1:4]}@example.jp", mark=self.mark)
        case = f"/{CODE}/cases/{number}/"
        for _time in range(3):
            self.hang_up(case)
            self._get(case)
            self.hang_up(f"/{CODE}/status/")


def test_nobody_is_shown_the_data_of_somebody_else(town: Installation) -> None:
    town.start()
    record = Record()
    people = [Marked(town.url, record, place) for place in range(PEOPLE)]
    failed: list[str] = []

    def live(one: Marked) -> None:
        try:
            one.live()
        except Exception as error:
            failed.append(f"{one.mark}: {error!r}")

    try:
        threads = [threading.Thread(target=live, args=(one,), daemon=True) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    finally:
        town.stop()
    assert failed == []
    assert [other for one in people for other in one.others] == []
    assert all(one.mark in one.read for one in people), "each was shown their own"
    assert len(set(record.receipts.values())) == PEOPLE
    assert record.troubles.get("ReadTimeout", 0) > 0, "people hung up"
