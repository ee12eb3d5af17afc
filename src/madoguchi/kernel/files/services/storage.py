"""The storage of this installation."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from madoguchi.kernel.files.adapters.base import Storage

LOCAL = "madoguchi.kernel.files.adapters.local.LocalStorage"


def storage() -> Storage:
    """The storage named by MADOGUCHI_FILES_STORAGE (the local disk), one object per process and root."""
    path = getattr(settings, "MADOGUCHI_FILES_STORAGE", LOCAL)
    return _made(path, str(settings.MADOGUCHI_FILES_ROOT))


@cache
def _made(path: str, _root: str) -> Storage:
    made: Storage = import_string(path).from_settings()
    return made
