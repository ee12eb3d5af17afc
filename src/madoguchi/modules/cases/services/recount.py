"""The last days of running cases, counted anew when a body's closing days have changed.

The case's page reckons its clock from the calendar of the day; lists and deadlines read `due_on`, which must agree.
"""

from __future__ import annotations

from madoguchi.kernel.jobs.api import enqueue
from madoguchi.kernel.tenants.api import Tenant, calendar_for
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.clocks import due_of

_BATCH = 500


def call_recount() -> None:
    """Have the lists counted anew once this transaction is committed."""
    enqueue("cases.recount")


def recount(tenant: Tenant) -> int:
    """Set `due_on` of the open body's running cases by today's calendar; returns how many moved.

    A case that somebody moves on at the same moment keeps what that act wrote: it used the calendar too.
    """
    calendar = calendar_for(tenant)
    running = Case.objects.exclude(phase=Phase.DONE).filter(period_days__isnull=False)
    moved = 0
    for case in running.iterator(chunk_size=_BATCH):
        due_on = due_of(case, calendar)
        if due_on != case.due_on:
            moved += Case.objects.filter(pk=case.pk, version=case.version).update(due_on=due_on)
    return moved
