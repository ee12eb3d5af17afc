"""Is the storage there and writable? Asked by `manage check` and `doctor`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("files")
def check_root(**_kwargs: Any) -> list[CheckMessage]:
    """files.E001: the folder of the files, or the nearest folder above that exists, cannot be written to."""
    root = Path(settings.MADOGUCHI_FILES_ROOT)
    there = next(folder for folder in (root, *root.parents) if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"Files cannot be stored: {there} is not a folder that this user may write to.",
            hint="Set MADOGUCHI_FILES_ROOT to a folder that belongs to the user who runs Madoguchi.",
            id="files.E001",
        )
    ]
