"""Points, lines and areas on the ground: bounds, crossings, length and area, GeoJSON and WKT.

A point is (latitude, longitude) in whole millionths of a degree, so that what must be exact (equal, crossing, inside)
is. An area is its corners without the first one repeated at the end.

Length: along the ellipsoid GRS80, by Vincenty's inverse formula (Survey Review 23, 1975; better than a millimetre).
Area: on the cylinder that keeps areas (Lambert), exact but for how edges run between the corners: they follow great
circles, which differ from geodesics by less than 1/100,000 of the area for edges up to 50 km. GeoJSON: RFC 7946.
GRS80: 測量法施行令3条.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import atan2, atanh, cos, dist, hypot, isclose, pi, radians, sin, sqrt, tan
from typing import Any, Final, Literal

from madoguchi.kit.coordinates import MICRO, as_text
from madoguchi.kit.errors import KitError

Point = tuple[int, int]
Kind = Literal["Point", "LineString", "Polygon"]

_A: Final = 6_378_137.0
_F: Final = 1 / 298.257222101
_B: Final = _A * (1 - _F)
_E: Final = sqrt(_F * (2 - _F))


class GeometryError(KitError):
    """``code``: shape (not the geometry that was expected), numbers, too_many."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A rectangle in millionths of a degree, its edges belonging to it. It does not cross the 180th meridian."""

    west: int
    south: int
    east: int
    north: int

    def holds(self, point: Point) -> bool:
        return self.south <= point[0] <= self.north and self.west <= point[1] <= self.east

    def widened(self, metres: float) -> Extent:
        """The same with so many metres more on every side."""
        up = round(metres / 111_000 * MICRO)
        along = round(metres / (111_000 * max(0.1, cos(radians(self.middle[0] / MICRO)))) * MICRO)
        return Extent(self.west - along, self.south - up, self.east + along, self.north + up)

    @property
    def middle(self) -> Point:
        return (self.south + self.north) // 2, (self.west + self.east) // 2


# 国土: 沖ノ鳥島, 南鳥島, 与那国島 and 択捉島 with some sea around.
JAPAN: Final = Extent(122 * MICRO, 20 * MICRO, 155 * MICRO, 46 * MICRO)


def extent_of(points: Iterable[Point]) -> Extent:
    """The smallest rectangle around the points, of which there must be one."""
    known = list(points)
    lats, lons = [lat for lat, _lon in known], [lon for _lat, lon in known]
    return Extent(min(lons), min(lats), max(lons), max(lats))


def looks_swapped(point: Point) -> bool:
    """Whether latitude and longitude stand in each other's place: so it is in Japan, as it stands it is not."""
    lat, lon = point
    return not JAPAN.holds(point) and JAPAN.holds((lon, lat))


# --- crossings: whole numbers, so there is no "nearly"


def crossing(points: Sequence[Point], *, closed: bool) -> tuple[int, int] | None:
    """The first two edges that touch otherwise than as neighbours do, as numbers of their first points; None if none
    do. ``closed``: the last point is joined to the first. Two points in a row must differ."""
    count = len(points)
    edges = [(points[i], points[(i + 1) % count]) for i in range(count if closed else count - 1)]
    for i, one in enumerate(edges):
        for j in range(i + 1, len(edges)):
            neighbours = j == i + 1 or (closed and i == 0 and j == len(edges) - 1)
            if neighbours:
                shared, before, after = (one[1], one[0], edges[j][1]) if j == i + 1 else (one[0], one[1], edges[j][0])
                if _turn(before, shared, after) == 0 and _ahead(shared, before, after):
                    return i, j  # back along the same line
            elif _touch(*one, *edges[j]):
                return i, j
    return None


def _turn(a: Point, b: Point, c: Point) -> int:
    value = (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])
    return (value > 0) - (value < 0)


def _ahead(origin: Point, one: Point, other: Point) -> bool:
    """Whether both lie to the same side of the origin."""
    return (one[0] - origin[0]) * (other[0] - origin[0]) + (one[1] - origin[1]) * (other[1] - origin[1]) > 0


def _touch(a: Point, b: Point, c: Point, d: Point) -> bool:
    one, two, three, four = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if one != two and three != four:
        return True
    return any(
        turn == 0 and extent_of((start, end)).holds(point)
        for turn, start, end, point in ((one, a, b, c), (two, a, b, d), (three, c, d, a), (four, c, d, b))
    )


# --- measures


def distance(one: Point, two: Point) -> float:
    """Metres between two points along the ellipsoid. For the two ends of the earth, where the formula does not come to
    an end, the way along a sphere."""
    if one == two:
        return 0.0
    (lat1, lon1), (lat2, lon2) = (tuple(radians(value / MICRO) for value in point) for point in (one, two))
    u1, u2, along = atan2((1 - _F) * tan(lat1), 1), atan2((1 - _F) * tan(lat2), 1), lon2 - lon1
    lam = along
    for _round in range(100):
        sin_sigma = hypot(cos(u2) * sin(lam), cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lam))
        if sin_sigma == 0:
            return 0.0
        cos_sigma = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lam)
        sigma = atan2(sin_sigma, cos_sigma)
        sin_alpha = cos(u1) * cos(u2) * sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        cos_2m = cos_sigma - 2 * sin(u1) * sin(u2) / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        c = _F / 16 * cos2_alpha * (4 + _F * (4 - 3 * cos2_alpha))
        before = lam
        lam = along + (1 - c) * _F * sin_alpha * (
            sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m**2 - 1))
        )
        if isclose(lam, before, rel_tol=0, abs_tol=1e-13):
            break
    else:
        return 6_371_008.8 * sigma
    u = cos2_alpha * (_A**2 - _B**2) / _B**2
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    step = b / 6 * cos_2m * (4 * sin_sigma**2 - 3) * (4 * cos_2m**2 - 3)
    delta = b * sin_sigma * (cos_2m + b / 4 * (cos_sigma * (2 * cos_2m**2 - 1) - step))
    return _B * a * (sigma - delta)


def length(points: Sequence[Point]) -> Decimal:
    """Metres along the line, to 0.1 m: coordinates say no more."""
    return Decimal(repr(sum(distance(one, two) for one, two in pairwise(points)))).quantize(Decimal("0.1"))


def area(points: Sequence[Point]) -> Decimal:
    """Square metres within the corners, to 0.1 m²; whichever way round they are given."""
    corners = [(radians(lat / MICRO), radians(lon / MICRO)) for lat, lon in points]
    steps = [step for one, two in pairwise([*corners, corners[0]]) for step in _steps(one, two)]
    flat = [(lon * _A, _height(lat)) for lat, lon in steps]
    # From the first corner, so that figures as large as the earth do not swallow square metres.
    x0, y0 = flat[0]
    flat = [(x - x0, y - y0) for x, y in flat]
    double = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*flat, flat[0]]))
    return Decimal(repr(abs(double) / 2)).quantize(Decimal("0.1"))


def _steps(one: tuple[float, float], two: tuple[float, float]) -> list[tuple[float, float]]:
    """The edge from one corner to the next along a great circle, without its end: pieces of some 500 m, 64 at most."""
    (lat1, lon1), (lat2, lon2) = one, two
    start, end = _space(lat1, lon1), _space(lat2, lon2)
    whole = 2 * atan2(dist(start, end), dist(start, [-value for value in end]))
    count = min(64, int(whole * _A / 500) + 1)
    found = [one]
    for number in range(1, count):
        here, there = sin(whole * (1 - number / count)), sin(whole * number / count)
        x, y, z = (here * a + there * b for a, b in zip(start, end, strict=True))
        found.append((atan2(z, hypot(x, y)), atan2(y, x)))
    return found


def _space(lat: float, lon: float) -> tuple[float, float, float]:
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _height(lat: float) -> float:
    """Height on the cylinder of radius _A on which areas are those of the ellipsoid."""
    s = sin(lat)
    return _A * (1 - _E**2) / 2 * (s / (1 - (_E * s) ** 2) + atanh(_E * s) / _E)


def bearing(one: Point, two: Point) -> float:
    """Degrees from north, clockwise, from 0 to below 360, of the second seen from the first; for words such as 南東."""
    (lat1, lon1), (lat2, lon2) = (tuple(radians(value / MICRO) for value in point) for point in (one, two))
    east = sin(lon2 - lon1) * cos(lat2)
    north = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon2 - lon1)
    return atan2(east, north) * 180 / pi % 360


# --- other programs' words


def geojson(kind: Kind, points: Sequence[Point]) -> dict[str, Any]:
    """A GeoJSON geometry (RFC 7946): [longitude, latitude], an area's ring counterclockwise and closed."""
    if kind == "Polygon":
        ring = counterclockwise(points)
        return {"type": kind, "coordinates": [[_position(one) for one in (*ring, ring[0])]]}
    positions = [_position(one) for one in points]
    return {"type": kind, "coordinates": positions[0] if kind == "Point" else positions}


def from_geojson(geometry: Any, kind: Kind) -> tuple[Point, ...]:
    """The points of a geometry of that kind; an area with holes is no area of ours. Raises ``GeometryError``."""
    if not isinstance(geometry, Mapping) or geometry.get("type") != kind:
        raise GeometryError("shape")
    found = geometry.get("coordinates")
    if kind == "Point":
        found = [found]
    elif kind == "Polygon":
        if not isinstance(found, list) or len(found) != 1:
            raise GeometryError("shape")
        found = found[0]
    points = positions(found)
    return points[:-1] if kind == "Polygon" and len(points) > 1 and points[0] == points[-1] else points


def positions(found: Any) -> tuple[Point, ...]:
    """The points of a GeoJSON array of positions; heights are left out. Raises ``GeometryError``."""
    if not isinstance(found, list):
        raise GeometryError("shape")
    points = []
    for one in found:
        if not isinstance(one, list) or len(one) < 2:
            raise GeometryError("shape")
        lon, lat = one[:2]
        if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in (lon, lat)):
            raise GeometryError("numbers")
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise GeometryError("numbers")
        points.append((round(lat * MICRO), round(lon * MICRO)))
    return tuple(points)


def wkt(kind: Kind, points: Sequence[Point]) -> str:
    """Well-known text (OGC 06-103r4): LINESTRING (140.89 38.17, …), longitude first."""
    ring = [*points, points[0]] if kind == "Polygon" else points
    inner = ", ".join(f"{as_text(lon)} {as_text(lat)}" for lat, lon in ring)
    return f"{kind.upper()} {f'(({inner}))' if kind == 'Polygon' else f'({inner})'}"


def from_wkt(text: str, kind: Kind) -> tuple[Point, ...]:
    """The points of a line or an area without holes in well-known text; () for anything else."""
    found = re.fullmatch(rf"{kind}\s*\(\s*\(?([^()]*)\)?\s*\)", text.strip(), re.IGNORECASE)
    points = []
    for pair in found[1].split(",") if found else ():
        try:
            lon, lat = (Decimal(one) for one in pair.split())
            if not (abs(lat) <= 90 and abs(lon) <= 180):
                return ()
            points.append((round(lat * MICRO), round(lon * MICRO)))
        except (ArithmeticError, ValueError):
            return ()
    return tuple(points[:-1] if kind == "Polygon" and len(points) > 1 and points[0] == points[-1] else points)


def _position(point: Point) -> list[float]:
    return [point[1] / MICRO, point[0] / MICRO]


def counterclockwise(points: Sequence[Point]) -> list[Point]:
    """The corners of an area in that direction (north being up), from the same first one."""
    left = sum(one[1] * two[0] - two[1] * one[0] for one, two in pairwise([*points, points[0]])) >= 0
    return list(points) if left else [points[0], *reversed(points[1:])]


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The line with the points left out that lie nearer than ``tolerance`` (millionths of a degree of latitude) to what
    remains (Douglas and Peucker, 1973). First and last stay."""
    if len(points) < 3:
        return list(points)
    squeeze = cos(radians(points[0][0] / MICRO))
    keep = {0, len(points) - 1}
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        worst, far = 0, tolerance
        for number in range(first + 1, last):
            off = _off(points[number], points[first], points[last], squeeze)
            if off > far:
                worst, far = number, off
        if worst:
            keep.add(worst)
            open_parts += [(first, worst), (worst, last)]
    return [points[number] for number in sorted(keep)]


def _off(point: Point, start: Point, end: Point, squeeze: float) -> float:
    """How far a point is from the piece between two others."""
    x, y = (point[1] - start[1]) * squeeze, point[0] - start[0]
    dx, dy = (end[1] - start[1]) * squeeze, end[0] - start[0]
    whole = dx * dx + dy * dy
    along = min(1.0, max(0.0, (x * dx + y * dy) / whole)) if whole else 0.0
    return hypot(x - along * dx, y - along * dy)
