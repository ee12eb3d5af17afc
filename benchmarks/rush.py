"""People in a hurry for a few places: a process of its own that fills in the course form and sends it, over real HTTP.

`python -m benchmarks.rush PLAN` with a plan in JSON (`Plan` below) prints one JSON object: how often each answer came.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass

from benchmarks.wire import BadAnswerError, Visitor

_PAUSE = 0.1  # seconds; a crowd that asks faster only takes the processor from the race itself
Fields = list[tuple[str, str]]
_FORM = re.compile(rb'<form method="post" action="([^"]+)"')
_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Plan:
    """`tries` people, numbered from `first`, `users` of them at once, want a place of the option `slot`.

    `opens`: the instant (seconds of the epoch) before which all of the first `users` are there and press; 0 if it is
    open already. `waited` counts how often somebody was told to wait.
    """

    port: int
    body: str
    slot: str
    first: int
    tries: int
    users: int = 8
    opens: float = 0
    waited: int = 0


def _form(page: bytes, at: bytes) -> tuple[str, Fields] | None:
    """Address and hidden fields of the first form whose address holds `at`; None when there is none to press."""
    for found in _FORM.finditer(page):
        if at in found[1]:
            hidden = _HIDDEN.findall(page, found.end(), page.index(b"</form>", found.end()))
            return found[1].decode(), [(name.decode(), value.decode()) for name, value in hidden]
    return None


async def _once_open(visitor: Visitor, plan: Plan) -> bytes:
    """The first page of the form, asked for again and again until the instant of the opening. Raises BadAnswerError
    when it is there too early."""
    start = f"/{plan.body}/p/koza/start/"
    while True:
        page = await visitor.get_if_there(start)
        if page is not None:
            if time.time() < plan.opens:
                raise BadAnswerError("open before the opening")
            return page
        plan.waited += 1
        await asyncio.sleep(_PAUSE)


async def _try(plan: Plan, number: int) -> str:
    """One person: the choice, the name, the check page, 送信する. Returns "receipt", or why not."""
    you = [
        ("name.family", "佐藤"), ("name.given", f"花子{number}"), ("kana.family", "サトウ"), ("kana.given", "ハナコ"),
        ("phone", "022-123-4567"), ("mail", ""), ("mail.again", ""), ("_next", "1"),
    ]  # fmt: skip
    async with Visitor(plan.port) as visitor:
        page = await _once_open(visitor, plan)
        address, hidden = _form(page, b"/start/") or ("", [])
        place = await visitor.post(address, [*hidden, ("slot", plan.slot), ("_next", "1")])
        address, hidden = _form(await visitor.get(place), b"/you/") or ("", [])
        place = await visitor.post(address, [*hidden, *you])
        if not place.endswith("/check/"):
            raise BadAnswerError(f"the answers were not accepted: {place}")
        send = _form(await visitor.get(place), b"/send/")
        if send is None:
            return "full"
        place = await visitor.post(send[0], send[1])
        return "receipt" if place.endswith("/receipt/") else place.rpartition("place=")[2]


async def _all(plan: Plan) -> Counter[str]:
    numbers = iter(range(plan.first, plan.first + plan.tries))
    told: Counter[str] = Counter()

    async def one_after_another() -> None:
        for number in numbers:
            told[await _try(plan, number)] += 1

    await asyncio.gather(*(one_after_another() for _user in range(plan.users)))
    if plan.opens:
        told["waited"] = plan.waited
    return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_all(Plan(**json.loads(sys.argv[1]))))))
