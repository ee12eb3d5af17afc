"""A storage of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def files_root(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which this test's files lie."""
    root = tmp_path / "files"
    settings.MADOGUCHI_FILES_ROOT = root
    return root
