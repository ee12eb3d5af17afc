"""Closing days that a body adds later move the last days of its running cases, and of no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from madoguchi.kernel.jobs.api import run_due
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import ClosingDay, Tenant, forget_directory, tenant_scope
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.jobs import recount_last_days
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services.recount import recount
from madoguchi.modules.cases.tests.conftest import FileCase

pytestmark = pytest.mark.django_db


def close_offices(tenant: Tenant, day: date) -> None:
    with tenant_scope(tenant):
        ClosingDay.objects.create(tenant=tenant, date=day, reason="庁舎の停電工事")
    forget_directory()


def due_on(tenant: Tenant, number: str) -> date | None:
    with tenant_scope(tenant):
        return Case.objects.get(receipt_number=number).due_on


def test_a_new_closing_day_gives_one_day_more(natori: Tenant, sendai: Tenant, file_case: FileCase) -> None:
    running, done = file_case(natori), file_case(natori, "draft-two")
    elsewhere = file_case(sendai, "draft-three")
    with tenant_scope(natori):
        Case.objects.filter(pk=done.pk).update(phase=Phase.DONE)
    before = running.due_on
    assert before is not None
    close_offices(natori, before)
    recount_last_days()
    after = due_on(natori, running.receipt_number)
    assert after is not None
    assert after > before
    assert due_on(natori, done.receipt_number) == before
    assert due_on(sendai, elsewhere.receipt_number) == before
    with tenant_scope(natori):
        assert recount(natori) == 0, "a second count finds nothing to move"


def test_a_change_in_the_closing_days_has_the_lists_counted_at_once(
    natori: Tenant, file_case: FileCase, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    running = file_case(natori)
    before = running.due_on
    assert before is not None
    run_due()
    admin = staff_client(make_officer(natori, "administrator"))
    admin.post("/staff/closing-days/", {"lines": f"{before} 庁舎の停電工事"})
    run_due()
    after = due_on(natori, running.receipt_number)
    assert after is not None
    assert after > before
    with tenant_scope(natori):
        added = ClosingDay.objects.get(date=before)
    admin.post(f"/staff/closing-days/{added.pk}/remove/")
    run_due()
    assert due_on(natori, running.receipt_number) == before
