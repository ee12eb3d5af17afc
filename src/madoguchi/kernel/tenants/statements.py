"""The statements of the hot path, written once a process instead of anew at every call.

Filing a case is ten statements whose text never changes, and Django's query builder spends four times as long on
each as the database's driver does (docs/decisions/0005). These verbs keep the text and the converters of a model and
do nothing else: one row, named by equality, in the body of the open scope, which is put into every statement by this
module and not by its callers. Everything that is not hot uses the model's managers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

from madoguchi.kernel.tenants.models import TenantOwned
from madoguchi.kernel.tenants.scope import NoTenant, current_tenant, open_tenants

Row = TypeVar("Row", bound=TenantOwned)
_Converter = Callable[[Any, Any, BaseDatabaseWrapper], Any]


def insert(row: TenantOwned, *, unless_there: bool = False) -> bool:
    """Add a new row of an open body: one INSERT; its id is set.

    False, and no row, when `unless_there` and another row has one of its unique values (whoever is just writing such
    a row is waited for). Raises NoTenant for a row of another body, IntegrityError as `save` does.
    """
    if all(row.tenant_id != tenant.pk for tenant in open_tenants()):
        raise NoTenant(f"a row of {type(row).__name__} outside its body's scope")
    if not row._state.adding:
        raise ValueError(f"{row!r} has been written already")
    connection = connections[DEFAULT_DB_ALIAS]
    added = _insertion(type(row), connection.vendor, unless_there)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in added.fields]
    with connection.cursor() as cursor:
        cursor.execute(added.sql, values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk = written[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def find(model: type[Row], **equal: Any) -> Row | None:
    """The one row of the open body with these values, or None. The names must be unique together in the body."""
    found = _fetch(model, None, equal)
    if found is None:
        return None
    values, names = found
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


def read(model: type[TenantOwned], columns: Sequence[str], **equal: Any) -> tuple[Any, ...] | None:
    """Like `find`, but these columns only, in this order."""
    found = _fetch(model, tuple(columns), equal)
    return tuple(found[0]) if found else None


def delete(row: TenantOwned) -> bool:
    """Delete a row of the open body that no other row refers to; False when it was gone already."""
    connection = connections[DEFAULT_DB_ALIAS]
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE tenant_id = %s AND id = %s", [current_tenant().pk, row.pk])  # noqa: S608 - the name of a table of ours
        return bool(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class _Insertion:
    sql: str
    fields: tuple[Field[Any, Any], ...]


@dataclass(frozen=True, slots=True)
class _Selection:
    sql: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, Any, tuple[_Converter, ...]], ...]
    wanted: tuple[Field[Any, Any], ...]


def _fetch(
    model: type[TenantOwned], columns: tuple[str, ...] | None, equal: dict[str, Any]
) -> tuple[Sequence[Any], tuple[str, ...]] | None:
    connection = connections[DEFAULT_DB_ALIAS]
    selection = _selection(model, connection.vendor, columns, tuple(equal))
    wanted = zip(selection.wanted, equal.values(), strict=True)
    values = [current_tenant().pk, *(field.get_db_prep_value(value, connection) for field, value in wanted)]
    with connection.cursor() as cursor:
        cursor.execute(selection.sql, values)
        found = cursor.fetchone()
    if found is None:
        return None
    if selection.converters:
        found = list(found)
        for place, expression, converters in selection.converters:
            for convert in converters:
                found[place] = convert(found[place], expression, connection)
    return found, selection.names


@cache
def _insertion(model: type[TenantOwned], _vendor: str, unless_there: bool) -> _Insertion:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608 - names of our own tables and columns
        f"VALUES ({', '.join(['%s'] * len(fields))}) {'ON CONFLICT DO NOTHING ' if unless_there else ''}RETURNING id"
    )
    return _Insertion(sql, fields)


@cache
def _selection(
    model: type[TenantOwned], _vendor: str, columns: tuple[str, ...] | None, equal: tuple[str, ...]
) -> _Selection:
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    meta = model._meta
    known: dict[str, Field[Any, Any]] = {field.name: field for field in meta.concrete_fields}
    fields = [known[name] for name in columns] if columns else list(known.values())
    wanted = tuple(known[name] for name in equal)
    shown = ", ".join(quote(str(field.column)) for field in fields)
    conditions = "".join(f" AND {quote(str(field.column))} = %s" for field in wanted)
    sql = f"SELECT {shown} FROM {quote(meta.db_table)} WHERE tenant_id = %s{conditions} LIMIT 1"  # noqa: S608 - see above
    converters = []
    for place, field in enumerate(fields):
        expression = field.get_col(meta.db_table)
        own = (*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection))
        if own:
            converters.append((place, expression, own))
    return _Selection(sql, tuple(field.attname for field in fields), tuple(converters), wanted)
