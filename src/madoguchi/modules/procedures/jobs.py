"""Clockwork of the procedures room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.tenants.api import Service, participants, tenant_scope
from madoguchi.modules.procedures.services.closing import tell_of_closing


@job("procedures.closing", every=timedelta(hours=1), offset=timedelta(minutes=17))
def tell_drafts_of_closing() -> None:
    """Tell those with drafts, by mail, that a procedure is about to close or has closed."""
    for tenant in participants(Service.PROCEDURES):
        with tenant_scope(tenant):
            tell_of_closing()
