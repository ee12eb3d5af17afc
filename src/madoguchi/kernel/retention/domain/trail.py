"""A trail: everything by which the rooms know what belongs to one thing, gathered before anything is disposed of."""

from __future__ import annotations

from collections.abc import Iterable


class Trail:
    """References by kind: {"cases.case": {"12"}, "files.owner": {"cases.submission:3"}, …}. It only grows."""

    def __init__(self, kind: str, *names: str) -> None:
        self._refs: dict[str, set[str]] = {kind: set(names)}

    def add(self, kind: str, names: Iterable[object]) -> None:
        """Add references of a kind; empty ones are none."""
        self._refs.setdefault(kind, set()).update(text for name in names if (text := str(name)))

    def of(self, kind: str) -> list[str]:
        """The references of a kind, sorted."""
        return sorted(self._refs.get(kind, ()))

    def __len__(self) -> int:
        return sum(len(names) for names in self._refs.values())
