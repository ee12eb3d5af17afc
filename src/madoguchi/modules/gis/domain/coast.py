"""The land of Japan: what a map shows where a body has no outline of its own, and around it.

Made by ``tools/coast.py`` from Natural Earth 1:10m (public domain): good to about a kilometre, so it tells land from
sea and nothing finer.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from madoguchi.kit.geometry import Extent, Point, extent_of

FILE = Path(__file__).resolve().parent.parent / "japan.json"


@cache
def land() -> tuple[tuple[Extent, tuple[Point, ...]], ...]:
    """Every island: its extent and its coast, in millionths of a degree. The file has steps of 1/1,000 of a degree."""
    islands = []
    for steps in json.loads(FILE.read_text()):
        lat = lon = 0
        ring = []
        for up, along in zip(steps[::2], steps[1::2], strict=True):
            lat, lon = lat + up * 1000, lon + along * 1000
            ring.append((lat, lon))
        islands.append((extent_of(ring), tuple(ring)))
    return tuple(islands)
