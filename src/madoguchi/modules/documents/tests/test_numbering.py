"""文書番号 are gapless per body, symbol and fiscal year, whoever asks at the same time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction

from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.documents.api import BadSymbol, OutsideTransaction, fiscal_year, next_document_number
from madoguchi.modules.documents.domain.numbers import checked_symbol
from madoguchi.modules.documents.models import DocumentNumber

MakeDepartment = Callable[..., Department]
TODAY = date(2026, 11, 22)


def test_fiscal_year_turns_on_the_first_of_april() -> None:
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 4, 1)) == 2026


@pytest.mark.parametrize("symbol", ["", " ", "名 環", "名\n環", "長" * 13])
def test_symbols_that_cannot_stand_in_a_number(symbol: str) -> None:
    with pytest.raises(BadSymbol):
        checked_symbol(symbol)


def test_numbers_run_on_within_body_symbol_and_year(
    natori: Tenant, sendai: Tenant, make_department: MakeDepartment
) -> None:
    here, there = make_department(natori, symbol="名環"), make_department(sendai, symbol="名環")
    with tenant_scope(natori), transaction.atomic():
        assert [next_document_number(here, TODAY) for _ in range(3)] == [
            "名環第1号",
            "名環第2号",
            "名環第3号",
        ]
        assert next_document_number(here, TODAY, "名総") == "名総第1号"
        assert next_document_number(here, date(2027, 4, 1)) == "名環第1号"
        assert next_document_number(here, date(2027, 3, 31)) == "名環第4号"
    with tenant_scope(sendai), transaction.atomic():
        assert next_document_number(there, TODAY) == "名環第1号"


def test_one_body_does_not_see_the_series_of_another(
    natori: Tenant, sendai: Tenant, make_department: MakeDepartment
) -> None:
    here = make_department(natori, symbol="名環")
    with tenant_scope(natori), transaction.atomic():
        next_document_number(here, TODAY)
        assert DocumentNumber.objects.count() == 1
    with tenant_scope(sendai):
        assert not DocumentNumber.objects.exists()


class Undo(Exception):
    """Rolls a transaction back."""


def test_a_rollback_gives_the_number_back(natori: Tenant, make_department: MakeDepartment) -> None:
    here = make_department(natori, symbol="名環")
    with tenant_scope(natori):
        with transaction.atomic():
            assert next_document_number(here, TODAY) == "名環第1号"
        taken = []
        with suppress(Undo), transaction.atomic():
            taken.append(next_document_number(here, TODAY))
            raise Undo
        assert taken == ["名環第2号"]
        with transaction.atomic():
            assert next_document_number(here, TODAY) == "名環第2号"


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_of_a_transaction_is_refused(natori: Tenant, make_department: MakeDepartment) -> None:
    here = make_department(natori)
    if connection.vendor == "postgresql":  # there the scope itself is a transaction
        with pytest.raises(OutsideTransaction):
            next_document_number(here, TODAY)
        return
    with tenant_scope(natori), pytest.raises(OutsideTransaction):
        next_document_number(here, TODAY)


@pytest.mark.django_db(transaction=True)
def test_gapless_under_concurrency_with_rollbacks(
    at_once: Callable[..., list[object]], natori: Tenant, make_department: MakeDepartment
) -> None:
    """Two threads take twelve numbers each of a series that does not exist yet and give every third one back."""
    here = make_department(natori, symbol="名環")
    kept: list[str] = []

    def take() -> None:
        for turn in range(12):
            try:
                with tenant_scope(natori), transaction.atomic():
                    taken = next_document_number(here, TODAY)
                    if turn % 3 == 0:
                        raise Undo
            except Undo:
                continue
            kept.append(taken)

    at_once(take, take)
    assert sorted(kept, key=lambda text: int(text[3:-1])) == [f"名環第{n}号" for n in range(1, 17)]
