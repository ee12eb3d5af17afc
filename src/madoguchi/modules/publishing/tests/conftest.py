"""Samples for the tests of the room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.publishing.api import Content, add_notice, forget_notices
from madoguchi.modules.publishing.models import Notice

BY = Actor.system("test")


@pytest.fixture(autouse=True)
def _fresh_notices() -> Iterator[None]:
    forget_notices()
    yield
    forget_notices()


def content(title: str = "市役所の休日窓口", **changes: Any) -> Content:
    values: dict[str, Any] = {"body": f"{title}の本文です。", "starts_at": timezone.now() - timedelta(hours=1)}
    return Content(title=title, **(values | changes))


@pytest.fixture
def tell() -> Callable[..., Notice]:
    """`tell(tenant, "題名", starts_at=…, importance=…)`: a notice of that body."""

    def make(tenant: Tenant, title: str = "市役所の休日窓口", **changes: Any) -> Notice:
        with tenant_scope(tenant):
            return add_notice(tenant, content(title, **changes), by=BY)

    return make


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


def ahead(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


def scope_cost() -> int:
    """What opening one scope adds: on PostgreSQL a savepoint, the setting and the release; on SQLite nothing."""
    return 3 if connection.vendor == "postgresql" else 0
