"""Clockwork of the desk."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.tenants.api import Service, every_body_scope, participants, tenant_by_id, tenant_scope
from madoguchi.modules.cases.models import UNANNOUNCED, Case
from madoguchi.modules.cases.services.announcement import announce
from madoguchi.modules.cases.services.recount import recount
from madoguchi.modules.cases.services.stages import remind


@job("cases.announce", every=timedelta(minutes=1))
def announce_new_cases() -> None:
    """Tell each department by mail what came from outside since the last time."""
    with every_body_scope("which bodies have something to announce"):
        waiting = set(Case.objects.filter(UNANNOUNCED).values_list("tenant_id", flat=True).distinct())
    for tenant_id in sorted(waiting):
        tenant = tenant_by_id(tenant_id)
        if tenant is not None:
            with tenant_scope(tenant):
                announce(tenant)


@job("cases.recount", every=timedelta(minutes=15))
def recount_last_days() -> None:
    """Let the lists follow a body's closing days: called for at each change, and by itself for what else moves the
    calendar."""
    for tenant in participants(Service.PROCEDURES):
        with tenant_scope(tenant):
            recount(tenant)


@job("cases.remind_stages", every=timedelta(hours=6))
def remind_of_stages() -> None:
    """Mail those whose next stage (実績報告) is due within two weeks and not begun, once each."""
    for tenant in participants(Service.PROCEDURES):
        with tenant_scope(tenant):
            remind(tenant)
