"""How many rows each table holds: the figures by which a backup and its restoration are compared."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

# Rows that come and go by themselves; comparing them would raise a false alarm.
FLEETING = {"django_session", "jobs_schedule"}


def tables() -> list[str]:
    """Every table of a model that migrations make, in a fixed order."""
    names = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    return sorted(names - FLEETING)


def show_every_row() -> None:
    """On PostgreSQL, name every body in `app.tenants` for the running session; the policies bind the owner too."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.tenants', "
                "coalesce((SELECT string_agg(id::text, ',') FROM tenants_tenant), ''), false)"
            )


def count_rows() -> dict[str, int]:
    """{table: rows} as this connection sees them now."""
    show_every_row()
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
            found[table] = cursor.fetchone()[0]
    return found


def differences(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Lines that say which tables differ and by how much; empty when all agree."""
    return [
        f"{table}: {before.get(table, 0)} rows in the backup, {after.get(table, 0)} here"
        for table in sorted(before.keys() | after.keys())
        if before.get(table, 0) != after.get(table, 0)
    ]
