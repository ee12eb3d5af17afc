"""The whole of Miyagi as in the demonstration, for the tests of the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from madoguchi.kernel.tenants.api import Tenant, import_bodies, tenants
from madoguchi.modules.procedures.api import forget_catalogue
from madoguchi.modules.publishing.api import forget_notices

BODIES = settings.PACKAGE / "site" / "demonstration" / "bodies.csv"


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    forget_notices()
    forget_catalogue()
    yield
    forget_notices()
    forget_catalogue()


@pytest.fixture
def bodies(db: None) -> list[Tenant]:
    """The prefecture and its 35 municipalities; 25 of the 36 take part."""
    assert not import_bodies(BODIES.read_bytes()).problems
    return tenants()


def scope_cost() -> int:
    """What opening one scope adds: on PostgreSQL a savepoint, the setting and the release; on SQLite nothing."""
    return 3 if connection.vendor == "postgresql" else 0
