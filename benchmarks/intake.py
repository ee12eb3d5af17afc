"""`intake`: how many residents can file at once, what one filing costs, and whether every receipt is true.

Three rounds, each: the floor, all users on one procedure of one body, the sends alone, then the whole flow over all
bodies and procedures until mails and follow-up work are done.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import floor
from benchmarks.accounts import Accounts
from benchmarks.ledger import Ledger
from benchmarks.report import Measure, say
from benchmarks.town import PROCEDURES, bodies
from tests.story.server import Installation

ROUNDS = 3
USERS = 50
SECONDS = 20.0
ONE_SECONDS = 10.0
FLOOR_SECONDS = 1.5
SENDS = 400
WARM_UP_SECONDS = 5.0
_DRAIN_SECONDS = 240.0


@dataclass
class Round:
    """What one round measured; rates per second, `cpu_ms` per filing."""

    value: float
    cpu_ms: float
    cpu_web_ms: float
    p95_ms: float
    drained: float
    one: float
    floor: float
    sends: float


def measure(site: Installation, accounts: Accounts) -> Measure:
    """Raises NotExactError when the database does not hold what the receipts say, CalledProcessError on any error."""
    everywhere: dict[str, Any] = {"bodies": bodies(), "procedures": list(PROCEDURES)}
    one_place: dict[str, Any] = {"bodies": bodies()[:1], "procedures": list(PROCEDURES[:1])}
    with Ledger(site.database_url) as ledger:
        ledger.check_durable()
        _generate(site, ledger, **everywhere, seconds=WARM_UP_SECONDS)
        _leave_a_draft(site)
        rounds = [_round(site, accounts, ledger, everywhere, one_place, number) for number in range(1, ROUNDS + 1)]
        ledger.check_durable()
    middle = {name: median(getattr(one, name) for one in rounds) for name in vars(rounds[0])}
    return Measure(
        name="intake",
        value=round(middle["value"], 1),
        unit="filings/s",
        more={
            "cpu_ms": round(middle["cpu_ms"], 1),
            "cpu_web_ms": round(middle["cpu_web_ms"], 1),
            "p95_ms": round(middle["p95_ms"]),
            "intake_one": round(middle["one"], 1),
            "intake_drained": round(middle["drained"], 1),
            "floor": round(middle["floor"]),
            "accept_ratio": round(middle["sends"] / middle["floor"], 2),
            "rss_mb": round(accounts.worker_megabytes()),
        },
        bars={
            "intake ≥ 100/s or cpu_ms ≤ 18": middle["value"] >= 100 or middle["cpu_ms"] <= 18,
            "intake_one ≥ 0.8 × intake": middle["one"] >= 0.8 * middle["value"],
            "intake_drained ≥ 60/s": middle["drained"] >= 60,
            "p95 of the send < 500 ms": middle["p95_ms"] < 500,
            "worker < 150 MB": accounts.worker_megabytes() < 150,
        },
    )


def _round(
    site: Installation,
    accounts: Accounts,
    ledger: Ledger,
    everywhere: dict[str, Any],
    one_place: dict[str, Any],
    number: int,
) -> Round:
    at_most = floor.best(ledger, site.database_url, FLOOR_SECONDS)
    one = _generate(site, ledger, **one_place, seconds=ONE_SECONDS)
    sends = _generate(site, ledger, **everywhere, drafts=SENDS)
    ledger.drain(_DRAIN_SECONDS)  # of what the parts before have left to do
    web, database = accounts.web_seconds(), accounts.database_seconds()
    starts_at = time.time() + 1
    whole = _generate(site, ledger, **everywhere, seconds=SECONDS, starts_at=starts_at)
    ledger.drain(_DRAIN_SECONDS)
    drained_after = time.time() - starts_at
    web, database = accounts.web_seconds() - web, accounts.database_seconds() - database
    filings = len(whole["receipts"])
    result = Round(
        value=filings / whole["seconds"],
        cpu_ms=1000 * (web + database) / filings,
        cpu_web_ms=1000 * web / filings,
        p95_ms=1000 * sorted(whole["sends"])[int(0.95 * filings)],
        drained=filings / drained_after,
        one=len(one["receipts"]) / one["seconds"],
        floor=at_most,
        sends=SENDS / sends["seconds"],
    )
    say(f"round {number} of {ROUNDS}: " + ", ".join(f"{name} {value:.1f}" for name, value in vars(result).items()))
    return result


def _generate(site: Installation, ledger: Ledger, **plan: Any) -> dict[str, Any]:
    """Let the generator run, then hold the database against the receipts that it read."""
    before = ledger.mark()
    text = json.dumps({"port": site.port, "users": USERS, **plan})
    command = [sys.executable, "-m", "benchmarks.generator", text]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout)
    ledger.check_exact(before, outcome["receipts"])
    return outcome


def _leave_a_draft(site: Installation) -> None:
    """One draft that is not sent, for the floor to copy."""
    plan = {"port": site.port, "bodies": bodies()[:1], "procedures": [PROCEDURES[0]], "users": 1, "drafts": -1}
    subprocess.run(
        [sys.executable, "-m", "benchmarks.generator", json.dumps(plan)], check=True, stdout=subprocess.DEVNULL
    )
