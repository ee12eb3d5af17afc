"""Append-only tables: the database itself refuses to change or delete a row of them, on both engines.

A submission, a decision and an audit event are facts. What turns out wrong is answered by a new row (a second
submission, a revocation), never by editing the old one. Nothing in the house deletes such a row; disposing of a case
whose retention period has ended will need a door of its own. Against whom this holds and against whom not is in
docs/explanation/security.md: the owner of the tables can drop a trigger.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

from madoguchi.kernel.tenants.policy import DatabaseRule

# Or replaced: a table that a migration takes back goes with its trigger, and leaves the function behind.
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'rows of this table are never changed'; END $$; "
    "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s()"
)
# SQLite wants a trigger for each verb.
_SQLITE = (
    "CREATE TRIGGER %(name)s BEFORE {} ON %(table)s "
    "BEGIN SELECT RAISE(ABORT, 'rows of this table are never changed'); END"
)


class AppendOnly(DatabaseRule):
    """Triggers that refuse UPDATE and DELETE, as a model constraint so that the first migration brings them."""

    def _statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        # Statements and not strings: on SQLite a changed table is remade under another name and then renamed.
        table = Table(model._meta.db_table, editor.quote_name)
        if editor.connection.vendor == "postgresql":
            return [Statement(_POSTGRESQL, table=table, name=editor.quote_name(self.name))]
        return [
            Statement(_SQLITE.format(verb), table=table, name=editor.quote_name(f"{self.name}_{verb.lower()}"))
            for verb in ("UPDATE", "DELETE")
        ]

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if schema_editor is not None and model is not None:
            schema_editor.deferred_sql.extend(self._statements(model, schema_editor))

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """PostgreSQL alone comes here: SQLite remakes the whole table instead (`constraint_sql`)."""
        return self._statements(model, schema_editor)[0] if schema_editor is not None and model is not None else None

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if schema_editor is None or model is None:
            return None
        name, table = schema_editor.quote_name(self.name), schema_editor.quote_name(model._meta.db_table)
        return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()"
