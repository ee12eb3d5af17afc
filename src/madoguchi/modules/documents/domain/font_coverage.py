"""Which characters an OpenType font can draw, read from its `cmap` table.

Only what the question needs is read: subtable format 12 (all of Unicode) and format 14 (variation sequences, the
IVS of 渡邉󠄀). Layout of the table: OpenType specification, "cmap — Character To Glyph Index Mapping Table".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_FULL_UNICODE = 12
_VARIATIONS = 14


class NotAFont(ValueError):
    """The file has no readable full-Unicode character map."""


@dataclass(frozen=True)
class Coverage:
    """`characters`: code points with a glyph. `variations`: (base, selector) pairs the font tells apart."""

    characters: frozenset[int]
    variations: frozenset[tuple[int, int]]

    def __or__(self, other: Coverage) -> Coverage:
        return Coverage(self.characters | other.characters, self.variations | other.variations)


def read_coverage(path: Path) -> Coverage:
    """Read the coverage of one font file (a single font, not a collection). Raises NotAFont."""
    data = path.read_bytes()
    try:
        cmap = _table(data, b"cmap")
        subtables = dict(_subtables(cmap))
        if _FULL_UNICODE not in subtables:
            raise NotAFont(f"{path.name}: no character map of format 12")
        characters = _groups(subtables[_FULL_UNICODE])
        variations = _sequences(subtables[_VARIATIONS]) if _VARIATIONS in subtables else frozenset()
    except struct.error as error:
        raise NotAFont(f"{path.name}: truncated character map") from error
    return Coverage(characters, variations)


def _table(data: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 4)
    for index in range(count):
        name, _checksum, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if name == tag:
            return data[offset : offset + length]
    raise NotAFont(f"no {tag.decode()} table")


def _subtables(cmap: bytes) -> list[tuple[int, bytes]]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    found = []
    for index in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * index)
        (kind,) = struct.unpack_from(">H", cmap, offset)
        found.append((kind, cmap[offset:]))
    return found


def _groups(subtable: bytes) -> frozenset[int]:
    (count,) = struct.unpack_from(">I", subtable, 12)
    points: set[int] = set()
    for first, last, _glyph in struct.iter_unpack(">III", subtable[16 : 16 + 12 * count]):
        points.update(range(first, last + 1))
    return frozenset(points)


def _uint24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "big")


def _sequences(subtable: bytes) -> frozenset[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", subtable, 6)
    pairs: set[tuple[int, int]] = set()
    for index in range(count):
        at = 10 + 11 * index
        selector = _uint24(subtable, at)
        usual, special = struct.unpack_from(">II", subtable, at + 3)
        if usual:  # sequences that look like the plain character: ranges of bases
            (ranges,) = struct.unpack_from(">I", subtable, usual)
            for entry in range(usual + 4, usual + 4 + 4 * ranges, 4):
                first = _uint24(subtable, entry)
                pairs.update((base, selector) for base in range(first, first + subtable[entry + 3] + 1))
        if special:  # sequences with a glyph of their own
            (mappings,) = struct.unpack_from(">I", subtable, special)
            for entry in range(special + 4, special + 4 + 5 * mappings, 5):
                pairs.add((_uint24(subtable, entry), selector))
    return frozenset(pairs)
