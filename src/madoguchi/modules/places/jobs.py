"""Clockwork of the places room."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.tenants.api import every_body_scope, tenant_by_id, tenant_scope
from madoguchi.modules.places.models import Pool
from madoguchi.modules.places.services.holding import expire
from madoguchi.modules.places.services.lottery import hold_draws
from madoguchi.modules.places.services.promotion import tend


@job("places.tend", every=timedelta(minutes=1))
def tend_pools() -> None:
    """Free what was held too long, offer free places to the line, close and draw what is due. Also called for whenever
    a place comes free or somebody joins a line (services/claiming.py)."""
    with every_body_scope("which bodies have pools"):
        bodies = set(Pool.objects.order_by().values_list("tenant_id", flat=True).distinct())
    for tenant_id in sorted(bodies):
        tenant = tenant_by_id(tenant_id)
        if tenant is not None:
            with tenant_scope(tenant):
                now = timezone.now()
                expire(now)
                hold_draws(now)
                tend(now)
