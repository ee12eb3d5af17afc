"""A picture of everything a body owns, to see that an attack changed nothing."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from madoguchi.kernel.tenants.api import Tenant, TenantOwned, tenant_scope
from tests.attacks.world import Body


def rows_of(body: Body) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that belongs to a body, by table."""
    return rows_owned_by(body.tenant)


def rows_owned_by(tenant: Tenant) -> dict[str, list[tuple[Any, ...]]]:
    with tenant_scope(tenant):
        return {
            model._meta.label: list(model._default_manager.order_by("pk").values_list())
            for model in apps.get_models()
            if issubclass(model, TenantOwned)
        }
