"""The texts of a ZIP file from a stranger, read without trusting it: a pack folder, signed or not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from madoguchi.kit.zips import UNREADABLE

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_KINDS = (0, 0o100000)  # what a Unix ZIP says of a plain file; the others are links, devices …


class UnfitZipError(ValueError):
    """A ZIP file that is not taken; `ja` and `en` say why and what to do."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en
        super().__init__(en)


def _none(_name: str) -> bool:
    return False


def read_zip(
    data: bytes, *, max_files: int, max_file: int, max_total: int, skip: Callable[[str], bool] = _none
) -> dict[str, str]:
    """The members of a ZIP file as text, by name. ``max_file``, ``max_total``: bytes unpacked; ``skip``: names that
    are left out unread.

    Nothing is unpacked to disk, and nothing that a member says of its size is believed. Raises UnfitZipError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _texts(archive, max_files, max_file, max_total, skip)
    except (*UNREADABLE, OSError) as error:
        raise UnfitZipError(
            "ZIPファイルとして読めません。こわれていないか確かめてください。",
            "This is not a readable ZIP file. Check that it is whole.",
        ) from error


def _texts(
    archive: zipfile.ZipFile, max_files: int, max_file: int, left: int, skip: Callable[[str], bool]
) -> dict[str, str]:
    members = [one for one in archive.infolist() if not one.is_dir() and not skip(one.filename)]
    if len(members) > max_files:
        raise UnfitZipError(f"ファイルは{max_files}個までです。", f"At most {max_files} files.")
    found: dict[str, str] = {}
    folded: set[str] = set()
    for member in members:
        shown = member.filename[:60]
        if member.filename.lower() in folded:
            raise UnfitZipError(f"「{shown}」が2度入っています。", f"“{shown}” is there twice.")
        if member.flag_bits & 0x1 or member.compress_type not in _METHODS or not _is_plain(member):
            raise UnfitZipError(
                f"「{shown}」は読めません（暗号化・特別なファイル）。", f"“{shown}” is encrypted or no plain file."
            )
        folded.add(member.filename.lower())
        limit = min(max_file, left)
        with archive.open(member) as file:
            content = file.read(limit + 1)
        if len(content) > limit:
            raise UnfitZipError(f"「{shown}」が大きすぎます。", f"“{shown}” is too large.")
        left -= len(content)
        try:
            found[member.filename] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnfitZipError(
                f"「{shown}」を UTF-8 の文字として読めません。", f"“{shown}” is not UTF-8 text."
            ) from error
    return found


def _is_plain(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 in _KINDS
