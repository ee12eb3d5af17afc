"""What a map of a body shows, and how it is read from a GeoJSON file (RFC 7946).

Polygons are the outline of the body, lines are roads, railways and rivers, points with a ``name`` (and ``name_en``) are
landmarks. In a file of several municipalities (国土数値情報「行政区域データ」 of a prefecture: ``N03_…``) the others'
polygons are neighbours, drawn with their names as far as the map shows them. A file from a geographic information
system has thousands of corners that nobody sees on a phone: they are thinned out until ``CORNERS`` remain.
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
    extent (no area), other_body (only polygons of other municipalities)."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something that people know and that stands on the map by name."""

    point: Point
    name: str
    name_en: str = ""

    def in_(self, lang: str) -> str:
        return self.name_en if is_english(lang) and self.name_en else self.name


Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Content:
    """What is drawn. ``around``: name and outline of each neighbour."""

    rings: tuple[Ring, ...] = ()
    lines: tuple[Ring, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    around: tuple[tuple[str, tuple[Ring, ...]], ...] = ()

    def dump(self) -> str:
        """As text for the database; ``load`` reads it."""
        return json.dumps(
            {
                "rings": self.rings,
                "lines": self.lines,
                "landmarks": [[*one.point, one.name, one.name_en] for one in self.landmarks],
                "around": self.around,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def load(cls, text: str) -> Content:
        data = json.loads(text)
        rings, lines = (_rings(data[key]) for key in ("rings", "lines"))
        landmarks = tuple(Landmark((lat, lon), name, english) for lat, lon, name, english in data["landmarks"])
        return cls(rings, lines, landmarks, tuple((name, _rings(found)) for name, found in data.get("around", ())))


def _rings(found: Iterable[Iterable[Any]]) -> tuple[Ring, ...]:
    return tuple(tuple((lat, lon) for lat, lon in one) for one in found)


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


def read_map(text: str, code: str = "", name: str = "") -> tuple[Content, Extent]:
    """What a GeoJSON file shows, thinned out, and its extent (its own ``bbox``, else that of the body's outline).

    ``code`` (six digits) and ``name`` tell the body's own polygons from those of its neighbours. Raises ``MapError``.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise MapError("json") from None
    rings: list[Ring] = []
    lines: list[Ring] = []
    landmarks: list[Landmark] = []
    around: dict[str, list[Ring]] = {}
    try:
        for drawn, said in _geometries(data):
            kind, found = drawn["type"], drawn["coordinates"]
            if kind in ("Polygon", "MultiPolygon"):
                other = _neighbour(said, code, name)
                into = around.setdefault(other, []) if other else rings
                for polygon in [found] if kind == "Polygon" else found:
                    into += [geometry.positions(ring) for ring in polygon]
            elif kind in ("LineString", "MultiLineString"):
                lines += [geometry.positions(line) for line in ([found] if kind == "LineString" else found)]
            elif kind == "Point" and said.get("name"):
                names = [str(said.get(key) or "")[:NAME] for key in ("name", "name_en")]
                landmarks.append(Landmark(geometry.positions([found])[0], *names))
    except (geometry.GeometryError, KeyError, TypeError, AttributeError):
        raise MapError("shape") from None
    if around and not rings:
        raise MapError("other_body")
    content = Content(tuple(rings), tuple(lines), tuple(landmarks[:LANDMARKS]))
    extent = _bbox(data) or _around(content)
    if not all(JAPAN.holds(corner) for corner in ((extent.south, extent.west), (extent.north, extent.east))):
        raise MapError("abroad")
    if extent.west >= extent.east or extent.south >= extent.north:
        raise MapError("extent")
    return _thinned(replace(content, around=_cut(around, framed(extent)))), extent


def _neighbour(said: Mapping[str, Any], code: str, name: str) -> str:
    """The name of the municipality that a polygon is of; "" for the body's own, and in a file that does not say."""
    theirs = str(said.get("N03_007") or "")
    names = [str(said.get(key) or "") for key in ("N03_003", "N03_004")]
    # A ward of a designated city has a number of its own. Any other name is no proof: there are two 泊村.
    ward = theirs[:2] == code[:2] and names[0] == name and name.endswith("市")
    own = not theirs or not code or theirs == code[:5] or ward
    if own or (code[2:5] == "000" and theirs[:2] == code[:2]):  # a prefecture is all its municipalities
        return ""
    return (names[0] if names[0].endswith("市") else names[1])[:NAME]  # a ward stands for its city


def _cut(around: Mapping[str, Sequence[Ring]], window: Extent) -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """What of the neighbours lies near the map; one of them may be a whole county away."""
    wide, high = window.east - window.west, window.north - window.south
    near = Extent(window.west - wide // 4, window.south - high // 4, window.east + wide // 4, window.north + high // 4)
    found = []
    for name, rings in around.items():
        kept = tuple(tuple(seen) for ring in rings if (seen := clipped(ring, near)))
        if kept:
            found.append((name, kept))
    return tuple(found)


def _geometries(data: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Every geometry of a document, with what its feature says of it."""
    if not isinstance(data, Mapping):
        raise MapError("collection")
    kind = data.get("type")
    if kind == "FeatureCollection":
        for one in data.get("features", ()):
            yield from _geometries(one)
    elif kind == "Feature":
        said = data.get("properties") or {}
        for one, _said in _geometries(data["geometry"]) if data.get("geometry") else ():
            yield one, said if isinstance(said, Mapping) else {}
    elif kind == "GeometryCollection":
        for one in data.get("geometries", ()):
            yield from _geometries(one)
    elif kind in ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "MultiPoint"):
        yield data, {}
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
        thin = replace(
            content,
            rings=_coarser(content.rings, tolerance, 3),
            lines=_coarser(content.lines, tolerance, 2),
            around=tuple((name, _coarser(rings, tolerance, 3)) for name, rings in content.around),
        )
        if corners(thin) <= CORNERS or tolerance > MICRO:
            return thin
        tolerance *= 1.6


def _coarser(shapes: Iterable[Ring], tolerance: float, least: int) -> tuple[Ring, ...]:
    found = (tuple(geometry.simplified(one, tolerance)) for one in shapes)
    return tuple(one for one in found if len(set(one)) >= least)


def corners(content: Content) -> int:
    """How many corners a map has, its neighbours' too."""
    shapes = (*content.rings, *content.lines, *(ring for _name, rings in content.around for ring in rings))
    return sum(map(len, shapes))


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
