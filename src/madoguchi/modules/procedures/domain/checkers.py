"""Folders beside `procedures` that rooms above keep packs in: the command `packs` checks them too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.modules.procedures.domain.pack import Pack


@dataclass(frozen=True)
class Checked:
    """A sound pack of another room: its id, how many examples were run, and what is worth knowing, a line each."""

    id: str
    examples: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """What a room above says about its folders. `check`: one folder against the procedures by id; `read`: its files by
    their path inside it, as procedures have them, so that `packs translations` serves both. Both raise PackError."""

    check: Callable[[Path, Mapping[str, Pack]], Checked]
    read: Callable[[Path], Mapping[str, str]]


_kinds: dict[str, Kind] = {}


def register(
    folder: str, check: Callable[[Path, Mapping[str, Pack]], Checked], read: Callable[[Path], Mapping[str, str]]
) -> None:
    """Let `packs` know every folder below `packs/<folder>/`. Registering it again replaces it."""
    _kinds[folder] = Kind(check, read)


def all_kinds() -> Mapping[str, Kind]:
    return _kinds
