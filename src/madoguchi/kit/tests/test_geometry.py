"""Length and area against figures of PROJ; crossings, GeoJSON and WKT."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import geometry
from madoguchi.kit.geometry import JAPAN, Extent, GeometryError, Point

SQUARE = [(38171600, 140891700), (38171600, 140892700), (38172600, 140892700), (38172600, 140891700)]
POINTS = st.tuples(st.integers(38_000_000, 38_000_030), st.integers(140_000_000, 140_000_030))
FAR = st.tuples(st.integers(20_000_000, 46_000_000), st.integers(122_000_000, 155_000_000))


@pytest.mark.parametrize(
    ("points", "length", "area"),
    # pyproj 3.7.2, Geod(ellps="GRS80"): line_length and polygon_area_perimeter
    [
        ([(36103775, 140087855), (35655028, 139744750)], "58643.8896", None),
        (SQUARE, "286.2533", "9726.5518"),
        ([(43060000, 141350000), (43060000, 141450000), (43160000, 141400000)], "19977.6292", "45244891.1048"),
        ([(24340000, 124150000), (24350000, 124160000), (24345000, 124170000), (24330000, 124165000)], "4395.4734",
         "2388572.3815"),
    ],
)  # fmt: skip
def test_measures(points: list[Point], length: str, area: str | None) -> None:
    assert abs(geometry.length(points) - Decimal(length)) <= Decimal("0.06")
    if area is not None:
        assert abs(geometry.area(points) / Decimal(area) - 1) < Decimal("0.00001")
        assert geometry.area(points[::-1]) == geometry.area(points)


@given(FAR, FAR)
def test_distances(one: Point, two: Point) -> None:
    there = geometry.distance(one, two)
    assert there == pytest.approx(geometry.distance(two, one), abs=1e-6)
    assert (there == 0) == (one == two)
    assert 0 <= geometry.bearing(one, two) < 360


def test_the_two_ends_of_the_earth_come_to_an_end() -> None:
    assert geometry.distance((0, 0), (500_000, 179_500_000)) == pytest.approx(19_936_288, rel=0.005)


def test_crossings() -> None:
    a, b, c, d = SQUARE
    assert geometry.crossing([a, b, c, d], closed=True) is None
    assert geometry.crossing([a, c, b, d], closed=True) == (0, 2)
    assert geometry.crossing([a, c, b, d], closed=False) == (0, 2)
    assert geometry.crossing([a, b, a], closed=False) == (0, 1), "back the way it came"
    middle = (38171600, 140892200)
    assert geometry.crossing([a, b, c, middle], closed=True) is not None, "a corner on another edge"
    assert geometry.crossing([a, middle, b, c], closed=True) is None, "a corner on a straight line"


@given(st.lists(POINTS, min_size=3, max_size=7, unique=True))
def test_whether_edges_cross_does_not_hang_on_where_one_begins(points: list[Point]) -> None:
    found = {
        geometry.crossing([*points[start:], *points[:start]][::step], closed=True) is None
        for start in range(len(points))
        for step in (1, -1)
    }
    assert len(found) == 1


@given(st.lists(FAR, min_size=3, max_size=6, unique=True))
def test_other_programs_give_back_what_they_got(points: list[Point]) -> None:
    ring = tuple(geometry.counterclockwise(points))
    for kind, given_ in (("Point", ring[:1]), ("LineString", ring), ("Polygon", ring)):
        assert geometry.from_geojson(geometry.geojson(kind, given_), kind) == given_  # type: ignore[arg-type]
        if kind != "Point":
            assert geometry.from_wkt(geometry.wkt(kind, given_), kind) == given_  # type: ignore[arg-type]


def test_geojson_of_an_area_is_closed_and_counterclockwise() -> None:
    [ring] = geometry.geojson("Polygon", SQUARE[::-1])["coordinates"]
    assert ring[0] == ring[-1]
    assert len(ring) == 5
    turns = sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))
    assert turns > 0


@pytest.mark.parametrize(
    ("shape", "code"),
    [({"type": "LineString", "coordinates": []}, "shape"), ({"type": "Point", "coordinates": [1]}, "shape"),
     ({"type": "Point", "coordinates": ["a", 1]}, "numbers"), ({"type": "Point", "coordinates": [181, 1]}, "numbers"),
     ({"type": "Point", "coordinates": [True, 1]}, "numbers"), ([], "shape"), (None, "shape")],
)  # fmt: skip
def test_bad_geojson(shape: object, code: str) -> None:
    with pytest.raises(GeometryError) as caught:
        geometry.from_geojson(shape, "Point")
    assert caught.value.code == code
    with pytest.raises(GeometryError):
        geometry.from_geojson({"type": "Polygon", "coordinates": [[], []]}, "Polygon")


@pytest.mark.parametrize(
    "text", ["", "POINT (1 2)", "LINESTRING (1 2", "LINESTRING (1 1e999999, 2 2)", "LINESTRING (nan 1)"]
)
def test_bad_wkt(text: str) -> None:
    assert geometry.from_wkt(text, "LineString") == ()


def test_extents_and_swapped_axes() -> None:
    town = Extent(140780000, 38100000, 140970000, 38220000)
    assert town.holds(SQUARE[0])
    assert not town.holds((38222000, 140891700))
    assert town.widened(1000).holds((38222000, 140891700))
    assert all(geometry.looks_swapped((lon, lat)) and not geometry.looks_swapped((lat, lon)) for lat, lon in SQUARE)
    assert not JAPAN.holds((51_500_000, 0))


@given(st.lists(POINTS, min_size=2, max_size=12))
def test_thinning_keeps_the_ends_and_stays_near(points: list[Point]) -> None:
    thin = geometry.simplified(points, 5)
    assert (thin[0], thin[-1]) == (points[0], points[-1])
    assert set(thin) <= set(points)
    assert len(geometry.simplified(points, 1000)) == 2 or len(points) < 3
    assert all(one in points for one, _two in combinations(thin, 2))
