"""`places`: 2,000 people at once for 300 places, by the services in threads and by 8 processes over HTTP; both engines.

Raises NotExactError when there is one place too many or too few.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import django

from benchmarks.ledger import NotExactError
from benchmarks.report import Measure, say
from tests.story.server import Installation, installation

BODY = "042072"
TRIES, PLACES, PROCESSES, THREADS = 2000, 300, 8, 16
_people = count(1)


def measure(site: Installation) -> list[Measure]:
    """On the PostgreSQL of the benches, and on a SQLite of its own. Raises NotExactError."""
    with _sqlite() as small:
        return [one for place, name in ((site, "postgresql"), (small, "sqlite")) for one in _both(place, name)]


@contextmanager
def _sqlite() -> Iterator[Installation]:
    with installation() as site:
        site.set_up()
        site.python("-m", "tests.faults.town")
        site.start()
        yield site


def _both(site: Installation, engine: str) -> list[Measure]:
    begun = time.monotonic()
    told = json.loads(site.python("-m", "benchmarks.places", "services"))
    services = _measure(f"places_services_{engine}", Counter(told), time.monotonic() - begun)
    site.python("-m", "benchmarks.places", "open", str(PLACES))
    seconds, over_http = rush(site, TRIES)
    if int(site.python("-m", "benchmarks.places", "taken")) != PLACES:
        raise NotExactError(f"{engine}: the database has not {PLACES} places taken")
    return [services, _measure(f"places_http_{engine}", over_http, seconds)]


def _measure(name: str, told: Counter[str], seconds: float) -> Measure:
    got = told["confirmed"] + told["receipt"]
    if got != PLACES or told.total() != TRIES:
        raise NotExactError(f"{name}: {dict(told)}, not {PLACES} of {TRIES}")
    say(f"{name}: {dict(told)} in {seconds:.1f} s")
    more = {"tries": TRIES, "places": PLACES, **{key: told[key] for key in sorted(told)}}
    return Measure(name, round(TRIES / seconds, 1), "tries/s", more, {f"exactly {PLACES}": got == PLACES})


def rush(site: Installation, tries: int, opens: float = 0) -> tuple[float, Counter[str]]:
    """So many people in a hurry, in 8 processes; returns the seconds and how often each answer came. `opens`: the
    instant for which they wait (`benchmarks.rush`)."""
    share = tries // PROCESSES
    plans: list[dict[str, Any]] = [
        {
            "port": site.port,
            "body": BODY,
            "slot": "pm",
            "first": 1_000_000 * next(_people),
            "tries": share,
            "opens": opens,
        }
        for _process in range(PROCESSES)
    ]
    begun = time.monotonic()
    running = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.rush", json.dumps(plan)], stdout=subprocess.PIPE)
        for plan in plans
    ]
    told: Counter[str] = Counter()
    for one in running:
        out, _err = one.communicate()
        if one.returncode:
            raise subprocess.CalledProcessError(one.returncode, "benchmarks.rush")
        told.update(json.loads(out))
    return time.monotonic() - begun, told


def _inside(what: str, *arguments: str) -> None:
    """What is done in the installation's own environment, through the rooms' doors."""
    # inside: the settings must be ready before any room is imported
    from django.db import connection, transaction

    from madoguchi.kernel.audit.api import Actor
    from madoguchi.kernel.tenants.api import Department, tenant_by_code, tenant_scope
    from madoguchi.modules.places import api as places
    from madoguchi.modules.procedures.services import offering

    body, by = tenant_by_code(BODY), Actor.operator("bench")
    assert body
    if what == "open":
        with tenant_scope(body):
            local = {"capacity": {"limit": int(arguments[0]), "waiting": 0}}
            department = Department.objects.order_by("code")[0]
            offering.adopt("koza", department=department, by=by, local=local, is_open=True)
            if len(arguments) > 1:
                at = datetime.fromtimestamp(float(arguments[1]), tz=UTC)
                settings = offering.Settings(True, at, None, department.pk, local)
                offering.configure("koza", settings, by=by)
    elif what == "taken":
        with tenant_scope(body):
            pm = places.left("procedures/koza").get("procedures/koza/slot:pm")
            print(pm.limit - pm.free - pm.held if pm else 0)  # None: not opened yet
    elif what == "services":
        with tenant_scope(body), transaction.atomic():
            department = Department.objects.order_by("code")[0]
            title = ("測定", "Bench")
            places.ensure([places.Wanted("bench/rush", title, department, places.Mode.FIRST_COME, PLACES)], by=by)

        def attempt(number: int) -> str:
            try:
                with tenant_scope(body), transaction.atomic():
                    return str(places.take("bench/rush", places.Asking(f"bench:{number}", str(number))).standing)
            except places.NoPlaceError as error:
                return error.reason
            finally:
                connection.close()

        with ThreadPoolExecutor(THREADS) as crowd:
            print(json.dumps(Counter(crowd.map(attempt, range(TRIES)))))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    _inside(*sys.argv[1:])
