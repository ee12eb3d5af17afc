"""Clockwork of the letters room."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.jobs.api import job
from madoguchi.kernel.tenants.api import tenant_by_id
from madoguchi.modules.letters.services import mailing, printing, roster


@job("letters.check_roster")
def check_roster(tenant_id: int, roster_id: int) -> None:
    """Read a list of recipients and note what is wrong with it; nothing is loaded."""
    tenant = tenant_by_id(tenant_id)
    if tenant is not None:
        roster.check(tenant, roster_id)


@job("letters.load_roster")
def load_roster(tenant_id: int, roster_id: int) -> None:
    """Load a list that was found sound; a killed run is gone on with."""
    tenant = tenant_by_id(tenant_id)
    if tenant is not None:
        roster.load_rows(tenant, roster_id)


@job("letters.print")
def print_letters(tenant_id: int, printing_id: int) -> None:
    """Set one file of letters."""
    tenant = tenant_by_id(tenant_id)
    if tenant is not None:
        printing.make(tenant, printing_id)


@job("letters.sweep", every=timedelta(days=1), offset=timedelta(hours=3, minutes=40))
def sweep_recipients() -> None:
    """Delete the recipients of mailings whose time is over, in every body."""
    mailing.sweep()
