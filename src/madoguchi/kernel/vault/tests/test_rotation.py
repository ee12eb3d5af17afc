"""Keys are exchanged while others read and write; what was interrupted is gone on with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kernel.vault import api as vault
from madoguchi.kernel.vault.models import DataKey, Secret
from madoguchi.kernel.vault.services import rotation

BY = Actor.operator("test")


@pytest.fixture
def filled(natori: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    monkeypatch.setattr(rotation, "BATCH", 2)
    with tenant_scope(natori):
        for number in range(5):
            vault.keep(natori, f"cases.sealed:{number}", {"a": str(number).encode()})
    return natori


def everything(tenant: Tenant) -> list[bytes]:
    return [vault.read(tenant, f"cases.sealed:{number}", "a") for number in range(5)]


def later(days: int) -> None:
    """The keys are so many days older."""
    for row in DataKey.objects.all():
        row.made_at -= timedelta(days=days)
        row.retired_at = row.retired_at and row.retired_at - timedelta(days=days)
        row.save()


def test_everything_is_sealed_anew_and_old_keys_go_when_nobody_may_use_them(filled: Tenant) -> None:
    with tenant_scope(filled):
        before = {bytes(row.body) for row in Secret.objects.all()}
    done = vault.rotate(filled, by=BY)
    assert (done.made, done.resealed, done.dropped) == (True, 5, 0)
    with tenant_scope(filled):
        assert everything(filled) == [b"0", b"1", b"2", b"3", b"4"]
        assert not before & {bytes(row.body) for row in Secret.objects.all()}
        assert DataKey.objects.filter(retired_at=None).count() == 1
        assert DataKey.objects.count() == 2, "another process may still seal with the old one"
        vault.erase(filled, "cases.sealed:0", by=BY)
        later(2)
    done = vault.rotate(filled, by=BY)
    assert (done.made, done.resealed, done.dropped) == (True, 4, 1)
    with tenant_scope(filled):
        later(2)
    assert vault.rotate(filled, by=BY).dropped == 1, "an erased row holds no key back"
    with tenant_scope(filled):
        assert everything_but_the_first(filled) == [b"1", b"2", b"3", b"4"]
        assert [one.word for one in timeline(f"tenants.tenant:{filled.code}")] == ["vault.keys.rotated"] * 3


def everything_but_the_first(tenant: Tenant) -> list[bytes]:
    return [vault.read(tenant, f"cases.sealed:{number}", "a") for number in range(1, 5)]


def test_an_interrupted_rotation_is_gone_on_with(filled: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    step, done = rotation._reseal, []

    def falls(tenant: Tenant, after: int) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return step(tenant, after)

    monkeypatch.setattr(rotation, "_reseal", falls)
    with pytest.raises(KeyboardInterrupt):
        vault.rotate(filled, by=BY)
    with tenant_scope(filled):
        assert len(everything(filled)) == 5, "half under the new key, half under the old one, all of it opens"
    monkeypatch.setattr(rotation, "_reseal", step)
    again = vault.rotate(filled, by=BY)
    assert (again.made, again.resealed) == (False, 3)
    with tenant_scope(filled):
        assert DataKey.objects.count() == 2


def test_a_row_that_does_not_open_is_named_and_left_and_the_rest_goes_on(filled: Tenant) -> None:
    with tenant_scope(filled):
        Secret.objects.filter(holder="cases.sealed:1").update(name="b")
    for made, resealed in ((True, 4), (False, 0)):
        done = vault.rotate(filled, by=BY)
        assert (done.made, done.resealed, done.broken) == (made, resealed, ("cases.sealed:1 b",))
    with tenant_scope(filled):
        last = timeline(f"tenants.tenant:{filled.code}")[-1]
        assert last.data["broken"] == 1
        later(2)
    assert vault.rotate(filled, by=BY).dropped == 0, "its key stays with it"
    with tenant_scope(filled):
        Secret.objects.filter(holder="cases.sealed:1").update(name="a")
        assert everything(filled) == [b"0", b"1", b"2", b"3", b"4"]


def test_a_key_that_does_not_open_stops_its_body_alone(filled: Tenant, settings: Settings) -> None:
    former, new = settings.MADOGUCHI_VAULT_KEYS[0], vault.new_key()
    with tenant_scope(filled):
        vault.index(filled, "my_number", "1")
        DataKey.objects.filter(purpose="index").update(wrapped=b"x" * 60)
    settings.MADOGUCHI_VAULT_KEYS = (new, former)
    with pytest.raises(vault.VaultLockedError):
        vault.rotate(filled, by=BY)
    with tenant_scope(filled):
        assert DataKey.objects.get(purpose="seal").master == vault.key_id(new), "the other one is wrapped"
        assert DataKey.objects.count() == 2


def test_what_a_process_seals_with_the_old_key_meanwhile_opens_and_is_taken_along(filled: Tenant) -> None:
    with tenant_scope(filled):
        DataKey.objects.update(made_at=timezone.now() - timedelta(days=30))
        vault.keep(filled, "cases.sealed:x", {"a": b"x"})  # the old key is in memory now
        old = DataKey.objects.get()
        ring = dict(rotation.keys._kept)
    vault.rotate(filled, by=BY)
    rotation.keys._kept.update(ring)  # as another process has it
    with tenant_scope(filled):
        vault.keep(filled, "cases.sealed:y", {"a": b"y"})
        assert Secret.objects.get(holder="cases.sealed:y").data_key_id == old.pk
        assert vault.read(filled, "cases.sealed:1", "a") == b"1", (
            "what is sealed under the new key is read all the same"
        )
    vault.forget_keys()
    assert vault.rotate(filled, by=BY).resealed == 1
    with tenant_scope(filled):
        assert vault.read(filled, "cases.sealed:y", "a") == b"y"


def test_another_master_key_wraps_what_the_former_one_did(filled: Tenant, settings: Settings) -> None:
    former, new = settings.MADOGUCHI_VAULT_KEYS[0], vault.new_key()
    settings.MADOGUCHI_VAULT_KEYS = (new, former)
    with tenant_scope(filled):
        vault.index(filled, "my_number", "1")
        body = bytes(Secret.objects.earliest("pk").body)
    done = vault.rotate(filled, by=BY, wraps_only=True)
    assert (done.wrapped, done.made, done.resealed) == (1, False, 0), "the index key was made under the new one already"
    settings.MADOGUCHI_VAULT_KEYS = (new,)
    vault.forget_keys()
    with tenant_scope(filled):
        assert len(everything(filled)) == 5
        assert bytes(Secret.objects.earliest("pk").body) == body
    assert vault.master_keys_wanted() == {vault.key_id(new)}


def test_what_is_under_a_lost_key_does_not_stop_the_rest(filled: Tenant, settings: Settings) -> None:
    settings.MADOGUCHI_VAULT_KEYS = (vault.new_key(),)
    vault.give_up_lost_keys(by=BY)
    with tenant_scope(filled):
        vault.keep(filled, "cases.sealed:9", {"a": b"9"})
    assert vault.rotate(filled, by=BY).resealed == 1


def test_a_body_without_secrets_is_left_alone(sendai: Tenant) -> None:
    assert vault.rotate(sendai, by=BY) == vault.Rotated(0, False, 0, 0)
    with tenant_scope(sendai):
        assert not DataKey.objects.exists()
