"""Receiving, owning and giving out, as the other rooms see it."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection, transaction
from django.db.models.signals import pre_save
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django_scopes.exceptions import ScopeError
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from madoguchi.kernel.files import api as files
from madoguchi.kernel.files.adapters.fake import FakeStorage
from madoguchi.kernel.files.domain import pictures
from madoguchi.kernel.files.domain.references import object_key, preview_side
from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.files.tests import samples
from madoguchi.kernel.files.tests.samples import LIMITS, MEGABYTE, upload
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

DRAFT = "forms.draft:1"
CASE = "cases.submission:1"


class Undo(Exception):
    """Rolls a transaction back."""


def body_of(response: HttpResponseBase) -> bytes:
    assert isinstance(response, FileResponse)
    try:
        return response.getvalue()
    finally:
        response.close()


def test_receive_keeps_name_size_kind_and_hash(in_natori: Tenant) -> None:
    ref = files.receive(in_natori, upload("../見取図.pdf", samples.PDF), LIMITS, owner=DRAFT)
    assert (ref.name, ref.size, ref.kind, ref.state) == ("見取図.pdf", len(samples.PDF), "pdf", "accepted")
    assert ref.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert ref.owner == DRAFT
    assert files.get(ref.id) == ref
    with files.open_file(ref) as file:
        assert file.read() == samples.PDF
    assert ref.as_answer() == {
        "id": ref.id, "name": "見取図.pdf", "size": len(samples.PDF), "kind": "pdf", "sha256": ref.sha256,
    }  # fmt: skip


def test_a_large_upload_on_disk_is_streamed(in_natori: Tenant) -> None:
    large = TemporaryUploadedFile("a.pdf", "application/pdf", 0, None)
    content = b"%PDF-1.7" + b"\x20" * (5 * MEGABYTE) + b"startxref"
    large.write(content)
    large.size = len(content)
    ref = files.receive(in_natori, large, LIMITS, owner=DRAFT)
    assert ref.size == len(content)
    assert ref.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_refused_leaves_no_trace(in_natori: Tenant, files_root: Path) -> None:
    with pytest.raises(files.Refused):
        files.receive(in_natori, upload("a.pdf", samples.PROGRAM), LIMITS, owner=DRAFT)
    assert not StoredFile.objects.exists()
    assert not files_root.exists()


def test_an_owner_must_be_written_as_agreed(in_natori: Tenant) -> None:
    with pytest.raises(ValueError, match="owner"):
        files.receive(in_natori, upload("a.pdf", samples.PDF), LIMITS, owner="somebody")


def test_the_object_is_on_disk_before_the_row(in_natori: Tenant, files_root: Path) -> None:
    seen: list[int] = []

    def look(sender: object, instance: StoredFile, **_kwargs: object) -> None:
        seen.append((files_root / instance.key).stat().st_size)

    pre_save.connect(look, sender=StoredFile)
    try:
        files.receive(in_natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT)
    finally:
        pre_save.disconnect(look, sender=StoredFile)
    assert seen == [len(samples.PDF)]


def test_another_body_finds_nothing(natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori):
        ref = files.receive(natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT)
    with tenant_scope(sendai):
        with pytest.raises(files.FileMissing):
            files.get(ref.id)
        assert files.get_many([ref.id]) == {}
        assert files.owned_by(DRAFT) == []
        with pytest.raises(files.FileMissing):
            files.claim([ref.id], CASE, of=[DRAFT])
        assert files.release(DRAFT) == 0
        assert files.release_files([ref.id], DRAFT) == 0
    with tenant_scope(natori):
        assert files.get(ref.id) == ref
    if connection.vendor != "postgresql":
        with pytest.raises(ScopeError):
            files.get(ref.id)


@pytest.mark.parametrize("strange", ["", "1", "no-uuid", "00000000-0000-0000-0000-000000000000", "'; DROP"])
def test_ids_that_are_none(in_natori: Tenant, strange: str) -> None:
    with pytest.raises(files.FileMissing):
        files.get(strange)


def test_get_many_asks_once(in_natori: Tenant, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    refs = [files.receive(in_natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT) for _ in range(3)]
    for count in (1, 3):
        with django_assert_num_queries(1):
            assert set(files.get_many([ref.id for ref in refs[:count]])) == {ref.id for ref in refs[:count]}
    with django_assert_num_queries(0):
        assert files.get_many(["nonsense"]) == {}


def test_claim_moves_files_once_and_only_of_the_draft(in_natori: Tenant) -> None:
    first, second = (
        files.receive(in_natori, upload(name, samples.PDF), LIMITS, owner=DRAFT) for name in ("a.pdf", "b.pdf")
    )
    foreign = files.receive(in_natori, upload("c.pdf", samples.PDF), LIMITS, owner="forms.draft:2")
    with pytest.raises(files.FileMissing):
        files.claim([first.id, foreign.id], CASE, of=[DRAFT])
    assert files.get(first.id).owner == DRAFT
    assert [ref.owner for ref in files.claim([second.id, first.id], CASE, of=[DRAFT])] == [CASE, CASE]
    assert [ref.id for ref in files.claim([second.id, first.id], CASE, of=[DRAFT])] == [second.id, first.id]
    later = files.claim([first.id], "cases.submission:2", of=[DRAFT, CASE])
    assert later[0].owner == CASE, "an answer that was carried over stays with the submission that brought it"
    with pytest.raises(files.FileMissing):
        files.claim([first.id], "cases.submission:3", of=["forms.draft:3"])
    assert files.claim([], CASE, of=[DRAFT]) == []


@pytest.mark.django_db(transaction=True)
def test_release_removes_rows_and_objects_go_a_day_later(natori: Tenant, files_root: Path) -> None:
    with tenant_scope(natori):
        ref = files.receive(natori, upload("a.jpg", samples.jpeg()), LIMITS, owner=DRAFT)
        files.preview_jpeg(ref, 320)
        other = files.receive(natori, upload("b.pdf", samples.PDF), LIMITS, owner="forms.draft:2")
    kept = [path for path in files_root.rglob("*") if path.is_file()]
    assert len(kept) == 3
    with suppress(Undo), tenant_scope(natori), transaction.atomic():
        files.release(DRAFT)
        raise Undo
    assert len([path for path in files_root.rglob("*") if path.is_file()]) == 3
    with tenant_scope(natori):
        assert files.release(DRAFT) == 1
    assert object_file(files_root, ref).read_bytes(), "a backup that has the row still finds the object"
    files.sweep(timezone.now() + timedelta(hours=25))
    assert [path.name for path in files_root.rglob("*") if path.is_file()] == [other.id.replace("-", "")]


def object_file(root: Path, ref: files.FileRef) -> Path:
    return root / object_key(ref.tenant_code, ref.id)


@pytest.mark.django_db(transaction=True)
def test_release_files_takes_single_ones(natori: Tenant) -> None:
    with tenant_scope(natori):
        first, second = (files.receive(natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT) for _ in range(2))
        assert files.release_files([first.id, "nonsense"], DRAFT) == 1
        assert [ref.id for ref in files.owned_by(DRAFT)] == [second.id]
        assert files.release_files([second.id], "forms.draft:9") == 0


def test_store_bytes_belongs_at_once(in_natori: Tenant) -> None:
    ref = files.store_bytes(in_natori, "許可書.pdf", samples.PDF * 50_000, "pdf", "cases.decision:1")
    assert ref.size == len(samples.PDF) * 50_000
    assert StoredFile.objects.get().claimed_at is not None
    for kind, data in (("exe", b"x"), ("pdf", b"")):
        with pytest.raises(ValueError, match="non-empty"):
            files.store_bytes(in_natori, "x", data, kind, "cases.decision:1")


def test_download_headers(in_natori: Tenant) -> None:
    ref = files.receive(in_natori, upload("許可書.pdf", samples.PDF), LIMITS, owner=DRAFT)
    answer = files.response(ref, as_attachment=False)
    assert answer["Content-Disposition"].startswith("attachment; "), "a PDF is never shown in place"
    assert "filename*=UTF-8''%E8%A8%B1%E5%8F%AF%E6%9B%B8.pdf" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(samples.PDF))
    assert body_of(answer) == samples.PDF


def test_only_pictures_by_content_are_shown_in_place(in_natori: Tenant) -> None:
    picture = files.receive(in_natori, upload("a.html.png", samples.png()), LIMITS, owner=DRAFT)
    assert files.response(picture, as_attachment=False)["Content-Disposition"].startswith("inline; ")
    assert files.response(picture, as_attachment=True)["Content-Disposition"].startswith("attachment; ")
    heic = files.receive(in_natori, upload("a.heic", samples.heic()), LIMITS, owner=DRAFT)
    assert files.response(heic, as_attachment=False)["Content-Disposition"].startswith("attachment; ")
    preview = files.preview_response(heic, 300)
    assert preview["Content-Type"] == "image/jpeg"
    assert 'filename="a.jpg"' in preview["Content-Disposition"]


def test_while_a_large_picture_is_being_made_small_others_are_asked_for_later(in_natori: Tenant) -> None:
    large = samples.png(samples.picture(3000, 3000))
    ref = files.receive(in_natori, upload("a.png", large), LIMITS, owner=DRAFT)
    with pictures._ONE_AT_A_TIME:
        answer = files.preview_response(ref, 300)
    assert (answer.status_code, answer["Retry-After"], answer.content) == (503, "1", b"")
    assert files.preview_response(ref, 300).status_code == 200


def test_preview_is_made_once_and_kept(in_natori: Tenant, files_root: Path) -> None:
    ref = files.receive(in_natori, upload("a.heic", samples.heic()), LIMITS, owner=DRAFT)
    first = files.preview_jpeg(ref, 300)
    assert Image.open(io.BytesIO(first)).format == "JPEG"
    [kept] = files_root.rglob("*-320.jpg")
    kept.write_bytes(b"kept")
    assert files.preview_jpeg(ref, 310) == b"kept"
    document = files.receive(in_natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT)
    with pytest.raises(files.NoPreview):
        files.preview_jpeg(document, 300)


def test_kept_sizes_are_few() -> None:
    assert [preview_side(px) for px in (1, 320, 321, 1280, 99_999)] == [320, 320, 1280, 1280, 2048]


@pytest.mark.parametrize("state", [files.State.UNCHECKED, files.State.SUSPICIOUS, files.State.REFUSED])
def test_what_is_not_clean_cannot_be_read(in_natori: Tenant, state: files.State) -> None:
    ref = files.receive(in_natori, upload("a.png", samples.png()), LIMITS, owner=DRAFT)
    files.preview_jpeg(ref, 320)
    held = replace(ref, state=state.value)
    for read in (files.open_file, files.response, lambda r: files.preview_jpeg(r, 320)):
        with pytest.raises(files.Unreadable, match=state.value):
            read(held)
    assert body_of(files.response(replace(ref, state="clean"))) == samples.png()


def test_who_sent_it_sees_it_while_it_waits_but_not_what_is_harmful(in_natori: Tenant) -> None:
    ref = files.receive(in_natori, upload("a.png", samples.png()), LIMITS, owner=DRAFT)
    for state in ("unchecked", "suspicious"):
        assert body_of(files.response(replace(ref, state=state), to_sender=True)) == samples.png()
        assert files.preview_response(replace(ref, state=state), 320, to_sender=True).status_code == 200
    harmful = replace(ref, state="refused")
    for answer in (files.response, lambda r, **how: files.preview_response(r, 320, **how)):
        with pytest.raises(files.Unreadable):
            answer(harmful, to_sender=True)


def test_what_is_taken_out_all_the_same_is_a_download_of_no_type(in_natori: Tenant) -> None:
    ref = replace(files.receive(in_natori, upload("a.png", samples.png()), LIMITS, owner=DRAFT), state="refused")
    answer = files.unclean_response(ref)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body_of(answer) == samples.png()


def test_the_fake_storage_serves_the_same_door(in_natori: Tenant, settings: Settings, files_root: Path) -> None:
    settings.MADOGUCHI_FILES_STORAGE = "madoguchi.kernel.files.adapters.fake.FakeStorage"
    ref = files.receive(in_natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT)
    with files.open_file(ref) as file:
        assert file.read() == samples.PDF
    assert not files_root.exists()


class FullDisk(FakeStorage):
    """A storage with no room left."""

    def write(self, key: str, chunks: Iterable[bytes]) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_and_leaves_no_row(in_natori: Tenant, settings: Settings) -> None:
    settings.MADOGUCHI_FILES_STORAGE = f"{__name__}.FullDisk"
    with pytest.raises(files.Refused) as refused:
        files.receive(in_natori, upload("a.pdf", samples.PDF), LIMITS, owner=DRAFT)
    assert "もう一度ファイルを選んで" in refused.value.message()
    assert files.owned_by(DRAFT) == []
