"""Writes the land in and around Japan: `PYTHONPATH=src python tools/coast.py path/to/land-10m.json`.

The file is from the npm package world-atlas 2.0.2 (ISC), which carries Natural Earth 4.1, 1:10m, as TopoJSON; the data
is in the public domain (https://www.naturalearthdata.com/about/terms-of-use/). Fetch that package without installing it
(`npm pack world-atlas@2.0.2`), unpack it, and run this; the program needs neither. What comes out is
src/madoguchi/modules/gis/japan.json: one list an island, [latitude, longitude, then the steps to the next corner …] in
thousandths of a degree. Land and sea only: Natural Earth's borders are not those of Japanese maps, and none is drawn.
"""

from __future__ import annotations

import hashlib
import json
import sys
from itertools import pairwise
from pathlib import Path

from madoguchi.kit.geometry import JAPAN, Extent
from madoguchi.modules.gis.domain.ground import clipped

ROOT = Path(__file__).resolve().parent.parent
COAST = ROOT / "src/madoguchi/modules/gis/japan.json"
SHA256 = "9b9f584709c119d63fbadf484ce425260497697b7166be7a2fe360e8c0b171a8"
WINDOW = Extent(*(edge // 1000 for edge in (JAPAN.west, JAPAN.south, JAPAN.east, JAPAN.north)))
LEAST = 4  # corners of an island, at steps of 100 m


def rings(atlas: dict) -> list[list[tuple[int, int]]]:
    """The coasts as (latitude, longitude) in thousandths of a degree."""
    scale, move = atlas["transform"]["scale"], atlas["transform"]["translate"]

    def arc(number: int) -> list[tuple[int, int]]:
        x = y = 0
        points = []
        for dx, dy in atlas["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((round((y * scale[1] + move[1]) * 1000), round((x * scale[0] + move[0]) * 1000)))
        return points if number >= 0 else points[::-1]

    [world] = atlas["objects"]["land"]["geometries"]
    found = []
    for polygon in world["arcs"]:
        ring: list[tuple[int, int]] = []
        for number in polygon[0]:
            ring += [point for point in arc(number) if not ring or point != ring[-1]]
        kept = clipped(ring, WINDOW)
        if len(set(kept)) >= LEAST:
            found.append(kept[:-1] if kept[0] == kept[-1] else kept)
    return sorted(found, key=len, reverse=True)


def main() -> int:
    """Write the coast; prints how much it is."""
    data = Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        print("coast: not the land-10m.json of world-atlas 2.0.2", file=sys.stderr)
        return 1
    islands = []
    for ring in rings(json.loads(data)):
        steps = list(ring[0])
        for (lat1, lon1), (lat2, lon2) in pairwise(ring):
            steps += [lat2 - lat1, lon2 - lon1]
        islands.append(steps)
    text = ",\n".join(json.dumps(one, separators=(",", ":")) for one in islands)
    COAST.write_text(f"[{text}]\n")
    print(f"coast: {len(islands)} islands, {sum(map(len, islands)) // 2} corners, {COAST.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
