"""Time lines: in order, one query, and only of the open body."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.kernel.audit.api import Actor, event, record, timeline, timeline_many
from madoguchi.kernel.audit.models import Event
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

READ = event("audit.sample.read", "見本を読みました。", "The sample was read.")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def write(tenant: Tenant, target: str, count: int = 1) -> None:
    for n in range(count):
        record(READ, tenant=tenant, actor=Actor.system("test"), target=target, data={"n": n})


def test_the_oldest_comes_first_whatever_was_written_first(in_natori: Tenant) -> None:
    for minutes in (5, 1, 3):
        record(
            READ, tenant=in_natori, actor=Actor.resident(), target="audit.sample:1",
            at=NOW + timedelta(minutes=minutes), data={"minutes": minutes},
        )  # fmt: skip
    assert [entry.data["minutes"] for entry in timeline("audit.sample:1")] == [1, 3, 5]


@pytest.mark.parametrize("count", [1, 3])
def test_a_time_line_is_one_query(in_natori: Tenant, django_assert_num_queries: Any, count: int) -> None:
    write(in_natori, "audit.sample:1", count)
    with django_assert_num_queries(1):
        assert len(timeline("audit.sample:1")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_many_time_lines_are_one_query(in_natori: Tenant, django_assert_num_queries: Any, count: int) -> None:
    write(in_natori, "audit.sample:1", count)
    write(in_natori, "audit.sample:2", count)
    with django_assert_num_queries(1):
        found = timeline_many(["audit.sample:1", "audit.sample:2", "audit.sample:3"])
    assert {target: len(entries) for target, entries in found.items()} == {
        "audit.sample:1": count,
        "audit.sample:2": count,
        "audit.sample:3": 0,
    }


def test_another_bodys_events_are_not_seen(natori: Tenant, sendai: Tenant) -> None:
    for tenant in (natori, sendai):
        with tenant_scope(tenant):
            write(tenant, "audit.sample:1")
    with tenant_scope(natori):
        assert [entry.target for entry in timeline("audit.sample:1")] == ["audit.sample:1"]
        assert len(timeline_many(["audit.sample:1"])["audit.sample:1"]) == 1
        assert Event.objects.get().tenant == natori


def test_a_word_that_is_gone_is_shown_by_its_name(in_natori: Tenant) -> None:
    Event(
        tenant=in_natori,
        word="oldroom.thing.done",
        actor_kind="system",
        actor_label="x",
        target="audit.sample:9",
    ).save(force_insert=True)
    assert timeline("audit.sample:9")[0].sentence() == "oldroom.thing.done"
