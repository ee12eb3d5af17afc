"""SIGKILL at twenty random moments, while residents file: web worker, web server, worker, relay."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import httpx
import psutil
import pytest

from tests.faults.books import check, settle
from tests.faults.resident import Crowd
from tests.story.server import Installation
from tests.story.sink import Sink

# The order is drawn. The web server itself comes least often: nobody can file until it is back.
VICTIMS = ("web worker",) * 7 + ("worker",) * 5 + ("relay",) * 5 + ("web",) * 3
BACK_SECONDS = 30.0
ENOUGH = 12  # receipts


def victims(one: Installation, which: str) -> list[psutil.Process]:
    """The processes to choose from: "web" is granian itself, "web worker" one of the processes it started."""
    found = one.processes(which.split(maxsplit=1)[0])
    if not found or not which.startswith("web"):
        return found
    server, *workers = found  # the order in which `processes` lists them: a parent before its children
    return [server] if which == "web" else workers


def strike(one: Installation, which: str, chance: random.Random) -> None:
    """Kill one, as soon as there are any again (`run` restarts what died) and a random moment later."""
    until = time.monotonic() + BACK_SECONDS
    pause = chance.uniform(0.1, 1.5)
    while time.monotonic() < until:
        try:
            if there := victims(one, which):
                time.sleep(pause)
                chance.choice(there).kill()
                return
        except psutil.NoSuchProcess:  # it went on its own, with the server that was killed before
            pass
        time.sleep(0.1)
    raise AssertionError(f"{which} was not started again")


def test_kill_nine_at_twenty_moments(town: Installation, sink: Sink, seed: int) -> None:
    chance = random.Random(seed)
    order = list(VICTIMS)
    chance.shuffle(order)
    town.start()
    with Crowd(town.url, 3) as crowd:
        for which in order:
            strike(town, which, chance)
        crowd.wait_for(ENOUGH)
    books = settle(town)
    print({"killed": order, "receipts": len(crowd.record.receipts), "troubles": crowd.record.troubles})
    check(books, crowd.record, sink)
    assert crowd.record.troubles, "nobody noticed anything: nothing was hit"
    with pytest.raises(httpx.ConnectError):
        httpx.get(town.url)  # no orphan of a killed server goes on listening


@pytest.fixture(autouse=True)
def _nothing_left_behind(town: Installation) -> Iterator[None]:
    yield
    town.stop()
