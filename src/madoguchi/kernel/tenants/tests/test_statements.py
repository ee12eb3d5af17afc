"""The hot path's statements do what the managers do, and no more than the open body's rows allow."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from madoguchi.kernel.tenants import statements
from madoguchi.kernel.tenants.models import ClosingDay, Tenant
from madoguchi.kernel.tenants.scope import NoTenant, tenant_scope

CLOSED = date(2026, 12, 28)


def closing(tenant: Tenant, reason: str = "停電") -> ClosingDay:
    return ClosingDay(tenant=tenant, date=CLOSED, reason=reason)


def test_a_row_is_written_as_the_managers_read_it(natori: Tenant) -> None:
    with tenant_scope(natori):
        row = closing(natori, "停電%s'\"")
        assert statements.insert(row)
        kept = ClosingDay.objects.get()
        assert (kept.pk, kept.tenant_id, kept.date, kept.reason) == (row.pk, natori.pk, CLOSED, "停電%s'\"")
        row.reason = "工事"
        row.save()  # a written row is one for Django too
        assert ClosingDay.objects.get().reason == "工事"


def test_a_row_is_found_as_the_managers_find_it(natori: Tenant) -> None:
    with tenant_scope(natori):
        statements.insert(closing(natori))
        found = statements.find(ClosingDay, date=CLOSED)
        assert found == ClosingDay.objects.get()
        assert found is not None
        assert found.date == CLOSED
        assert not found._state.adding
        assert statements.read(ClosingDay, ("reason", "date"), date=CLOSED) == ("停電", CLOSED)
        assert statements.find(ClosingDay, date=date(2026, 1, 5)) is None
        assert statements.read(ClosingDay, ("id",), reason="x") is None


def test_other_bodies_rows_are_neither_found_nor_deleted_nor_written(natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(sendai):
        statements.insert(closing(sendai))
        foreign = ClosingDay.objects.get()
    with tenant_scope(natori):
        assert statements.find(ClosingDay, date=CLOSED) is None
        assert statements.read(ClosingDay, ("id",), date=CLOSED) is None
        assert not statements.delete(foreign)
        with pytest.raises(NoTenant):
            statements.insert(closing(sendai))
    with tenant_scope(sendai):
        assert ClosingDay.objects.get() == foreign


def test_nothing_goes_outside_a_scope(natori: Tenant) -> None:
    with pytest.raises(NoTenant):
        statements.insert(closing(natori))
    with pytest.raises(NoTenant):
        statements.find(ClosingDay, date=CLOSED)


def test_rows_of_several_open_bodies_are_written_and_not_searched(natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori, sendai):
        assert statements.insert(closing(sendai))
        with pytest.raises(NoTenant):  # which of the two?
            statements.find(ClosingDay, date=CLOSED)


def test_what_is_there_is_told_or_refused(natori: Tenant) -> None:
    with tenant_scope(natori):
        statements.insert(closing(natori))
        twin = closing(natori, "工事")
        assert not statements.insert(twin, unless_there=True)
        assert twin.pk is None
        with pytest.raises(IntegrityError), transaction.atomic():
            statements.insert(twin)
        assert ClosingDay.objects.count() == 1


def test_a_row_is_written_once(natori: Tenant) -> None:
    with tenant_scope(natori):
        row = closing(natori)
        statements.insert(row)
        with pytest.raises(ValueError, match="written already"):
            statements.insert(row)


def test_deleting_says_whether_it_was_there(natori: Tenant) -> None:
    with tenant_scope(natori):
        row = closing(natori)
        statements.insert(row)
        assert statements.delete(row)
        assert not statements.delete(row)
