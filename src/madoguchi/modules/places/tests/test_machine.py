"""Whatever may happen to a pool, in any order: never more than the limit, nobody lost, the order of the line kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.places.choices import OVER, SeatState, Standing
from madoguchi.modules.places.models import LINE, Entry, Pool, Seat
from madoguchi.modules.places.services import entry, holding, pools
from madoguchi.modules.places.services.promotion import tend
from madoguchi.modules.places.services.refusals import NoPlaceError
from madoguchi.modules.places.tests.conftest import BY, KEY, MakePool, enter

WHO = st.integers(0, 11)


class Machine(RuleBasedStateMachine):
    """Twelve people, one pool, and a clock. `line`: who joined the waiting list, as told; `lost`: who was refused."""

    make_pool: Any

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.now = timezone.now()
        self.pool = self.make_pool(limit=3, waiting=3, hold_minutes=15, offer_hours=1)
        self.line: list[str] = []
        self.told: dict[str, int] = {}
        self.count = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @rule(who=WHO)
    def hold(self, who: int) -> None:
        holding.hold(KEY, held_as=f"d{who}", now=self.now)

    @rule(who=WHO)
    def extend(self, who: int) -> None:
        holding.extend(f"d{who}", self.now)

    @rule(who=WHO)
    def discard(self, who: int) -> None:
        holding.let_go(f"d{who}")

    @rule(who=WHO)
    def send(self, who: int) -> None:
        self.count += 1
        name = f"n{self.count}"
        try:
            made = enter(name, held_as=f"d{who}", once=(f"p{who}",), now=self.now)
        except NoPlaceError as error:
            assert not Entry.objects.filter(label=name).exists()
            if error.reason == "once":
                assert Entry.objects.filter(keys__key=f"p{who}").exists()
            else:
                free = Seat.objects.filter(state=SeatState.FREE, pool=self.pool)
                assert not free.filter(kind="waiting").exists()
                waits = Entry.objects.filter(standing=Standing.WAITING).exists()
                assert waits or not free.exists(), "refused although a seat was free and nobody waits"
                assert not Seat.objects.filter(held_as=f"d{who}", held_until__gt=self.now).exists(), "had one held"
        else:
            self.told[name] = made.pk
            if made.standing == Standing.WAITING:
                self.line.append(name)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.told)))
        entry.withdraw(f"test:{name}", self.now)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), yes=st.booleans())
    def answer(self, data: st.DataObject, yes: bool) -> None:
        pk = self.told[data.draw(st.sampled_from(sorted(self.told)))]
        (entry.accept if yes else entry.decline)(pk, by=BY, now=self.now)

    @rule(minutes=st.sampled_from([1, 14, 16, 61]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(limit=st.integers(0, 5), waiting=st.integers(0, 4))
    def resize(self, limit: int, waiting: int) -> None:
        try:
            with transaction.atomic():
                pools.set_limit(self.pool.pk, limit=limit, waiting=waiting, by=BY)
        except RefusedError:
            pass

    @rule()
    def tend(self) -> None:
        """The clock's job. Whoever is offered a place is the first of all who wait."""
        holding.expire(self.now)
        waiting = list(Entry.objects.filter(standing=Standing.WAITING).order_by(*LINE).values_list("label", flat=True))
        before = set(Entry.objects.filter(standing=Standing.OFFERED).values_list("label", flat=True))
        offers = tend(self.now)
        offered = set(Entry.objects.filter(standing=Standing.OFFERED).values_list("label", flat=True)) - before
        assert offered == set(waiting[:offers])
        free = Seat.objects.filter(kind="place", state=SeatState.FREE).exists()
        assert not (free and Entry.objects.filter(standing=Standing.WAITING).exists()), "a seat is free while one waits"

    @invariant()
    def never_more_than_the_limit(self) -> None:
        limit = Pool.objects.get(pk=self.pool.pk).limit
        assert Seat.objects.filter(kind="place").count() == limit
        has_place = Entry.objects.filter(standing__in=[Standing.CONFIRMED, Standing.OFFERED]).count()
        assert has_place == Seat.objects.filter(kind="place").exclude(entry=None).count() <= limit

    @invariant()
    def nobody_is_lost(self) -> None:
        """Each who was told a number or a place has it, and exactly one seat, until the place is given back."""
        for row in Entry.objects.filter(pk__in=self.told.values()).prefetch_related("seats"):
            kinds = {Standing.CONFIRMED: ["place"], Standing.OFFERED: ["place"], Standing.WAITING: ["waiting"]}
            assert [seat.kind for seat in row.seats.all()] == kinds.get(Standing(row.standing), []), row.standing
            assert row.keys.exists() == (row.standing not in OVER)
        assert Entry.objects.count() == len(self.told)

    @invariant()
    def the_order_is_that_of_entry(self) -> None:
        waiting = Entry.objects.filter(standing=Standing.WAITING).order_by(*LINE).values_list("label", flat=True)
        assert list(waiting) == [name for name in self.line if name in set(waiting)]


@pytest.fixture
def machine(make_pool: MakePool, in_natori: Tenant) -> Iterator[type[Machine]]:
    Machine.make_pool = staticmethod(make_pool)
    yield Machine
    del Machine.make_pool


def test_whatever_happens_the_books_are_right(machine: type[Machine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
