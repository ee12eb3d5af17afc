"""What somebody with the owner's rights can do to the tables by hand; for tests that look whether it is noticed."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

TABLES = ("audit_event", "audit_seal", "audit_dailyroot")


def by_hand(*statements: str, values: tuple[Any, ...] = ()) -> None:
    """Run these statements as the owner, past the triggers; `values` are the first one's."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL ROLE NONE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%%'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        for number, statement in enumerate(statements):
            cursor.execute(statement, values if not number else ())
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("RESET ROLE; SET CONSTRAINTS ALL DEFERRED")
        else:
            for _name, sql in triggers:
                cursor.execute(sql)
