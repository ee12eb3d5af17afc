"""The whole of Miyagi as in the demonstration, for the tests of the room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import madoguchi.site
from madoguchi.kernel.tenants.api import Tenant, tenants
from madoguchi.kernel.tenants.services import import_bodies
from madoguchi.modules.procedures.api import forget_catalogue
from madoguchi.modules.publishing.api import forget_notices

BODIES = Path(madoguchi.site.__file__).parent / "demonstration" / "bodies.csv"


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
