"""Entering, the line, giving back: one thing at a time. Many at once: test_rush.py; any order: test_machine.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.places import jobs
from madoguchi.modules.places.choices import SeatState, Standing
from madoguchi.modules.places.models import Entry, EntryKey, Hold, Seat
from madoguchi.modules.places.queries.left import left
from madoguchi.modules.places.queries.standing import place_of
from madoguchi.modules.places.services import entry, holding, pools
from madoguchi.modules.places.services.promotion import tend
from madoguchi.modules.places.services.refusals import NoPlaceError
from madoguchi.modules.places.tests.conftest import BY, KEY, MakePool, enter

Outbox = apps.get_model("notify", "Outbox")


def refused(name: str, **more: object) -> str:
    with pytest.raises(NoPlaceError) as error, transaction.atomic():
        enter(name, **more)  # type: ignore[arg-type]
    return error.value.reason


def number(name: str) -> int:
    place = place_of(f"test:{name}")
    assert place
    return place.number


def test_places_then_the_line_then_no_more(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=1, waiting=2)
    assert enter("a").standing == Standing.CONFIRMED
    assert [enter(name).standing for name in "bc"] == [Standing.WAITING] * 2
    assert (number("b"), number("c")) == (1, 2)
    assert refused("d") == "full"
    assert not Entry.objects.filter(label="d").exists(), "nothing is left of who got nothing"
    assert left("procedures/koza")[KEY].full


def test_a_place_given_back_is_offered_to_the_first_and_then_to_the_next(
    make_pool: MakePool, in_natori: Tenant
) -> None:
    make_pool(limit=1, waiting=2, offer_hours=24)
    enter("a")
    first, second = enter("b", mail="b@example.jp"), enter("c", mail="c@example.jp")
    entry.withdraw("test:a")
    assert refused("d") == "full", "whoever comes now does not overtake the line"
    now = timezone.now()
    assert tend(now) == 1
    first.refresh_from_db()
    assert (first.standing, first.offered_until) == (Standing.OFFERED, now + timedelta(hours=24))
    assert Outbox.objects.get().to == "b@example.jp"
    assert number("c") == 1
    assert tend(now + timedelta(hours=23)) == 0
    assert tend(now + timedelta(hours=24)) == 1, "unanswered: the next is asked"
    assert not entry.accept(first.pk, by=BY), "too late"
    assert entry.accept(second.pk, by=BY, now=now + timedelta(hours=25))
    assert entry.accept(second.pk, by=BY, now=now + timedelta(hours=25)), "pressed twice: confirmed all the same"
    assert Seat.objects.get(kind="place").entry == second


def test_an_offer_declined_goes_on_and_the_job_does_all_of_it(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=1, waiting=2)
    enter("a")
    first, second = enter("b"), enter("c")
    entry.withdraw("test:a")
    jobs.tend_pools()
    assert entry.decline(first.pk, by=BY)
    assert not entry.decline(first.pk, by=BY)
    jobs.tend_pools()
    second.refresh_from_db()
    assert second.standing == Standing.OFFERED


def test_each_person_once_until_the_place_is_given_back(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=3)
    one = (entry.once_hash("procedures/koza", ["見本太郎", "2000-01-01"]),)
    enter("a", once=one)
    assert refused("b", once=one) == "once"
    enter("c", once=(entry.once_hash("procedures/koza", ["見本太郎", "2000-01-02"]),))
    entry.withdraw("test:a")
    assert enter("d", once=one).standing == Standing.CONFIRMED


def test_one_of_several_keys_is_enough(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=9)
    enter("a", once=("mail 1", "phone 1"))
    for keys in (("mail 1", "phone 2"), ("mail 2", "phone 1"), ("phone 1",)):
        assert refused("b", once=keys) == "once"
    enter("c", once=("mail 2", "phone 2"))
    entry.withdraw("test:a")
    enter("d", once=("mail 1",))
    assert refused("e", once=("phone 3", "mail 1")) == "once"
    assert sorted(EntryKey.objects.values_list("key", flat=True)) == ["mail 1", "mail 2", "phone 2"]


def test_a_seat_is_held_once_and_prolonged_once(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=1, hold_minutes=15)
    now = timezone.now()
    held = holding.hold(KEY, held_as="draft", now=now)
    assert held
    assert held.until == now + timedelta(minutes=15)
    assert holding.hold(KEY, held_as="draft", now=now + timedelta(minutes=5)) == held, "looking again prolongs nothing"
    assert holding.hold(KEY, held_as="other", now=now) is None
    assert refused("b", now=now) == "held", "not “full”: the place may come free yet"
    assert holding.extend("draft", now + timedelta(minutes=10))
    assert not holding.extend("draft", now + timedelta(minutes=11)), "once"
    later = now + timedelta(minutes=26)
    found = holding.held("draft", later)
    assert found
    assert found.over
    assert holding.hold(KEY, held_as="draft", now=later) is None, "nobody holds a second time"
    assert enter("b", held_as="other", now=later).standing == Standing.CONFIRMED, "time over: anybody's seat"
    assert refused("a", held_as="draft", now=later) == "full"


def test_the_held_seat_is_the_one_that_is_taken_and_another_is_let_go(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=1, hold_minutes=15)
    evening = make_pool(key="procedures/koza/slot:pm", limit=1, hold_minutes=15).key
    holding.hold(KEY, held_as="draft")
    assert holding.hold(evening, held_as="draft")
    assert [one.key for one in left("procedures/koza").values() if one.free] == [KEY], "another choice, another seat"
    enter("a", held_as="draft")
    assert Seat.objects.filter(state=SeatState.HELD).count() == 0
    assert holding.hold(evening, held_as="second")
    holding.let_go("second")
    assert Seat.objects.filter(state=SeatState.FREE).count() == 1
    holding.expire(timezone.now() + timedelta(days=3))
    assert not Hold.objects.exists()


def test_a_form_that_gets_no_seat_of_another_choice_keeps_the_one_it_holds(
    make_pool: MakePool, in_natori: Tenant
) -> None:
    make_pool(limit=1, hold_minutes=15)
    evening = make_pool(key="procedures/koza/slot:pm", limit=1, hold_minutes=15).key
    assert holding.hold(KEY, held_as="draft")
    assert holding.hold(evening, held_as="other")
    assert holding.hold(evening, held_as="draft") is None
    assert holding.held("draft").key == KEY  # type: ignore[union-attr]
    assert refused("c") == "held", "nobody got it meanwhile"


def test_one_network_holds_a_share_and_others_find_places(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=24, hold_minutes=15)
    got = [holding.hold(KEY, held_as=f"d{n}", network="203.0.113.9") for n in range(9)]
    assert [one is not None for one in got] == [True] * 6 + [False] * 3, "a quarter of 24"
    assert holding.hold(KEY, held_as="d0", network="203.0.113.9") == got[0], "looking again is no other hold"
    assert holding.hold(KEY, held_as="e", network="198.51.100.7")
    assert enter("a", held_as="d8").standing == Standing.CONFIRMED, "without a hold the sending decides"


def test_a_limit_adds_and_removes_free_seats_only(make_pool: MakePool, in_natori: Tenant) -> None:
    pool = make_pool(limit=3, waiting=1)
    enter("a")
    enter("b")
    with pytest.raises(RefusedError, match="2"):
        pools.set_limit(pool.pk, limit=1, waiting=1, by=BY)
    assert Seat.objects.filter(pool=pool, kind="place").count() == 3, "refused as a whole"
    pools.set_limit(pool.pk, limit=2, waiting=1, by=BY)
    waiting = enter("c")
    assert waiting.standing == Standing.WAITING
    pools.set_limit(pool.pk, limit=5, waiting=1, by=BY)
    assert tend() == 1, "more places go to the line first"
    make_pool(limit=3, waiting=1)
    pool.refresh_from_db()
    assert pool.limit == 5, "declared as before: what the officer set stands"
    make_pool(limit=9, waiting=1)
    pool.refresh_from_db()
    assert pool.limit == 9
    assert [one.word for one in timeline(pool.target)].count("places.pool.limited") == 3


def test_many_seats_go_in_batches_and_a_leap_is_asked_about(
    make_pool: MakePool, in_natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL takes 65,535 parameters in a statement; 100,000 places typed by mistake must be taken back at once."""
    assert pools._BATCH < 65_535
    monkeypatch.setattr(pools, "_BATCH", 50)
    pool = make_pool(limit=3)
    with pytest.raises(RefusedError, match="3人から101人") as refused:
        pools.set_limit(pool.pk, limit=101, waiting=0, by=BY)
    assert refused.value.code == "sure"
    pools.set_limit(pool.pk, limit=101, waiting=0, by=BY, sure=True)
    with CaptureQueriesContext(connection) as queries:
        pools.set_limit(pool.pk, limit=3, waiting=0, by=BY)
    assert len([one for one in queries if one["sql"].startswith("DELETE")]) == 2
    assert Seat.objects.count() == 3
    pools.set_limit(pool.pk, limit=100, waiting=0, by=BY)  # not so many that anybody need be asked


def test_the_office_moves_up_and_releases_with_a_reason(make_pool: MakePool, in_natori: Tenant) -> None:
    make_pool(limit=1, waiting=3)
    confirmed = enter("a")
    enter("b"), enter("c")
    last = enter("d")
    assert entry.move_up(last.pk, by=BY, reason="車いすの席")
    assert [number(name) for name in "dbc"] == [1, 2, 3]
    assert not entry.move_up(confirmed.pk, by=BY, reason="x")
    assert entry.release(confirmed.pk, by=BY, reason="連絡がとれない")
    assert not entry.release(confirmed.pk, by=BY, reason="again")
    tend()
    last.refresh_from_db()
    assert last.standing == Standing.OFFERED


def test_outside_its_time_a_pool_takes_nobody(make_pool: MakePool, in_natori: Tenant) -> None:
    now = timezone.now()
    make_pool(opens_at=now, closes_at=now + timedelta(hours=1))
    assert refused("a", now=now - timedelta(seconds=1)) == "closed"
    assert refused("b", now=now + timedelta(hours=1)) == "closed"
    enter("c", now=now)


@pytest.mark.parametrize("pools_there", [1, 3])
def test_what_is_left_costs_one_query_then_none(
    pools_there: int, make_pool: MakePool, in_natori: Tenant, django_assert_num_queries: object
) -> None:
    for place in range(pools_there):
        make_pool(key=f"procedures/koza/slot:{place}")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(left("procedures/koza")) == pools_there
    with django_assert_num_queries(0):  # type: ignore[operator]
        left("procedures/koza")


def test_an_entry_costs_five_statements(
    make_pool: MakePool, in_natori: Tenant, django_assert_num_queries: object
) -> None:
    make_pool(limit=2, waiting=1, hold_minutes=15)
    holding.hold(KEY, held_as="draft")
    with transaction.atomic():
        with django_assert_num_queries(4):  # type: ignore[operator]  # pool, entry, own seat, seat
            entry.take(KEY, entry.Asking("test:a", "a", held_as="draft"))
        with django_assert_num_queries(5):  # type: ignore[operator]  # pool, entry, who waits, claim, seat
            entry.take(KEY, entry.Asking("test:b", "b"))
