"""Files in memory and a scanner that knows one word, for tests and for trying things out: work like the real ones."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from madoguchi.kernel.files.adapters.base import ObjectMissing, StoredObject
from madoguchi.kernel.files.adapters.engine import EngineDown, EngineRefused


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


class FakeEngine:
    """A scanner without a wire. `signatures`: bytes → the name under which they are found; `refuses`: bytes that make
    it answer with an error; `down`: nobody answers."""

    def __init__(self, signatures: dict[bytes, str] | None = None, *, version: str = "Fake 1/1") -> None:
        self.signatures = signatures or {}
        self.refuses: dict[bytes, str] = {}
        self.down = False
        self.asked = 0
        self._version = version

    def renew(self, version: str, signatures: dict[bytes, str]) -> None:
        """New signatures arrive."""
        self._version, self.signatures = version, signatures

    def version(self) -> str:
        if self.down:
            raise EngineDown("Connection refused")
        return self._version

    def scan(self, chunks: Iterable[bytes]) -> str:
        if self.down:
            raise EngineDown("Connection refused")
        self.asked += 1
        content = b"".join(chunks)
        for needle, code in self.refuses.items():
            if needle in content:
                raise EngineRefused(code, "cannot judge this")
        return next((name for needle, name in self.signatures.items() if needle in content), "")
