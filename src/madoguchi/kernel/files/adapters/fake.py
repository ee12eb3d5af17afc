"""Files in memory, for tests and for trying things out: works like the real one, and forgets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from madoguchi.kernel.files.adapters.base import ObjectMissing, StoredObject


class FakeStorage:
    """A dictionary of objects, one for the process."""

    def __init__(self) -> None:
        self.contents: dict[str, tuple[bytes, datetime]] = {}

    @classmethod
    def from_settings(cls) -> FakeStorage:
        return cls()

    def write(self, key: str, chunks: Iterable[bytes]) -> int:
        content = b"".join(chunks)
        self.contents[key] = (content, datetime.now(UTC))
        return len(content)

    def open(self, key: str) -> BinaryIO:
        try:
            return io.BytesIO(self.contents[key][0])
        except KeyError as error:
            raise ObjectMissing(key) from error

    def delete(self, key: str) -> None:
        self.contents.pop(key, None)

    def touch(self, key: str) -> None:
        if key in self.contents:
            self.contents[key] = (self.contents[key][0], datetime.now(UTC))

    def objects(self) -> Iterator[StoredObject]:
        for key, (content, written_at) in list(self.contents.items()):
            yield StoredObject(key, len(content), written_at)
