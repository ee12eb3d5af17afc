"""The job that looks after lines and draws: one run for many calls, and each body for itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.jobs.api import State, recent, run_due
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.places import jobs
from madoguchi.modules.places.choices import Mode, Standing
from madoguchi.modules.places.models import Entry, Pool
from madoguchi.modules.places.services import pools
from madoguchi.modules.places.tests.conftest import BY, KEY, MakePool, enter


def test_many_who_join_a_line_are_answered_by_one_run(make_pool: MakePool, natori: Tenant) -> None:
    make_pool(limit=0, waiting=9)
    with tenant_scope(natori):
        for name in "abcdefg":
            enter(name)
    assert [one.state for one in recent() if one.name == "places.tend_body"] == [State.WAITING] * 7
    run_due()
    assert [one.state for one in recent() if one.name == "places.tend_body"] == [State.DONE]


def test_a_draw_that_fails_stops_neither_its_line_nor_another_body(
    make_pool: MakePool, natori: Tenant, sendai: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    make_pool(key="broken", mode=Mode.LOTTERY, closes_at=timezone.now() + timedelta(hours=1))
    make_pool(limit=0, waiting=1)
    with tenant_scope(sendai), transaction.atomic():
        wanted = pools.Wanted(KEY, ("講座", "Course"), make_department(sendai), Mode.FIRST_COME, 0, waiting=1)
        pools.ensure([wanted], by=BY)
    for body in (natori, sendai):
        with tenant_scope(body):
            enter("a")
            pools.set_limit(Pool.objects.get(key=KEY).pk, limit=1, waiting=1, by=BY)
    with tenant_scope(natori):
        enter("b", key="broken")
        Pool.objects.filter(key="broken").update(seed="no seed at all", closes_at=timezone.now())
    with pytest.raises(ValueError, match="hex"):
        jobs.tend_pools()
    for body in (natori, sendai):
        with tenant_scope(body):
            assert Entry.objects.get(label="a").standing == Standing.OFFERED
