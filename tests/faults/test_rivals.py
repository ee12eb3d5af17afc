"""Two officers decide the same case at the same moment, in two browsers, over real HTTP and in real transactions."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator

import httpx
import pytest

from tests.story.server import Installation

CASES = 6
REASONS = ("一人目の理由", "二人目の理由")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')


@pytest.fixture
def rivals(town: Installation) -> Iterator[tuple[list[str], list[httpx.Client]]]:
    """The numbers of cases that wait, and the browsers of two deciders."""
    made = json.loads(town.python("-m", "tests.faults.desk", str(CASES)))
    town.start()
    browsers = [
        httpx.Client(base_url=town.url, cookies={"mdg_staff": session}, timeout=30) for session in made["sessions"]
    ]
    yield made["numbers"], browsers
    for browser in browsers:
        browser.close()


def test_two_decisions_at_once_are_one(rivals: tuple[list[str], list[httpx.Client]], town: Installation) -> None:
    numbers, browsers = rivals
    try:
        for number in numbers:
            pages = [browser.get(f"/staff/cases/{number}/").text for browser in browsers]
            answers = _press_together(number, browsers, pages)
            assert sorted(answer.status_code for answer in answers) == [302, 409]
            [refused] = [answer.text for answer in answers if answer.status_code == 409]
            assert "ほかの職員" in refused
            assert all(reason in refused for reason in REASONS), "what stands, and what was typed"
            shown = browsers[0].get(f"/staff/cases/{number}/").text
            assert sum(reason in shown for reason in REASONS) == 1, "one decision"
    finally:
        town.stop()


def _press_together(number: str, browsers: list[httpx.Client], pages: list[str]) -> list[httpx.Response]:
    answers: list[httpx.Response] = []
    start = threading.Barrier(len(browsers))

    def press(place: int) -> None:
        token, version = _TOKEN.search(pages[place]), _VERSION.search(pages[place])
        assert token
        assert version
        values = {
            "csrfmiddlewaretoken": token[1],
            "version": version[1],
            "decide.outcome": ("refuse", "absent")[place],
            "decide.reason": REASONS[place],
        }
        start.wait(10)
        answers.append(browsers[place].post(f"/staff/cases/{number}/acts/decide/", data=values))

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
