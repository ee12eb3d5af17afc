"""Row-level security of PostgreSQL as a model constraint, so that every tenant table has it from its first migration.

The policy is the second wall behind django-scopes: even a query that bypasses the managers sees only rows of the
bodies named in the setting `app.tenants` of the running transaction. FORCE makes it bind the owner of the table too.
After a transaction the setting of a pooled connection is '' and not NULL, hence the nullif. On SQLite nothing is made.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VISIBLE = "tenant_id = ANY (string_to_array(nullif(current_setting('app.tenants', true), ''), ',')::bigint[])"


class DatabaseRule(models.BaseConstraint):
    """A constraint that only the database knows: two of one kind and name are the same."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Rows are checked by the database (and by the scoped managers), not by full_clean()."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DatabaseRule):
            return (type(self), self.name) == (type(other), other.name)
        return NotImplemented

    __hash__ = models.BaseConstraint.__hash__


class TenantPolicy(DatabaseRule):
    """`tenant_id` must be one of the bodies of the open `tenant_scope`, for reading and for writing."""

    def _statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        table = editor.quote_name(model._meta.db_table)
        policy = editor.quote_name(self.name)
        return (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
            f"CREATE POLICY {policy} ON {table} USING ({VISIBLE}) WITH CHECK ({VISIBLE})"
        )

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if model is not None and schema_editor is not None and schema_editor.connection.vendor == "postgresql":
            schema_editor.deferred_sql.append(self._statements(model, schema_editor))

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if model is None or schema_editor is None or schema_editor.connection.vendor != "postgresql":
            return None
        return self._statements(model, schema_editor)

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if model is None or schema_editor is None or schema_editor.connection.vendor != "postgresql":
            return None
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"DROP POLICY IF EXISTS {schema_editor.quote_name(self.name)} ON {table}; "
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        )
