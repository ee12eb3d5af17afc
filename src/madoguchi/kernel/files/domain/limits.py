"""How much and what may be handed in at one place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.kernel.files.choices import Kind

MEGABYTE: Final = 1024 * 1024
KILOBYTE: Final = 1024


@dataclass(frozen=True)
class Limits:
    """`max_bytes` per file and the `kinds` (of choices.Kind) that are taken. Raises ValueError for unknown kinds."""

    max_bytes: int
    kinds: tuple[str, ...]

    def __init__(self, max_bytes: int, kinds: Sequence[str]) -> None:
        unknown = set(kinds) - set(Kind.values)
        if unknown or not kinds or max_bytes < 1:
            raise ValueError(f"limits need bytes and known kinds: {max_bytes}, {sorted(unknown) or list(kinds)}")
        object.__setattr__(self, "max_bytes", max_bytes)
        object.__setattr__(self, "kinds", tuple(kinds))


def readable_size(size: int) -> str:
    """12_890_000 → 12.3MB. Rounded up, so that what is over a limit also reads so (10.1MB, never 10MB)."""
    if size < KILOBYTE:
        return f"{size}B"
    unit, name = (KILOBYTE, "KB") if size < MEGABYTE else (MEGABYTE, "MB")
    tenths = math.ceil(size * 10 / unit)
    return f"{tenths // 10}{name}" if tenths % 10 == 0 else f"{tenths / 10:.1f}{name}"
