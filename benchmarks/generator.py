"""The residents: a process of its own that sends complete filings as fast as it is let, and writes down every receipt.

`python -m benchmarks.generator PLAN` with a plan in JSON (`Plan` below) prints one JSON object: receipts read, seconds
it took, seconds of every send. Whatever goes wrong ends it with an error: no filing is lost silently.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, product
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.wire import BadAnswerError, Visitor

Fields = list[tuple[str, str]]
TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()

_ACTION = re.compile(rb'<form method="post" action="([^"]+)"')
_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_RECEIPT = re.compile("受付番号".encode() + rb"</p>\s*<p[^>]*>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])</p>")


def _person(name: str) -> Fields:
    return [
        (f"{name}.family", "佐藤"), (f"{name}.given", "花子"),
        (f"{name}_kana.family", "サトウ"), (f"{name}_kana.given", "ハナコ"),
        ("phone", "022-123-4567"),
        ("address.postal_code", "981-1224"), ("address.prefecture", "宮城県"), ("address.city", "名取市"),
        ("address.town", "増田9丁目9-9"), ("address.building", ""),
    ]  # fmt: skip


def _day(name: str, day: date) -> Fields:
    return [
        (f"{name}.era", ""), (f"{name}.year", str(day.year)),
        (f"{name}.month", str(day.month)), (f"{name}.day", str(day.day)),
    ]  # fmt: skip


# What people type into the ten fields of each procedure.
ANSWERS: dict[str, Fields] = {
    "bench-notice": [
        *_person("person"), *_day("moved_on", TODAY - timedelta(days=2)),
        ("old_address", "仙台市見本町1丁目1番1号"), ("reason", "moved"), ("family", "2"), ("remarks", "特になし"),
    ],
    "bench-permit": [
        *_person("organiser"), *_day("held_on", TODAY + timedelta(days=30)),
        ("title", "朝市"), ("equipment", "power"), ("equipment", "tent"), ("sales", "yes"),
        ("purpose", "近くの農家が野菜を売ります。\r\n雨のときは行いません。"),
    ],
    "bench-ticket": [
        *_person("person"), *_day("born_on", date(1980, 4, 1)),
        ("document", "income"), ("copies", "2"), ("year.era", ""), ("year.year", "2025"),
        ("purpose", "保育所の入所"),
    ],
}  # fmt: skip


@dataclass
class Outcome:
    """What a run came to. `sends`: seconds from the post of the send to its answer."""

    receipts: list[str] = field(default_factory=list)
    sends: list[float] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Plan:
    """One run: `bodies` × `procedures` in turn, from `starts_at` (seconds since 1970; 0: at once).

    Either `seconds` of new filings by `users` at once, or `drafts` to fill in first and then send, timing the sends
    alone; -1 draft: one is filled in and left.
    """

    port: int
    bodies: list[str]
    procedures: list[str]
    users: int = 50
    seconds: float = 0.0
    drafts: int = 0
    starts_at: float = 0.0


def read_form(page: bytes, at: bytes = b"") -> tuple[str, Fields]:
    """Address and hidden fields of the first form whose address holds `at`."""
    for found in _ACTION.finditer(page):
        if at in found[1]:
            end = page.index(b"</form>", found.end())
            hidden = _HIDDEN.findall(page, found.end(), end)
            return found[1].decode(), [(name.decode(), value.decode()) for name, value in hidden]
    raise BadAnswerError(f"no form to {at.decode()} on the page")


async def _fill_in(visitor: Visitor, body: str, procedure: str, number: int) -> tuple[str, Fields]:
    """Form page → post → check page; returns the form that sends."""
    address, hidden = read_form(await visitor.get(f"/{body}/p/{procedure}/start/"), b"/start/")
    mail = ("mail", f"resident{number}@example.jp")
    place = await visitor.post(address, [*hidden, *ANSWERS[procedure], mail, ("_next", "1")])
    if not place.endswith("/check/"):
        raise BadAnswerError(f"the answers were not accepted: {place}")
    send, kept = read_form(await visitor.get(place), b"/send/")
    return send, [*kept, ("declaration", "yes")]


async def _send(visitor: Visitor, form: tuple[str, Fields], outcome: Outcome) -> str:
    before = time.perf_counter()
    place = await visitor.post(*form)
    outcome.sends.append(time.perf_counter() - before)
    return place


async def _read_receipt(visitor: Visitor, place: str, outcome: Outcome) -> None:
    found = _RECEIPT.search(await visitor.get(place))
    if not found:
        raise BadAnswerError(f"no receipt number on {place}")
    outcome.receipts.append(found[1].decode().replace("-", ""))


def _next_filing(plan: Plan) -> Callable[[], tuple[str, str, int]]:
    numbers = count()
    pairs = list(product(plan.procedures, plan.bodies))

    def take() -> tuple[str, str, int]:
        number = next(numbers)
        procedure, body = pairs[number % len(pairs)]
        return body, procedure, number

    return take


async def file_until(plan: Plan) -> Outcome:
    """`users` residents at once, each a new browser; no new one begins after `seconds`."""
    outcome = Outcome()
    take = _next_filing(plan)
    await asyncio.sleep(max(0.0, plan.starts_at - time.time()))
    started = time.perf_counter()

    async def user() -> None:
        while time.perf_counter() - started < plan.seconds:
            async with Visitor(plan.port) as visitor:
                form = await _fill_in(visitor, *take())
                await _read_receipt(visitor, await _send(visitor, form, outcome), outcome)

    await asyncio.gather(*(user() for _ in range(plan.users)))
    outcome.seconds = time.perf_counter() - started
    return outcome


async def send_only(plan: Plan) -> Outcome:
    """Fill in `drafts` drafts, then time nothing but their sending; the receipts are read afterwards."""
    outcome = Outcome()
    take = _next_filing(plan)
    ready: list[tuple[Visitor, tuple[str, Fields]]] = []

    async def fill(numbers: Iterator[int]) -> None:
        for _number in numbers:
            visitor = await Visitor(plan.port).__aenter__()
            ready.append((visitor, await _fill_in(visitor, *take())))

    numbers = iter(range(plan.drafts))
    await asyncio.gather(*(fill(numbers) for _ in range(plan.users)))
    places: list[tuple[Visitor, str]] = []
    waiting = iter(ready)

    async def send() -> None:
        for visitor, form in waiting:
            places.append((visitor, await _send(visitor, form, outcome)))

    started = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(plan.users)))
    outcome.seconds = time.perf_counter() - started
    for visitor, place in places:
        await _read_receipt(visitor, place, outcome)
        await visitor.__aexit__()
    return outcome


async def leave(plan: Plan) -> Outcome:
    """Fill in one draft and go away."""
    async with Visitor(plan.port) as visitor:
        await _fill_in(visitor, *_next_filing(plan)())
    return Outcome()


def main(text: str) -> dict[str, Any]:
    """Run the plan that the JSON text describes."""
    plan = Plan(**json.loads(text))
    run = leave if plan.drafts < 0 else send_only if plan.drafts else file_until
    return vars(asyncio.run(run(plan)))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
