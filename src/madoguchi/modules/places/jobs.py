"""Clockwork of the places room."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from madoguchi.kernel.jobs.api import absorb, job
from madoguchi.kernel.tenants.api import every_body_scope, tenant_by_id, tenant_scope
from madoguchi.modules.places.models import Pool
from madoguchi.modules.places.services.holding import expire
from madoguchi.modules.places.services.lottery import hold_draws
from madoguchi.modules.places.services.promotion import tend

logger = logging.getLogger("madoguchi.places")


@job("places.tend", every=timedelta(minutes=1))
def tend_pools() -> None:
    """Free what was held too long, offer free places to the line, close and draw what is due, in every body. What goes
    wrong in one keeps no other from being tended; it is told at the end."""
    with every_body_scope("which bodies have pools"):
        bodies = set(Pool.objects.order_by().values_list("tenant_id", flat=True).distinct())
    faults = [fault for tenant_id in sorted(bodies) for fault in _tend(tenant_id)]
    if faults:
        raise faults[0]


@job("places.tend_body")
def tend_body(tenant_id: int) -> None:
    """The same for one body: called for whenever a place comes free or somebody joins a line (services/claiming.py).
    Three hundred who join a line call three hundred times; one run answers all who have called before it."""
    absorb(tend_body, tenant_id)
    faults = _tend(tenant_id)
    if faults:
        raise faults[0]


def _tend(tenant_id: int) -> list[Exception]:
    """What went wrong; each step stands for itself, so that a draw that fails does not stop the line."""
    faults: list[Exception] = []
    tenant = tenant_by_id(tenant_id)
    if tenant is None:
        return faults
    for step in (expire, hold_draws, tend):
        try:
            with tenant_scope(tenant):
                step(timezone.now())
        except Exception as fault:
            logger.exception("places of %s: %s failed", tenant.code, step.__name__)
            faults.append(fault)
    return faults
