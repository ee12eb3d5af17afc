"""`doctor` hears when files cannot be stored."""

from __future__ import annotations

from pathlib import Path

from pytest_django import Settings

from madoguchi.kernel.files.checks import check_root


def test_a_folder_that_can_be_made_is_fine(settings: Settings, tmp_path: Path) -> None:
    settings.MADOGUCHI_FILES_ROOT = tmp_path / "not" / "yet"
    assert check_root() == []


def test_a_file_in_the_way_is_an_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "way").write_text("")
    settings.MADOGUCHI_FILES_ROOT = tmp_path / "way"
    [error] = check_root()
    assert error.id == "files.E001"
    assert "MADOGUCHI_FILES_ROOT" in (error.hint or "")
