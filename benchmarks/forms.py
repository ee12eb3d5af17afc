"""`forms`: what a long form costs (60 fields, 40 conditions), and a thousand people who open one at the same instant.

`forms.validation`: judging the whole form once, in this process, without Django. `forms.page`: one of its pages, filled
in, by one reader over one kept connection. `forms.opening`: everybody at once, from the request to the last byte.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date
from statistics import median

from benchmarks import long_form
from benchmarks.generator import read_form
from benchmarks.report import Measure
from benchmarks.town import FULL_BODY
from benchmarks.wire import Visitor
from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.validation import validate
from tests.story.server import Installation

JUDGINGS = 400
REQUESTS = 200
CLIENTS = 1_000
_START = f"/{FULL_BODY}/p/{long_form.PACK}/start/"


def measure(site: Installation) -> list[Measure]:
    """Three measures."""
    return [_validation(), asyncio.run(_page(site.port)), asyncio.run(_opening(site.port))]


def _validation() -> Measure:
    form = compile_form(long_form.definition())
    typed, today = long_form.typed(), date(2026, 11, 22)
    outcome = validate(form, typed, today=today)
    if outcome.faults or len(outcome.answers) != sum(1 for _ in form.walk()):
        raise AssertionError("the long form is not filled in as it was meant to be")
    times = []
    for _number in range(JUDGINGS):
        before = time.perf_counter()
        validate(form, typed, today=today)
        times.append(1000 * (time.perf_counter() - before))
    conditions = sum(bool(one.when) + bool(one.required_when) for one in form.walk())
    return Measure(
        name="forms.validation",
        value=round(median(times), 2),
        unit="ms (median)",
        more={"p95_ms": round(_p95(times), 2), "fields": len(outcome.answers), "conditions": conditions},
        bars={"under 2 ms": median(times) < 2},
    )


async def _page(port: int) -> Measure:
    async with Visitor(port) as visitor:
        place = _START
        for number in range(1, 4):
            # Twice: what the answers of a page bring to light is shown once before going on.
            for _time in range(2):
                address, hidden = read_form(await visitor.get(place), b"/start/" if place == _START else b"/page")
                drawn = [pair for pair in hidden if pair[0] != "_unseen"]  # only sent by a page that hides something
                place = await visitor.post(address, [*drawn, *long_form.posted(number), ("_next", "1")])
                if "?new=" not in place:
                    break
        filled = place.replace("page4", "page3")
        times = []
        for _number in range(REQUESTS):
            before = time.perf_counter()
            page = await visitor.get(filled)
            times.append(1000 * (time.perf_counter() - before))
    if "増田9丁目9-9".encode() not in page:
        raise AssertionError(f"{place} {filled} ")
    return Measure(
        name="forms.page",
        value=round(median(times), 1),
        unit="ms (median)",
        more={"p95_ms": round(_p95(times), 1), "html_bytes": len(page)},
        bars={"under 10 ms": median(times) < 10},
    )


async def _opening(port: int) -> Measure:
    visitors = await asyncio.gather(*(Visitor(port).__aenter__() for _number in range(CLIENTS)))
    times: list[float] = []

    async def open_it(visitor: Visitor) -> None:
        before = time.perf_counter()
        await visitor.get(_START)
        times.append(1000 * (time.perf_counter() - before))

    started = time.perf_counter()
    await asyncio.gather(*map(open_it, visitors))
    seconds = time.perf_counter() - started
    for visitor in visitors:
        await visitor.__aexit__()
    return Measure(
        name="forms.opening",
        value=round(CLIENTS / seconds, 1),
        unit="pages/s",
        more={"clients": CLIENTS, "p95_ms": round(_p95(times)), "last_ms": round(max(times))},
        bars={"nobody waits 3 s": max(times) < 3000},
    )


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]
