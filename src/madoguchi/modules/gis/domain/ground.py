"""What a map of a body shows, and how it is read from a GeoJSON file (RFC 7946).

Polygons are the outline of the body, lines are roads, railways and rivers, points with a ``name`` (and ``name_en``) are
landmarks. A file from a geographic information system has thousands of corners that nobody sees on a phone: they are
thinned out until ``CORNERS`` remain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians
from typing import Any, Final

from madoguchi.kit import geometry
from madoguchi.kit.coordinates import MICRO
from madoguchi.kit.errors import KitError
from madoguchi.kit.geometry import JAPAN, Extent, Point
from madoguchi.kit.languages import english as is_english

CORNERS: Final = 2500
LANDMARKS: Final = 60
NAME: Final = 40
_FINEST: Final = 20  # millionths of a degree, 2 m: what the first thinning may move


class MapError(KitError):
    """``code``: json, collection (no GeoJSON), shape (a geometry that cannot be read), empty, abroad (not in Japan),
    extent (no area)."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something that people know and that stands on the map by name."""

    point: Point
    name: str
    name_en: str = ""

    def in_(self, lang: str) -> str:
        return self.name_en if is_english(lang) and self.name_en else self.name


@dataclass(frozen=True)
class Content:
    """What is drawn."""

    rings: tuple[tuple[Point, ...], ...] = ()
    lines: tuple[tuple[Point, ...], ...] = ()
    landmarks: tuple[Landmark, ...] = ()

    def dump(self) -> str:
        """As text for the database; ``load`` reads it."""
        return json.dumps(
            {
                "rings": self.rings,
                "lines": self.lines,
                "landmarks": [[*one.point, one.name, one.name_en] for one in self.landmarks],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def load(cls, text: str) -> Content:
        data = json.loads(text)
        rings, lines = (tuple(tuple((lat, lon) for lat, lon in one) for one in data[key]) for key in ("rings", "lines"))
        landmarks = tuple(Landmark((lat, lon), name, english) for lat, lon, name, english in data["landmarks"])
        return cls(rings, lines, landmarks)


@dataclass(frozen=True, eq=False)
class Ground:
    """A body on the map. ``extent``: what its forms take, None while it has no map; ``view``: what a map shows."""

    name: str
    name_en: str
    extent: Extent | None
    view: Extent
    content: Content = Content()
    credit: str = ""

    def in_(self, lang: str) -> str:
        return self.name_en if is_english(lang) else self.name

    @cached_property
    def window(self) -> Extent:
        """The view, made at least as high as three quarters of its width, and no higher than it is wide."""
        return framed(self.view)


def framed(view: Extent, least: float = 0.0) -> Extent:
    """``view`` with a little room around it, between 4 : 3 and square; at least so many metres wide."""
    squeeze = cos(radians(view.middle[0] / MICRO))
    lat, lon = view.middle
    width, height = (view.east - view.west) * squeeze * 1.08, (view.north - view.south) * 1.08
    width = max(width, height, least / 111_000 * MICRO, 1000)
    height = max(height, width * 0.75)
    along, up = round(width / squeeze / 2), round(height / 2)
    return Extent(lon - along, lat - up, lon + along, lat + up)


def read_map(text: str) -> tuple[Content, Extent]:
    """What a GeoJSON file shows, thinned out, and its extent (its own ``bbox``, else that of all its corners).

    Raises ``MapError``.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise MapError("json") from None
    rings: list[Sequence[Point]] = []
    lines: list[Sequence[Point]] = []
    landmarks: list[Landmark] = []
    try:
        for drawn, words in _geometries(data):
            kind, found = drawn["type"], drawn["coordinates"]
            if kind in ("Polygon", "MultiPolygon"):
                for polygon in [found] if kind == "Polygon" else found:
                    rings += [geometry.positions(ring) for ring in polygon]
            elif kind in ("LineString", "MultiLineString"):
                lines += [geometry.positions(line) for line in ([found] if kind == "LineString" else found)]
            elif kind == "Point" and words[0]:
                landmarks.append(Landmark(geometry.positions([found])[0], *words))
    except (geometry.GeometryError, KeyError, TypeError, AttributeError):
        raise MapError("shape") from None
    content = _thinned(Content(tuple(map(tuple, rings)), tuple(map(tuple, lines)), tuple(landmarks[:LANDMARKS])))
    extent = _bbox(data) or _around(content)
    if not all(JAPAN.holds(corner) for corner in ((extent.south, extent.west), (extent.north, extent.east))):
        raise MapError("abroad")
    if extent.west >= extent.east or extent.south >= extent.north:
        raise MapError("extent")
    return content, extent


def _geometries(data: Any) -> Iterator[tuple[Mapping[str, Any], tuple[str, str]]]:
    """Every geometry of a document, with its name."""
    if not isinstance(data, Mapping):
        raise MapError("collection")
    kind = data.get("type")
    if kind == "FeatureCollection":
        for one in data.get("features", ()):
            yield from _geometries(one)
    elif kind == "Feature":
        properties = data.get("properties") or {}
        names = tuple(str(properties.get(key) or "")[:NAME] for key in ("name", "name_en"))
        for one, _names in _geometries(data["geometry"]) if data.get("geometry") else ():
            yield one, (names[0], names[1])
    elif kind == "GeometryCollection":
        for one in data.get("geometries", ()):
            yield from _geometries(one)
    elif kind in ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "MultiPoint"):
        yield data, ("", "")
    else:
        raise MapError("collection")


def _bbox(data: Any) -> Extent | None:
    found = data.get("bbox")
    if found is None:
        return None
    if not isinstance(found, list) or len(found) != 4:
        raise MapError("shape")
    try:
        (south, west), (north, east) = geometry.positions([found[:2], found[2:]])
    except geometry.GeometryError:
        raise MapError("shape") from None
    return Extent(west, south, east, north)


def _around(content: Content) -> Extent:
    """The outline's extent; that of everything where there is none."""
    shapes = content.rings or (*content.lines, *((one.point,) for one in content.landmarks))
    points = [point for shape in shapes for point in shape]
    if not points:
        raise MapError("empty")
    return geometry.extent_of(points)


def _thinned(content: Content) -> Content:
    """At most ``CORNERS`` corners: the tolerance grows until so few remain, and specks are left out."""
    tolerance, thin = float(_FINEST), content
    while True:
        shapes = [
            [tuple(geometry.simplified(one, tolerance)) for one in some] for some in (content.rings, content.lines)
        ]
        rings = tuple(one for one in shapes[0] if len(set(one)) > 2)
        thin = replace(content, rings=rings, lines=tuple(one for one in shapes[1] if len(one) > 1))
        if sum(map(len, (*thin.rings, *thin.lines))) <= CORNERS or tolerance > MICRO:
            return thin
        tolerance *= 1.6


def clipped(ring: Iterable[Point], window: Extent) -> list[Point]:
    """What of a closed ring lies within the rectangle (Sutherland and Hodgman, 1974); [] for nothing."""
    points = list(ring)
    for axis, bound, inner in ((1, window.west, 1), (1, window.east, -1), (0, window.south, 1), (0, window.north, -1)):
        kept: list[Point] = []
        for one, two in zip([points[-1], *points[:-1]], points, strict=True) if points else ():
            ins = [(point[axis] - bound) * inner >= 0 for point in (one, two)]
            if ins[0] != ins[1]:
                part = (bound - one[axis]) / (two[axis] - one[axis])
                kept.append((round(one[0] + (two[0] - one[0]) * part), round(one[1] + (two[1] - one[1]) * part)))
            if ins[1]:
                kept.append(two)
        points = kept
    return points
