"""The schematic map of a prefecture: every municipality is a cell, roughly where it lies. Drawn by us, one TOML file a
prefecture (`grid_04.toml`); a prefecture without a file has no map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from madoguchi.kit import toml


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows count from the north, columns from the west, both from 1; `tall` and `wide` are in cells.

    label_en: the English name with soft hyphens, where it is too long for a cell.
    """

    code: str
    row: int
    column: int
    tall: int = 1
    wide: int = 1
    label_en: str = ""

    def covers(self) -> set[tuple[int, int]]:
        """The squares that it lies on, as (row, column)."""
        return {(self.row + down, self.column + right) for down in range(self.tall) for right in range(self.wide)}


class BadGrid(ValueError):
    """Two cells lie on one square, a municipality comes twice, or a cell lies outside."""


def read_grid(text: str) -> tuple[Cell, ...]:
    """The cells in reading order: from north to south, in a row from west to east. Raises BadGrid."""
    data = toml.loads(text)
    cells = sorted((Cell(**cell) for cell in data["cells"]), key=lambda cell: (cell.row, cell.column))
    taken: set[tuple[int, int]] = set()
    codes: set[str] = set()
    for cell in cells:
        squares = cell.covers()
        if taken & squares or cell.code in codes:
            raise BadGrid(f"{cell.code} lies on a square that is taken, or comes twice")
        if any(not (1 <= row <= data["rows"] and 1 <= column <= data["columns"]) for row, column in squares):
            raise BadGrid(f"{cell.code} lies outside the grid")
        taken |= squares
        codes.add(cell.code)
    return tuple(cells)


@cache
def grid_of(prefecture: str) -> tuple[Cell, ...]:
    """The map of a prefecture by its two digits ("04"); () when nobody has drawn it."""
    path = Path(__file__).with_name(f"grid_{prefecture}.toml")
    return read_grid(path.read_text(encoding="utf-8")) if path.exists() else ()
