"""What the restricted role of PostgreSQL may do, granted after every migration (this app's post_migrate runs once,
when all tables exist). Tables with the constraint `AppendOnly` can be read and added to, never changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

from madoguchi.kernel.tenants.append_only import AppendOnly


def grant_to_role(*, using: str = "default", **_kwargs: Any) -> None:
    """Make the role if it is missing and we may, and grant it exactly what web, worker and relay need."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    name = settings.MADOGUCHI_DB_ROLE
    role = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        cursor.execute("SELECT pg_has_role(session_user, %s, 'MEMBER')", [name])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {role} TO session_user")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
        there = set(connection.introspection.table_names(cursor))  # `migrate <app>` makes only some of them
        for model in apps.get_models():
            append_only = any(isinstance(rule, AppendOnly) for rule in model._meta.constraints)
            if append_only and model._meta.db_table in there:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
