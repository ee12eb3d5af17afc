"""Files on a disk of the machine (or a mounted share): synced before they are named."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from madoguchi.kernel.files.adapters.base import INCOMING, ObjectMissing, StoredObject

_KEY: Final = re.compile(r"[0-9a-z]+(/[0-9a-z][0-9a-z.-]*)*")


class LocalStorage:
    """Objects below `root`. Half-written ones lie in `.incoming` and are renamed into place when they are on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def from_settings(cls) -> LocalStorage:
        return cls(Path(settings.MADOGUCHI_FILES_ROOT))

    def write(self, key: str, chunks: Iterable[bytes]) -> int:
        target = self._path(key)
        _make_folder(target.parent)
        part = self.root / INCOMING / secrets.token_hex(12)
        _make_folder(part.parent)
        size = 0
        try:
            with part.open("xb") as file:
                for chunk in chunks:
                    size += file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return size

    def open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error

    def delete(self, key: str) -> None:
        path = self.root / INCOMING / Path(key).name if key.startswith(INCOMING) else self._path(key)
        path.unlink(missing_ok=True)

    def touch(self, key: str) -> None:
        with suppress(FileNotFoundError):
            os.utime(self._path(key))

    def objects(self) -> Iterator[StoredObject]:
        for folder, _folders, names in os.walk(self.root):
            for name in names:
                path = Path(folder) / name
                try:
                    status = path.stat()
                except FileNotFoundError:  # renamed or deleted since the folder was read
                    continue
                yield StoredObject(
                    key=path.relative_to(self.root).as_posix(),
                    size=status.st_size,
                    modified_at=datetime.fromtimestamp(status.st_mtime, UTC),
                )

    def _path(self, key: str) -> Path:
        """The path of a key. Keys are ours and never typed; a strange one is a bug and must not leave the root."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key of a stored object: {key!r}")
        return self.root / key


def _make_folder(folder: Path) -> None:
    """Make the folder and sync each parent that got a new entry: a rename into a lost folder would be lost too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
