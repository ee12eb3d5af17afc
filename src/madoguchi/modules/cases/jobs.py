"""Clockwork of the desk."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.tenants.api import every_body_scope, tenant_by_id, tenant_scope
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services.announcement import announce


@job("cases.announce", every=timedelta(minutes=1))
def announce_new_cases() -> None:
    """Tell each department by mail of the cases that came since the last time."""
    with every_body_scope("which bodies have new cases to announce"):
        waiting = set(
            Case.objects.filter(announced_at=None)
            .exclude(phase=Phase.DONE)
            .values_list("tenant_id", flat=True)
            .distinct()
        )
    for tenant_id in sorted(waiting):
        tenant = tenant_by_id(tenant_id)
        if tenant is not None:
            with tenant_scope(tenant):
                announce(tenant)
