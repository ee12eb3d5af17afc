"""The dog pack, published and open in 名取市; and a browser that fills it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import IRAI

PACKS = Path(settings.MADOGUCHI_PACKS) / "procedures"
Open = Callable[[Tenant], Procedure]


@pytest.fixture
def published(db: None) -> None:
    publish(PACKS / "inu")


@pytest.fixture
def open_dog(published: None, make_department: Callable[[Tenant], Department]) -> Open:
    """Let a body offer the dog pack, open."""

    def make(tenant: Tenant) -> Procedure:
        department = make_department(tenant)
        with tenant_scope(tenant):
            return offering.adopt("inu", department=department, by=Actor.operator("test"), is_open=True)

    return make


@pytest.fixture
def dog(natori: Tenant, open_dog: Open) -> Procedure:
    """The dog pack, open in 名取市."""
    return open_dog(natori)


@pytest.fixture
def browser(dog: Procedure, natori: Tenant) -> Browser:
    """A resident's browser in 名取市, before the first page."""
    return Browser(Client(), natori)


@pytest.fixture
def irai(natori: Tenant, make_department: Callable[..., Department]) -> Tenant:
    publish(IRAI)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("irai", department=department, by=Actor.operator("test"), is_open=True)
    return natori
