"""文書番号: one gapless series per body, 記号 and 年度, counted on when a letter is dispatched."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.documents.domain.numbers import checked_symbol, fiscal_year, written
from madoguchi.modules.documents.models import DocumentNumber


class OutsideTransaction(RuntimeError):
    """A number taken outside of the transaction that dispatches the letter would leave a gap when that fails."""


def next_document_number(department: Department, on: date, symbol: str = "") -> str:
    """The next number of the series, as 名環第12号. `symbol` defaults to the department's 文書記号.

    Call it inside `transaction.atomic()` and the department's `tenant_scope`, as late as possible: the series stays
    locked until that transaction ends, and its rollback gives the number back. Raises BadSymbol for a symbol that
    cannot stand in a number, OutsideTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("next_document_number needs the transaction that dispatches the letter")
    symbol = checked_symbol(symbol or department.symbol)
    series = {"tenant_id": department.tenant_id, "symbol": symbol, "fiscal_year": fiscal_year(on)}
    # Whoever is first makes the row; a rival waits here for that transaction and then finds the row, or makes it.
    DocumentNumber.objects.bulk_create([DocumentNumber(**series)], ignore_conflicts=True)
    # no_key: a plain FOR UPDATE would also block rows that refer to this one.
    row = DocumentNumber.objects.select_for_update(no_key=True).get(**series)
    row.last += 1
    row.save(update_fields=["last"])
    return written(symbol, row.last)
