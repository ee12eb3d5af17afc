"""A pack's folder and its one canonical text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.domain.source import Source, read_canonical, read_folder, write_folder

NAMES = ("pack.toml", "form.toml", "flow.toml", "texts/ja.md", "texts/en.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "inu"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {name}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "two\nlines\n",
        "'''",
        'a """ b',
        "ends with '",
        "back\\slash\\n",
        "\x7f\x01 control",
        "髙﨑𠮷\U000e0100",
        "\n",
    ],
)
def test_canonical_text_gives_the_same_bytes_back(text: str) -> None:
    source = Source("inu", {"pack.toml": text, "form.toml": "x = 1\n"})
    canonical = source.canonical()
    assert tomllib.loads(canonical)["files"]["pack.toml"] == text
    assert read_canonical(canonical) == source
    assert read_canonical(canonical).sha256 == source.sha256


def test_line_ends_do_not_change_the_hash(folder: Path) -> None:
    before = read_folder(folder).sha256
    (folder / "pack.toml").write_bytes(b"\xef\xbb\xbf# pack.toml\r\n")
    assert read_folder(folder).sha256 == before


def test_a_comment_changes_the_hash(folder: Path) -> None:
    before = read_folder(folder).sha256
    (folder / "form.toml").write_text("# another comment\n", encoding="utf-8")
    assert read_folder(folder).sha256 != before


def test_export_writes_what_was_read(folder: Path, tmp_path: Path) -> None:
    source = read_folder(folder)
    write_folder(read_canonical(source.canonical()), tmp_path / "again" / "inu")
    assert read_folder(tmp_path / "again" / "inu") == source


def test_export_does_not_leave_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no file of a pack"):
        write_folder(Source("inu", {"../escape.toml": ""}), tmp_path / "inu")
    assert not (tmp_path / "escape.toml").exists()


def test_every_problem_of_a_folder_is_told_at_once(folder: Path) -> None:
    (folder / "form.toml").unlink()
    (folder / "plugin.py").write_text("import os")
    (folder / "texts" / "ja.md").write_bytes("犬".encode("cp932"))
    with pytest.raises(PackError) as caught:
        read_folder(folder)
    assert {(p.file, p.en) for p in caught.value.problems} == {
        ("form.toml", "This file is missing."),
        ("plugin.py", "This file has no place in a pack."),
        ("texts/ja.md", "This is not UTF-8 text."),
    }


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="There is no folder"):
        read_folder(tmp_path / "nowhere")


def test_a_folder_name_that_is_no_id_is_told(folder: Path) -> None:
    odd = folder.rename(folder.with_name("Inu_1"))
    with pytest.raises(PackError, match="lower-case letters"):
        read_folder(odd)


def test_a_text_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 2"):
        read_canonical('format = 2\nid = "inu"\n[files]\n')
