"""Rows and objects stay the same, and what nobody needs goes."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from madoguchi.kernel.files import api as files
from madoguchi.kernel.files.adapters.base import INCOMING
from madoguchi.kernel.files.domain.references import object_key
from madoguchi.kernel.files.jobs import sweep_files
from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.files.services import ownership
from madoguchi.kernel.files.services.upkeep import UNCLAIMED_FOR
from madoguchi.kernel.files.tests import samples
from madoguchi.kernel.files.tests.samples import LIMITS, upload
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

LATER = UNCLAIMED_FOR + timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_registered_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rooms above have registered theirs; these tests speak of made-up ones."""
    monkeypatch.setattr(ownership, "_existing", {})


def take(tenant: Tenant, owner: str) -> files.FileRef:
    with tenant_scope(tenant):
        return files.receive(tenant, upload("a.pdf", samples.PDF), LIMITS, owner=owner)


def path_of(root: Path, ref: files.FileRef) -> Path:
    return root / object_key(ref.tenant_code, ref.id)


def age(path: Path, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_unclaimed_files_of_all_bodies_go_when_their_time_is_over(
    natori: Tenant, sendai: Tenant, files_root: Path
) -> None:
    here, there, kept = take(natori, "forms.draft:1"), take(sendai, "forms.draft:2"), take(natori, "forms.draft:3")
    with tenant_scope(natori):
        files.claim([kept.id], "cases.submission:1", of=["forms.draft:3"])
    assert files.sweep().files == 0
    assert files.sweep(timezone.now() + LATER).files == 2
    assert not path_of(files_root, here).exists()
    assert not path_of(files_root, there).exists()
    with tenant_scope(natori):
        assert files.get(kept.id).owner == "cases.submission:1"
    assert path_of(files_root, kept).exists()


def test_a_draft_that_still_lives_keeps_its_files(natori: Tenant) -> None:
    files.register_owner("forms.draft", lambda ids: {"1"} & set(ids))
    living, _gone = take(natori, "forms.draft:1"), take(natori, "forms.draft:2")
    assert files.sweep(timezone.now() + LATER).files == 1
    with tenant_scope(natori):
        assert files.get(living.id) == living


def test_the_object_of_a_deleted_row_stays_a_day_however_old_it_is(natori: Tenant, files_root: Path) -> None:
    """A backup copies the database first and the files later; `sweep` may run in between."""
    ref = take(natori, "forms.draft:1")
    age(path_of(files_root, ref), 20)
    with tenant_scope(natori):
        assert files.release("forms.draft:1") == 1
    assert files.sweep(timezone.now() + timedelta(hours=23)).objects == 0
    assert path_of(files_root, ref).exists()
    assert files.sweep(timezone.now() + timedelta(hours=25)).objects == 1
    assert not path_of(files_root, ref).exists()


def test_objects_without_a_row_go_after_a_day(natori: Tenant, files_root: Path) -> None:
    """What a kill between the object and the commit leaves behind, and a write that was cut off."""
    ref = take(natori, "forms.draft:1")
    with tenant_scope(natori):
        StoredFile.objects.all().delete()
    part = files_root / INCOMING / "abcdef"
    part.write_bytes(b"half")
    assert files.sweep().objects == 0
    age(path_of(files_root, ref), 2)
    age(part, 2)
    assert files.compare().orphans == sorted([object_key("042072", ref.id), f"{INCOMING}abcdef"])
    sweep_files()
    assert [path for path in files_root.rglob("*") if path.is_file()] == []


def test_a_strangers_file_is_reported_and_left_alone(natori: Tenant, files_root: Path) -> None:
    take(natori, "forms.draft:1")
    strange = files_root / "README.txt"
    strange.write_bytes(b"mine")
    age(strange, 9)
    assert files.sweep().objects == 0
    assert files.compare().orphans == ["README.txt"]
    assert strange.exists()


def test_compare_finds_missing_and_damaged(natori: Tenant, sendai: Tenant, files_root: Path) -> None:
    sound, missing, cut, changed = (take(t, "forms.draft:1") for t in (natori, sendai, natori, sendai))
    assert files.compare().sound
    path_of(files_root, missing).unlink()
    path_of(files_root, cut).write_bytes(samples.PDF[:-1])
    path_of(files_root, changed).write_bytes(samples.PDF.replace(b"1.7", b"1.4"))
    found = files.compare()
    assert found.checked == 4
    assert [ref.id for ref in found.missing] == [missing.id]
    assert {ref.id for ref in found.damaged} == {cut.id, changed.id}
    assert not found.sound
    assert [ref.id for ref in files.compare(contents=False).damaged] == [cut.id]
    assert path_of(files_root, sound).exists()
