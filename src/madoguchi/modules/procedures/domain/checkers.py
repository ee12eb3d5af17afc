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


# Reads one folder against the procedures by id. Raises PackError with every fault.
Checker = Callable[[Path, Mapping[str, Pack]], Checked]
_checkers: dict[str, Checker] = {}


def register(folder: str, checker: Checker) -> None:
    """Let `packs` check every folder below `packs/<folder>/`. Registering it again replaces it."""
    _checkers[folder] = checker


def all_checkers() -> Mapping[str, Checker]:
    return _checkers
