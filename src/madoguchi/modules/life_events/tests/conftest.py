"""Two towns and their prefecture with what they offer online, and somebody who moves from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from madoguchi.conftest import make_tenant
from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.life_events.tests.hand import FROM, KANA, NAME, TO, Mover
from madoguchi.modules.procedures import api as procedures

Adopt = Callable[..., None]


@pytest.fixture
def ishinomaki(db: None) -> Tenant:
    return make_tenant("042021", "石巻市", "Ishinomaki City", "いしのまきし", "city", "ishinomaki")


@pytest.fixture
def adopt(db: None, make_department: Callable[[Tenant], Department]) -> Adopt:
    """Let a body offer packs, open."""

    def make(tenant: Tenant, *packs: str) -> None:
        department = make_department(tenant)
        call_command("publish", *packs, verbosity=0)
        for pack in packs:
            with tenant_scope(tenant):
                procedures.adopt(pack, department=department, by=Actor.operator("test"), is_open=True)

    return make


@pytest.fixture
def towns(natori: Tenant, ishinomaki: Tenant, adopt: Adopt) -> tuple[Tenant, Tenant]:
    """名取市 takes in water and bulky waste, 石巻市 water."""
    adopt(natori, "suido", "sodai")
    adopt(ishinomaki, "suido")
    return natori, ishinomaki


@pytest.fixture
def move() -> dict[str, Any]:
    """The answers of somebody who moves in 20 days."""
    return {
        "from_body": "042072",
        "to_body": "042021",
        "moved_on": (timezone.localdate() + timedelta(days=20)).isoformat(),
        "whole": True,
        "matters": ["water", "bulky"],
        "your_name": NAME,
        "your_kana": KANA,
        "phone": "0221234567",
        "mail": "hanako@example.jp",
        "from_address": FROM,
        "to_address": TO,
    }


@pytest.fixture
def mover(natori: Tenant) -> Mover:
    return Mover(Client(), natori)
