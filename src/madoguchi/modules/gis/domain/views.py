"""Looking closer without scripts: which part of a body's map is drawn, written as "zoom,latitude,longitude".

The buttons of a page carry what they lead to, so that nothing about it has to be kept but the one that was pressed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from madoguchi.kit.geometry import Extent, Point
from madoguchi.modules.gis.domain.ground import Ground

CLOSEST: Final = 12  # halvings of the window
_TEXT: Final = re.compile(r"([0-9]{1,2}),([0-9]{1,9}),([0-9]{1,9})")


def read(ground: Ground, text: str) -> tuple[int, Point]:
    """How often the window is halved, and its middle; the whole map (0) for what cannot be read."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return 0, ground.window.middle
    zoom, lat, lon = map(int, found.groups())
    zoom = min(zoom, CLOSEST)
    return zoom, _held(ground.window, zoom, (lat, lon))


def window(ground: Ground, text: str) -> Extent:
    """The part of the map that ``text`` means; never beyond its edges."""
    zoom, middle = read(ground, text)
    if not zoom:
        return ground.window
    up, along = _half(ground.window, zoom)
    return Extent(middle[1] - along, middle[0] - up, middle[1] + along, middle[0] + up)


def steps(ground: Ground, text: str, mark: Point | None = None) -> Mapping[str, str]:
    """Where one can look from there, by the words of the buttons: "in" "out" "north" "south" "west" "east". The first
    look closer goes to the ``mark``, where there is one on the map."""
    zoom, (lat, lon) = read(ground, text)
    whole = ground.window
    found: dict[str, str] = {}
    if zoom < CLOSEST:
        near = mark if not zoom and mark and whole.holds(mark) else (lat, lon)
        found["in"] = _text(whole, zoom + 1, near)
    if not zoom:
        return found
    found["out"] = _text(whole, zoom - 1, (lat, lon)) if zoom > 1 else ""
    up, along = _half(whole, zoom)
    ways = {"north": (up, 0), "south": (-up, 0), "west": (0, -along), "east": (0, along)}
    for name, (higher, further) in ways.items():
        there = _held(whole, zoom, (lat + higher, lon + further))
        if there != (lat, lon):
            found[name] = _text(whole, zoom, there)
    return found


def _half(whole: Extent, zoom: int) -> tuple[int, int]:
    """Half of the height and of the width of a window."""
    part = 2 ** (zoom + 1)
    return max((whole.north - whole.south) // part, 1), max((whole.east - whole.west) // part, 1)


def _held(whole: Extent, zoom: int, middle: Point) -> Point:
    """The nearest middle with which a window does not reach beyond the map."""
    up, along = _half(whole, zoom)
    lat, lon = middle
    return min(max(lat, whole.south + up), whole.north - up), min(max(lon, whole.west + along), whole.east - along)


def _text(whole: Extent, zoom: int, middle: Point) -> str:
    lat, lon = _held(whole, zoom, middle)
    return f"{zoom},{lat},{lon}"
