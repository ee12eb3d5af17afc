"""Giving a class to what declares no period."""

from __future__ import annotations

from django.db import transaction

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.retention import events
from madoguchi.kernel.retention.choices import Period
from madoguchi.kernel.retention.models import RetentionClass
from madoguchi.kernel.tenants.api import current_tenant


def assign(series: str, subject: str, period: Period, *, by: audit.Actor) -> None:
    """Say how long the body of the open scope keeps things of a series; `subject` "" for all that have no class of
    their own. Writes the event. The caller has checked that series and subject exist."""
    body = current_tenant()
    with transaction.atomic():
        RetentionClass.objects.update_or_create(
            tenant=body, series=series, subject=subject, defaults={"period": period}
        )
        audit.record(
            events.CLASS_ASSIGNED,
            tenant=body,
            actor=by,
            target=f"tenants.tenant:{body.code}",
            data={"series": series, "subject": subject, "period": period.value},
        )
