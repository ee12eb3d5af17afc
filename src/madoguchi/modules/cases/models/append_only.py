"""Append-only tables: the database itself refuses to change a row of them.

A submission and a decision are facts. What turns out wrong is answered by a new row (a second submission, a
revocation), never by editing the old one. Rows can still be deleted, because a case is disposed of as a
whole when its retention period ends; until then the foreign keys (PROTECT) hold it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

_POSTGRESQL = (
    "CREATE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'rows of this table are never changed'; END $$; "
    "CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s()"
)
_SQLITE = (
    "CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s "
    "BEGIN SELECT RAISE(ABORT, 'rows of this table are never changed'); END"
)


class AppendOnly(models.BaseConstraint):
    """A trigger that refuses UPDATE, as a model constraint so that the first migration brings it."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)

    def _statement(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> Statement:
        template = _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE
        # A Statement and not a string: on SQLite a changed table is remade under another name and then
        # renamed.
        table = Table(model._meta.db_table, editor.quote_name)
        return Statement(template, table=table, name=editor.quote_name(self.name))

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if schema_editor is not None and model is not None:
            schema_editor.deferred_sql.append(self._statement(model, schema_editor))

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        return self._statement(model, schema_editor) if schema_editor is not None and model is not None else None

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if schema_editor is None or model is None:
            return None
        name = schema_editor.quote_name(self.name)
        if schema_editor.connection.vendor == "postgresql":
            table = schema_editor.quote_name(model._meta.db_table)
            return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()"
        return f"DROP TRIGGER {name}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database refuses the change; full_clean() has nothing to look at."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, AppendOnly):
            return self.name == other.name
        return NotImplemented

    __hash__ = models.BaseConstraint.__hash__
