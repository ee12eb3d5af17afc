"""How many rows each table holds: the figures by which a backup and its restoration are compared."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

# Rows that come and go by themselves; comparing them would raise a false alarm.
FLEETING = {"django_session", "jobs_schedule"}


def tables() -> list[str]:
    """Every table of our models that this database has, in a fixed order: before an upgrade it lacks the newest."""
    names = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    return sorted((names - FLEETING) & set(connection.introspection.table_names()))


def every_body() -> str:
    """The ids of all bodies, as the policies of PostgreSQL want them in `app.tenants`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(id::text, ','), '') FROM tenants_tenant")
        return str(cursor.fetchone()[0])


def count_rows(names: Iterable[str]) -> dict[str, int]:
    """{table: rows} of every body, as this connection sees them now; the policies bind the owner too."""
    found = {}
    if connection.vendor == "postgresql":
        bodies = every_body()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('app.tenants', %s, false)", [bodies])
        for table in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
            found[table] = cursor.fetchone()[0]
    return found


def differences(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Lines that say which tables differ and by how much; empty when all agree."""
    return [
        _("%(table)s：%(before)d行のはずが、%(after)d行です。")
        % {"table": table, "before": before.get(table, 0), "after": after.get(table, 0)}
        for table in sorted(before.keys() | after.keys())
        if before.get(table, 0) != after.get(table, 0)
    ]
