"""Everybody at once: exactly as many places as there are. The full one, also over HTTP: `make bench ONLY=places`."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.places.choices import Standing
from madoguchi.modules.places.models import Entry, Seat
from madoguchi.modules.places.queries.standing import places_of
from madoguchi.modules.places.services import claiming, holding
from madoguchi.modules.places.services.entry import move_up
from madoguchi.modules.places.services.refusals import NoPlaceError
from madoguchi.modules.places.tests.conftest import BY, KEY, MakePool, enter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("real_threads")]
TRIES, PLACES, LINE, THREADS = 400, 60, 20, 16


def test_many_at_once_get_exactly_the_places_there_are(make_pool: MakePool, natori: Tenant) -> None:
    make_pool(limit=PLACES, waiting=LINE)

    def attempt(number: int) -> str:
        try:
            with tenant_scope(natori):
                return str(enter(f"n{number}").standing)
        except NoPlaceError as error:
            return error.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as crowd:
        told = list(crowd.map(attempt, range(TRIES)))
    assert Counter(told) == {"confirmed": PLACES, "waiting": LINE, "full": TRIES - PLACES - LINE}
    with tenant_scope(natori):
        assert Seat.objects.filter(state="taken").count() == PLACES + LINE
        assert Entry.objects.count() == PLACES + LINE, "nothing is left of who got nothing"
        line = places_of(Entry.objects.filter(standing=Standing.WAITING).values_list("holder", flat=True))
        assert sorted(place.number for place in line.values()) == list(range(1, LINE + 1))


def test_one_person_at_once_in_many_windows_gets_one_place(make_pool: MakePool, natori: Tenant) -> None:
    make_pool(limit=10)

    def attempt(number: int) -> str:
        try:
            with tenant_scope(natori):
                # Each window leaves something out; all have the name and the mail in common.
                keys = ("name mail", f"name phone {number}") if number % 2 else (f"name {number}", "name mail")
                return str(enter(f"n{number}", once=keys).standing)
        except NoPlaceError as error:
            return error.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as windows:
        assert Counter(windows.map(attempt, range(16))) == {"confirmed": 1, "once": 15}


def test_full_is_said_of_no_seat_that_stays_free_in_the_end(make_pool: MakePool, natori: Tenant) -> None:
    """The last seat is in the hands of one who gives up at the last moment: who asks meanwhile waits, and gets it."""
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: on SQLite nobody else writes while a seat is in somebody's hands")
    pool = make_pool(limit=1)
    locked, told = threading.Event(), []

    def second() -> None:
        locked.wait(5)
        with tenant_scope(natori):
            told.append(enter("b").standing)
        connection.close()

    other = threading.Thread(target=second)
    other.start()
    with tenant_scope(natori), transaction.atomic():
        enter("a")
        locked.set()
        time.sleep(0.2)
        transaction.set_rollback(True)
    other.join(10)
    assert told == [Standing.CONFIRMED]
    with tenant_scope(natori):
        assert Seat.objects.get(pool=pool).state == "taken"


def test_who_waits_too_long_is_told_so_and_not_full(
    make_pool: MakePool, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: on SQLite nobody else writes while a seat is in somebody's hands")
    monkeypatch.setattr(claiming, "PATIENCE", 0.05)
    make_pool(limit=1, hold_minutes=15)
    told: list[str] = []

    def second() -> None:
        try:
            with tenant_scope(natori):
                enter("b")
        except NoPlaceError as error:
            told.append(error.reason)
        connection.close()

    with tenant_scope(natori), transaction.atomic():
        holding.hold(KEY, held_as="a")
        other = threading.Thread(target=second)
        other.start()
        other.join(10)
    assert told == ["busy"]


def test_two_who_are_moved_up_at_once_get_two_places_in_the_line(make_pool: MakePool, natori: Tenant) -> None:
    make_pool(limit=0, waiting=9)
    with tenant_scope(natori):
        waiting = [enter(f"n{number}") for number in range(8)]

    def up(entry_id: int) -> bool:
        try:
            with tenant_scope(natori):
                return move_up(entry_id, by=BY, reason="x")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as officers:
        assert all(officers.map(up, [one.pk for one in waiting]))
    with tenant_scope(natori):
        assert sorted(Entry.objects.values_list("rank", flat=True)) == list(range(-8, 0))
