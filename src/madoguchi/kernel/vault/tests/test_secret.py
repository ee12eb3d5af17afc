"""Keeping, reading, erasing and finding, on the tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.tenants.api import NoTenant, Tenant, tenant_scope
from madoguchi.kernel.vault import api as vault
from madoguchi.kernel.vault.models import DataKey, Secret
from madoguchi.kernel.vault.services import keys

BY = Actor.operator("test")
HOLDER = "cases.sealed:1"


def settle() -> None:
    """As if the keys had been made long ago, so that processes keep them."""
    DataKey.objects.update(made_at=timezone.now() - timedelta(days=30))
    vault.forget_keys()


def test_what_is_kept_is_read_and_is_not_in_the_table(natori: Tenant) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"shien": "避難先".encode(), "mukashi": b"b"})
        assert vault.read(natori, HOLDER, "shien").decode() == "避難先"
        assert "避難先".encode() not in bytes(Secret.objects.get(name="shien").body)
        with pytest.raises(vault.NoSecretError):
            vault.read(natori, HOLDER, "other")
        with pytest.raises(IntegrityError), transaction.atomic():
            vault.keep(natori, HOLDER, {"shien": b"again"})


def test_one_statement_to_keep_one_or_several_and_one_to_read(
    natori: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"first": b"a"})
        settle()
        vault.keep(natori, HOLDER, {"second": b"a"})  # takes the keys into memory
        with django_assert_num_queries(1):
            vault.keep(natori, HOLDER, {"third": b"a"})
        with django_assert_num_queries(1):
            vault.keep(natori, "cases.sealed:2", {"a": b"a", "b": b"b"})
        with django_assert_num_queries(0):
            vault.keep(natori, HOLDER, {})
        with django_assert_num_queries(1):
            assert vault.read(natori, HOLDER, "first") == b"a"
    vault.forget_keys()


def test_a_key_that_its_transaction_takes_back_is_not_in_memory(natori: Tenant) -> None:
    with tenant_scope(natori):
        with transaction.atomic():
            vault.keep(natori, HOLDER, {"a": b"a"})
            transaction.set_rollback(True)
        vault.keep(natori, HOLDER, {"a": b"a"})
        assert vault.read(natori, HOLDER, "a") == b"a"


def test_another_body_reads_nothing_and_keeps_nothing_here(natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"shien": b"a"})
    with tenant_scope(sendai):
        assert Secret.objects.count() == DataKey.objects.count() == 0
        with pytest.raises(vault.NoSecretError):
            vault.read(sendai, HOLDER, "shien")
        with pytest.raises(NoTenant):
            vault.keep(natori, HOLDER, {"other": b"a"})
        vault.keep(sendai, HOLDER, {"shien": b"b"})
    with tenant_scope(natori):
        assert vault.read(natori, HOLDER, "shien") == b"a"


def test_a_row_that_was_put_elsewhere_does_not_open(natori: Tenant) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"shien": b"a"})
        Secret.objects.update(holder="cases.sealed:2")
        with pytest.raises(vault.SealBrokenError):
            vault.read(natori, "cases.sealed:2", "shien")


def test_erasing_destroys_the_bytes_and_leaves_the_row(natori: Tenant) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"a": b"1", "b": b"2", "c": b"3"})
        vault.keep(natori, "cases.sealed:11", {"a": b"4"})
        assert vault.erase(natori, HOLDER, by=BY, name="a") == 1
        assert vault.erase(natori, HOLDER, by=BY) == 2
        assert vault.erase(natori, HOLDER, by=BY) == 0
        assert {bytes(row.body) for row in Secret.objects.filter(holder=HOLDER)} == {b""}
        with pytest.raises(vault.ErasedError):
            vault.read(natori, HOLDER, "a")
        assert vault.read(natori, "cases.sealed:11", "a") == b"4", "a number that begins alike is another holder"
        assert [(one.word, one.data) for one in timeline(HOLDER)] == [
            ("vault.secrets.erased", {"count": 1}), ("vault.secrets.erased", {"count": 2}),
        ]  # fmt: skip


def test_without_the_master_key_nothing_opens_and_nothing_is_kept(natori: Tenant, settings: Settings) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"a": b"1"})
        mine = settings.MADOGUCHI_VAULT_KEYS
        for other in ((), (vault.new_key(),)):
            settings.MADOGUCHI_VAULT_KEYS = other
            vault.forget_keys()
            with pytest.raises(vault.VaultLockedError):
                vault.read(natori, HOLDER, "a")
            with pytest.raises(vault.VaultLockedError):
                vault.keep(natori, HOLDER, {"b": b"1"})
            assert (vault.master_keys_missing(), vault.data_keys_unopenable()) == ({vault.key_id(mine[0])}, 1)
        assert vault.give_up_lost_keys(by=BY) == 1
        vault.keep(natori, HOLDER, {"b": b"2"})
        assert vault.read(natori, HOLDER, "b") == b"2"
        with pytest.raises(vault.VaultLockedError):
            vault.read(natori, HOLDER, "a")
        assert vault.data_keys_unopenable() == 0
        settings.MADOGUCHI_VAULT_KEYS = (*other, *mine)
        assert vault.read(natori, HOLDER, "a") == b"1", "found again, it opens again"


def test_a_wrapping_that_was_tampered_with_is_told(natori: Tenant) -> None:
    with tenant_scope(natori):
        vault.keep(natori, HOLDER, {"a": b"1"})
        row = DataKey.objects.get()
        DataKey.objects.update(wrapped=bytes(row.wrapped)[:-1] + bytes([bytes(row.wrapped)[-1] ^ 1]))
    assert vault.master_keys_missing() == set()
    assert vault.data_keys_unopenable() == 1


def test_equal_values_are_found_in_one_body_only(natori: Tenant, sendai: Tenant) -> None:
    marks = []
    for body in (natori, natori, sendai):
        with tenant_scope(body):
            marks.append(vault.index(body, "my_number", "123456789018"))
            assert DataKey.objects.get().purpose == "index"
    assert marks[0] == marks[1] != marks[2]


def test_of_two_who_make_the_first_key_one_does(natori: Tenant) -> None:
    with tenant_scope(natori):
        keys.add(natori, keys.Purpose.SEAL)
        row = DataKey.objects.get()
        row.pk, row._state.adding = None, True
        assert not keys.statements.insert(row, unless_there=True)
