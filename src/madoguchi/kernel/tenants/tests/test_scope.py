"""A query outside a scope raises; inside, only that body's rows are seen — by the ORM and by PostgreSQL itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django_scopes.exceptions import ScopeError

from madoguchi.kernel.tenants.api import (
    ClosingDay,
    NoTenant,
    Tenant,
    current_tenant,
    every_body_scope,
    tenant_scope,
)

pytestmark = pytest.mark.django_db
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only on PostgreSQL: SQLite has no row-level security"
)


@pytest.fixture
def two_days(natori: Tenant, sendai: Tenant) -> None:
    for tenant, day in ((natori, date(2026, 8, 1)), (sendai, date(2026, 8, 8))):
        with tenant_scope(tenant):
            ClosingDay.objects.create(tenant=tenant, date=day, reason="祭り")


def test_query_outside_a_scope_raises(two_days: None) -> None:
    with pytest.raises(ScopeError):
        ClosingDay.objects.count()


def test_scope_shows_only_its_own_rows(two_days: None, natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori):
        assert [d.tenant for d in ClosingDay.objects.all()] == [natori]
        assert current_tenant() == natori
        with tenant_scope(sendai):
            assert [d.tenant for d in ClosingDay.objects.all()] == [sendai]
        assert [d.tenant for d in ClosingDay.objects.all()] == [natori]
    with every_body_scope("test"):
        assert ClosingDay.objects.count() == 2


def test_empty_scope_is_refused(db: None) -> None:
    with pytest.raises(NoTenant), tenant_scope():
        pass
    with pytest.raises(NoTenant):
        current_tenant()


@only_postgresql
def test_policy_hides_rows_from_raw_sql(two_days: None, natori: Tenant) -> None:
    with tenant_scope(natori), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(tenant_id) FROM tenants_closingday")
        assert cursor.fetchone() == (1, natori.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenants', '', true)")
        cursor.execute("SELECT count(*) FROM tenants_closingday")
        assert cursor.fetchone() == (0,)


@only_postgresql
def test_policy_refuses_rows_of_another_body(natori: Tenant, sendai: Tenant) -> None:
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(natori):
        ClosingDay.objects.create(tenant=sendai, date=date(2026, 8, 1), reason="x")


@only_postgresql
def test_setting_returns_to_the_outer_scope(natori: Tenant, sendai: Tenant, two_days: None) -> None:
    with tenant_scope(natori):
        with tenant_scope(sendai):
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), min(tenant_id) FROM tenants_closingday")
            assert cursor.fetchone() == (1, natori.pk)


@only_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE tenants_closingday NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tenants_closingday DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenants_closingday_tenant ON tenants_closingday",
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "DROP TRIGGER audit_event_append_only ON audit_event",
        "SET session_replication_role = replica",
        "CREATE TABLE planted (id int)",
    ],
)
def test_the_restricted_role_cannot_lift_the_walls(db: None, statement: str) -> None:
    """What a login that is a member of it and owns nothing may do (decision 0003)."""
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_every_body_scope_of_an_empty_installation_shows_nothing(db: None) -> None:
    with every_body_scope("test"):
        assert ClosingDay.objects.count() == 0
    with pytest.raises(ValueError, match="say why"), every_body_scope(""):
        pass


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_scope_of_its_own_tells_the_database_and_takes_it_back(natori: Tenant, sendai: Tenant) -> None:
    """Outside of any transaction BEGIN and the setting travel together; nothing of it stays on the connection."""

    def told() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.tenants', true)")
            return cursor.fetchone()[0] or ""

    with tenant_scope(natori, sendai):
        assert told() == f"{natori.pk},{sendai.pk}"
        with tenant_scope(sendai):
            assert told() == str(sendai.pk)
        assert told() == f"{natori.pk},{sendai.pk}"
        ClosingDay.objects.create(tenant=natori, date=date(2026, 12, 28), reason="停電")
    assert told() == ""
    with pytest.raises(LookupError), tenant_scope(natori):
        _delete_and_fail()
    with tenant_scope(natori):
        assert ClosingDay.objects.count() == 1


def _delete_and_fail() -> None:
    ClosingDay.objects.all().delete()
    raise LookupError


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_swallowed_error_of_the_database_is_no_silent_rollback(natori: Tenant) -> None:
    def write_and_swallow() -> None:
        with tenant_scope(natori):
            ClosingDay.objects.create(tenant=natori, date=date(2026, 12, 28), reason="停電")
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

    with pytest.raises(transaction.TransactionManagementError, match="swallowed"):
        write_and_swallow()
    with tenant_scope(natori):
        assert not ClosingDay.objects.exists()
