"""What a storage must be able to do: little enough for a disk, a dictionary or S3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final, Protocol, Self

INCOMING: Final = ".incoming/"
"""Keys of unfinished writes begin with this."""


class ObjectMissing(LookupError):
    """The storage has nothing under this key."""


@dataclass(frozen=True)
class StoredObject:
    """One entry of the storage's own list. `size` in bytes; `modified_at` aware."""

    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """Objects under keys such as 042072/ab/ab12…. Objects are written once and never changed."""

    @classmethod
    def from_settings(cls) -> Self:
        """The storage as the installation's settings describe it."""

    def write(self, key: str, chunks: Iterable[bytes]) -> int:
        """Store the chunks and return their bytes' number. When it returns, the object survives a power cut; when it

        raises (also out of `chunks`), no object is visible under the key.
        """

    def open(self, key: str) -> BinaryIO:
        """A readable, seekable stream; the caller closes it. Raises ObjectMissing."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""

    def touch(self, key: str) -> None:
        """Let the object count as written now; nothing happens when there is none."""

    def objects(self) -> Iterator[StoredObject]:
        """Everything that takes up room, unfinished writes too (under keys that no file has)."""
