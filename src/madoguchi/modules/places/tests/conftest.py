"""A pool of places in 名取市, and somebody who asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.places.choices import Mode
from madoguchi.modules.places.models import Entry, Pool
from madoguchi.modules.places.queries.left import forget_left
from madoguchi.modules.places.services import entry, pools

BY = Actor.operator("test")
KEY = "procedures/koza/slot:am"
MakePool = Callable[..., Pool]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_left()
    yield
    forget_left()


@pytest.fixture
def make_pool(natori: Tenant, make_department: Callable[[Tenant], Department]) -> MakePool:
    """`make_pool(limit=2, waiting=1, …)`: a pool of 名取市."""

    def make(**changes: Any) -> Pool:
        with tenant_scope(natori), transaction.atomic():
            department = Department.objects.filter(code="kankyo").first() or make_department(natori)
            values = {"key": KEY, "title": ("講座 午前", "Course a.m."), "department": department,
                      "mode": Mode.FIRST_COME, "limit": 2, **changes}  # fmt: skip
            pools.ensure([pools.Wanted(**values)], by=BY)
            return Pool.objects.get(key=values["key"])

    return make


def enter(name: str, *, key: str = KEY, **more: Any) -> Entry:
    """Somebody asks for a place; in the open scope, in a transaction of its own."""
    now = more.pop("now", None)
    with transaction.atomic():
        return entry.take(key, entry.Asking(holder=f"test:{name}", label=name, **more), now)
