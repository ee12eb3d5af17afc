"""Writes the operator's acts into the audit of every body that they concern."""

from __future__ import annotations

import getpass
from typing import Any

from django.db import transaction

from madoguchi.kernel.audit.api import Actor, EventWord, record
from madoguchi.kernel.tenants.api import ImportReport, participations, tenant_scope, tenants
from madoguchi.site import events


def operator() -> Actor:
    """Who runs the command, by the name of the login on the machine."""
    return Actor.operator(getpass.getuser())


def imported(report: ImportReport) -> None:
    """Bodies were added or changed, their taking part begun or ended; in the caller's transaction."""
    by = operator()
    for body, fields in report.touched:
        with tenant_scope(body):
            record(
                events.BODY_IMPORTED,
                tenant=body,
                actor=by,
                target=f"tenants.tenant:{body.code}",
                data={
                    "fields": fields,
                    "periods": [[one.starts_on, one.ends_on] for one in participations(body, "procedures")],
                },
            )


def everywhere(word: EventWord, target: str, **data: Any) -> None:
    """Something that concerns every body alike."""
    by = operator()
    with transaction.atomic():
        for body in tenants():
            with tenant_scope(body):
                record(word, tenant=body, actor=by, target=target[:120], data=data)
