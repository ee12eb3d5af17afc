"""A prefecture and three towns with their administrators; the dog pack is published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from madoguchi.conftest import make_tenant
from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.procedures import api as procedures

BY = Actor.operator("test")
CAMP = "t042072-camp"
# Tables of other rooms, to look into.
Notice = apps.get_model("publishing.Notice")
Outbox = apps.get_model("notify.Outbox")
Procedure = apps.get_model("procedures.Procedure")
Clients = dict[str, Client]


@pytest.fixture
def iwanuma(db: None) -> Tenant:
    return make_tenant("042111", "岩沼市", "Iwanuma City", "いわぬまし", "city", "iwanuma")


@pytest.fixture
def published(db: None) -> None:
    call_command("publish", "inu", verbosity=0)


@pytest.fixture
def officers(
    miyagi: Tenant, natori: Tenant, sendai: Tenant, iwanuma: Tenant, make_officer: Callable[..., Officer],
    make_department: Callable[..., object],
) -> dict[str, Officer]:  # fmt: skip
    """The administrators, by the body's path."""
    bodies = (miyagi, natori, sendai, iwanuma)
    for body in bodies:
        make_department(body)
    return {body.path: make_officer(body, "administrator", login=f"admin-{body.path}") for body in bodies}


@pytest.fixture
def clients(officers: dict[str, Officer], staff_client: Callable[[Officer], Client]) -> Clients:
    """Their browsers."""
    return {path: staff_client(officer) for path, officer in officers.items()}


@pytest.fixture
def camp(published: None, natori: Tenant) -> str:
    """A pack that 名取市 has made and published."""
    with tenant_scope(natori):
        files = dict(procedures.published_files("inu"))
    files["pack.toml"] = files["pack.toml"].replace('id = "inu"', f'id = "{CAMP}"')
    procedures.publish_files(CAMP, files, by=BY)
    return CAMP
