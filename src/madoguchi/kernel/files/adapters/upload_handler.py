"""Receives uploads into temporary files and stops writing when one passes the cap of the installation.

Django knows no limit for uploaded files: without this a single request could fill the disk before any view is asked.
The bytes are still counted (by Django, for `file_complete`), so that the refusal can name the true size.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Name it last in FILE_UPLOAD_HANDLERS. The cap is MADOGUCHI_FILES_MAX_BYTES."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.cap: int = settings.MADOGUCHI_FILES_MAX_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= self.cap:
            super().receive_data_chunk(raw_data, start)
