"""Compiled packs, kept per process. What is published never changes, so a compiled version is good for ever."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings

from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.source import read_canonical
from madoguchi.modules.procedures.models import PackVersion

# A compiled pack takes some 200 kB; a joint installation has some dozens in force and few older ones in use.
MOST_COMPILED = 200


def barred(pack: Pack) -> bool:
    """Whether this installation must not take anything for the pack: a trial that became a production may have
    published it before anybody checked its legal texts."""
    return settings.MADOGUCHI_PRODUCTION and bool(pack.unchecked)


def sampled(pack: Pack) -> bool:
    """Whether this installation must not take anything for the pack as a body has it: residents would choose from the
    sample of a list."""
    return settings.MADOGUCHI_PRODUCTION and pack.is_sample


class UnknownPackError(LookupError):
    """No such version has been published."""


class _Compiled:
    """Compiled packs by hash, the least recently used dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._packs: OrderedDict[str, Pack] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, sha256: str) -> Pack | None:
        with self._lock:
            pack = self._packs.get(sha256)
            if pack is not None:
                self._packs.move_to_end(sha256)
            return pack

    def put(self, pack: Pack) -> None:
        with self._lock:
            self._packs[pack.sha256] = pack
            while len(self._packs) > self._most:
                self._packs.popitem(last=False)

    def __len__(self) -> int:
        return len(self._packs)


@dataclass
class _Published:
    """Every published version's hash by key ("inu@1"), read at `read_at` (monotonic seconds)."""

    read_at: float = float("-inf")
    hashes: Mapping[str, str] = field(default_factory=dict)


_compiled = _Compiled(MOST_COMPILED)
# One thread compiles while the others wait for the same: after a start all ask at once, and four times the work took
# four times the memory, which no process gives back.
_compiling = threading.Lock()
_published = _Published()


def forget_published() -> None:
    """Make the next look at what is published fresh; called by `publish`, and by tests."""
    global _published  # noqa: PLW0603 - one cache a process, replaced whole so that threads never see half of it
    _published = _Published()


def _hash_of(key: str) -> str:
    global _published  # noqa: PLW0603 - see forget_published
    if key not in _published.hashes or time.monotonic() - _published.read_at >= settings.MADOGUCHI_DIRECTORY_SECONDS:
        rows = PackVersion.objects.values_list("pack_id", "version", "sha256")
        _published = _Published(time.monotonic(), {f"{pack_id}@{version}": sha for pack_id, version, sha in rows})
    try:
        return _published.hashes[key]
    except KeyError:
        raise UnknownPackError(key) from None


def compiled(hashes: Iterable[str]) -> dict[str, Pack]:
    """Packs by hash: no query when all are in memory, else one for the texts of those that are not."""
    wanted = set(hashes)
    packs = {sha: pack for sha in wanted if (pack := _compiled.get(sha)) is not None}
    missing = wanted - set(packs)
    if missing:
        for sha, text in PackVersion.objects.filter(sha256__in=missing).values_list("sha256", "text"):
            with _compiling:
                packs[sha] = _compiled.get(sha) or compile_pack(read_canonical(text), published=True)
                _compiled.put(packs[sha])
    return packs


def pack_by_key(key: str) -> Pack:
    """The pack of a case or draft ("inu@1"), without any body's values. From memory, but for the first time.

    Raises UnknownPackError (a LookupError).
    """
    sha = _hash_of(key)
    pack = compiled([sha]).get(sha)
    if pack is None:
        raise UnknownPackError(key)
    return pack
