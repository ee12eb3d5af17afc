"""`tenant_scope`: the only way to open the view on tenant-owned rows.

It sets django-scopes (a query outside raises) and, on PostgreSQL, the setting that the row-level policies read. The
setting is local to a transaction, so a transaction is opened there; on SQLite none is, because with IMMEDIATE every
read would take the write lock: a service that writes opens its own `transaction.atomic()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django_scopes import scope

from madoguchi.kernel.tenants.models import Tenant

_open: ContextVar[tuple[Tenant, ...]] = ContextVar("open_tenants", default=())


class NoTenant(Exception):
    """A scope needs at least one body: an empty one would be a query over nothing that looks like success."""


def _tell_database(tenants: tuple[Tenant, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenants', %s, true)", [",".join(str(t.pk) for t in tenants)])


@contextmanager
def tenant_scope(*tenants: Tenant) -> Iterator[None]:
    """Open the rows of these bodies (and of no other) for the block. Scopes nest: the inner one alone counts."""
    if not tenants:
        raise NoTenant
    with scope_over(tenants):
        yield


@contextmanager
def scope_over(tenants: tuple[Tenant, ...]) -> Iterator[None]:
    """`tenant_scope` for a list that may be empty, which then shows nothing; for `every_body_scope` alone."""
    outer = _open.get()
    token = _open.set(tenants)
    try:
        with scope(tenant=tenants[0] if len(tenants) == 1 else list(tenants)):
            if connection.vendor != "postgresql":
                yield
                return
            with transaction.atomic():
                _tell_database(tenants)
                yield
                if outer and not connection.needs_rollback:
                    _tell_database(outer)  # a released savepoint keeps the inner setting
    finally:
        _open.reset(token)


def current_tenant() -> Tenant:
    """The body of the open scope. Raises NoTenant when none, or more than one, is open."""
    tenants = _open.get()
    if len(tenants) != 1:
        raise NoTenant
    return tenants[0]


def open_tenants() -> tuple[Tenant, ...]:
    """The bodies of the open scope, () outside of any."""
    return _open.get()
