"""A pack folder in a ZIP file from a stranger, read without trusting it: signed or not, packed by us or by whatever an
office has.

A file that a computer adds by itself (.DS_Store, __MACOSX, desktop.ini, Thumbs.db, anything that begins with a dot) is
left out and told. The folder may be missing, or lie in another one; line ends and a mark at the beginning of a text
come out as `source` keeps them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.kit import toml
from madoguchi.kit.zips import UNREADABLE
from madoguchi.modules.procedures.domain.source import tidy

CARD = "pack.toml"
SIGNATURE = "signature.toml"
_BY_ITSELF = frozenset(("desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r", "__macosx"))

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_KINDS = (0, 0o100000)  # what a Unix ZIP says of a plain file; the others are links, devices …


class UnfitZipError(ValueError):
    """A ZIP file that is not taken; `ja` and `en` say why and what to do."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Zipped:
    """What a ZIP file holds: the id that `pack.toml` names (the folder's name where it names none), its texts by name,
    the text of `signature.toml` (None without), and the names that were left out."""

    pack_id: str
    files: dict[str, str]
    signature: str | None
    ignored: tuple[str, ...]


def read_zip(data: bytes, *, max_files: int, max_file: int, max_total: int) -> Zipped:
    """The one pack folder of a ZIP file. ``max_file``, ``max_total``: bytes unpacked. Whether the files are those of a
    pack, `source.read_files` says.

    Nothing is unpacked to disk, and nothing that a member says of its size is believed. Raises UnfitZipError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            ignored = tuple(_name(one) for one in members if _is_by_itself(_name(one)))
            kept = [one for one in members if not _is_by_itself(_name(one))]
            found = _texts(archive, kept, max_files, max_file, max_total)
    except (*UNREADABLE, OSError) as error:
        raise UnfitZipError(
            "ZIPファイルとして読めません。こわれていないか確かめてください。",
            "This is not a readable ZIP file. Check that it is whole.",
        ) from error
    folder = _folder(found)
    signature: str | None = None
    files: dict[str, str] = {}
    for name, text in found.items():
        if name.rpartition("/")[2] == SIGNATURE and name.rpartition("/")[0] in (folder, folder.rpartition("/")[0]):
            if signature is not None:
                raise UnfitZipError(f"{SIGNATURE} が2つあります。", f"There are two {SIGNATURE}.")
            signature = text
        elif folder and not name.startswith(f"{folder}/"):
            raise UnfitZipError(
                f"「{name[:60]}」が手続のフォルダの外にあります。", f"“{name[:60]}” lies outside of the pack's folder."
            )
        else:
            files[name[len(folder) + 1 :] if folder else name] = text
    return Zipped(_id(files[CARD]) or folder.rpartition("/")[2], files, signature, ignored)


def few(names: tuple[str, ...]) -> str:
    """The first of some names, for a message: a Mac adds one for every file."""
    return "、".join(name[:60] for name in names[:3]) + ("…" if len(names) > 3 else "")


def _name(member: zipfile.ZipInfo) -> str:
    """The name as who packed it reads it: Explorer on a Japanese Windows writes CP932 without saying so."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    try:
        return member.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return member.filename


def _is_by_itself(name: str) -> bool:
    """What a computer or its programs put beside the files that somebody made."""
    parts = name.split("/")
    return any(
        (part.startswith((".", "~$")) and part not in (".", "..")) or part.casefold() in _BY_ITSELF for part in parts
    )


def _folder(names: Iterable[str]) -> str:
    """The folder of `pack.toml`, "" at the top."""
    for name in names:
        if "\\" in name or ":" in name or any(part in ("", ".", "..") for part in name.split("/")):
            raise UnfitZipError(
                f"「{name[:60]}」という名前は使えません。", f"“{name[:60]}” is no name of a pack's file."
            )
    cards = [name for name in names if name.rpartition("/")[2] == CARD]
    if len(cards) != 1:
        raise UnfitZipError(
            f"手続のフォルダ（{CARD} のあるもの）が1つだけ入ったZIPファイルを選んでください。",
            f"Choose a ZIP file with the folder of exactly one procedure, the one with {CARD} in it.",
        )
    return cards[0].rpartition("/")[0]


def _id(card: str) -> str:
    try:
        return str(toml.loads(card).get("id", ""))
    except toml.TOMLDecodeError:  # said where its faults are
        return ""


def _texts(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], max_files: int, max_file: int, left: int
) -> dict[str, str]:
    if len(members) > max_files:
        raise UnfitZipError(f"ファイルは{max_files}個までです。", f"At most {max_files} files.")
    found: dict[str, str] = {}
    folded: set[str] = set()
    for member in members:
        name = _name(member)
        shown = name[:60]
        if name.lower() in folded:
            raise UnfitZipError(f"「{shown}」が2度入っています。", f"“{shown}” is there twice.")
        if member.flag_bits & 0x1 or member.compress_type not in _METHODS or not _is_plain(member):
            raise UnfitZipError(
                f"「{shown}」は読めません（暗号化・特別なファイル）。", f"“{shown}” is encrypted or no plain file."
            )
        folded.add(name.lower())
        limit = min(max_file, left)
        with archive.open(member) as file:
            content = file.read(limit + 1)
        if len(content) > limit:
            raise UnfitZipError(f"「{shown}」が大きすぎます。", f"“{shown}” is too large.")
        left -= len(content)
        try:
            found[name] = tidy(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise UnfitZipError(
                f"「{shown}」を UTF-8 の文字として読めません。", f"“{shown}” is not UTF-8 text."
            ) from error
    return found


def _is_plain(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 in _KINDS
