"""An upload past the cap does not fill the disk, and its true size is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from madoguchi.kernel.files.domain.inspection import inspect
from madoguchi.kernel.files.domain.refusals import Refused
from madoguchi.kernel.files.tests.samples import LIMITS, MEGABYTE, PDF


def posted(settings: Settings, tmp_path: Path, content: bytes) -> HttpRequest:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_HANDLERS = ["madoguchi.kernel.files.adapters.upload_handler.CappedUploadHandler"]
    settings.MADOGUCHI_FILES_MAX_BYTES = 10 * MEGABYTE
    return RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", content)})


def test_a_small_upload_arrives_whole(settings: Settings, tmp_path: Path) -> None:
    with posted(settings, tmp_path, PDF).FILES["file"] as file:
        assert file.size == len(PDF)
        assert file.read() == PDF


def test_a_huge_upload_is_counted_but_not_kept(settings: Settings, tmp_path: Path) -> None:
    with posted(settings, tmp_path, PDF + b"\x00" * (12 * MEGABYTE)).FILES["file"] as file:
        assert file.size == len(PDF) + 12 * MEGABYTE
        assert Path(file.temporary_file_path()).stat().st_size <= 10 * MEGABYTE
        with pytest.raises(Refused) as caught:
            inspect(file.file, "a.pdf", file.size, LIMITS)
    assert "上限10MB、このファイルは12.1MBです" in caught.value.message()
