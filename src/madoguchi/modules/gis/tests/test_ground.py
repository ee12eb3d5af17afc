"""Reading a map from GeoJSON, thinning it out, cutting it, drawing it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit.geometry import Extent, area
from madoguchi.modules.gis import api as gis
from madoguchi.modules.gis.domain import coast, drawing, views
from madoguchi.modules.gis.domain.ground import CORNERS, Content, Ground, Landmark, MapError, clipped, framed, read_map

MIYAGI = Path("/work/shared/data/boundaries/miyagi.geojson")
TOWN = Extent(140780000, 38100000, 140970000, 38220000)
HALL = Landmark((38171500, 140891700), "市役所<b>", "City Hall")
GROUND = Ground("名取市", "Natori City", TOWN, TOWN, Content(landmarks=(HALL,)))


def feature(kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


SQUARE = [[140.8, 38.1], [140.9, 38.1], [140.9, 38.2], [140.8, 38.2], [140.8, 38.1]]


def test_a_map_is_read_and_comes_back_from_the_database() -> None:
    content, extent = read_map(
        collection(
            feature("MultiPolygon", [[SQUARE]]),
            feature("LineString", [[140.85, 38.1], [140.86, 38.2, 12.5]], name="国道"),
            feature("Point", [140.8917, 38.1715], name="市役所", name_en="City Hall"),
            feature("Point", [140.8, 38.1]),
            {"type": "Feature", "properties": None, "geometry": None},
        )
    )
    assert (len(content.rings), len(content.lines), [one.name for one in content.landmarks]) == (1, 1, ["市役所"])
    assert extent == Extent(140800000, 38100000, 140900000, 38200000), "the outline's own"
    assert Content.load(content.dump()) == content
    _content, named = read_map(collection(bbox=[140.7, 38.0, 141.0, 38.3]))
    assert named == Extent(140700000, 38000000, 141000000, 38300000)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json"), ("[" * 100_000, "json"), ("[]", "collection"), ('{"type": "Topology"}', "collection"),
        (collection(), "empty"), (collection(feature("Point", [140.8, 38.1])), "empty"),
        (collection(feature("Polygon", None)), "shape"), (collection(feature("Polygon", [[["x", 1]]])), "shape"),
        (collection(feature("LineString", [[38.1, 70.8], [38.2, 70.9]])), "abroad"),
        (collection(feature("Point", [140.8, 38.1], name="点")), "extent"), (collection(bbox=[1, 2]), "shape"),
        (collection(bbox=["a", 2, 3, 4]), "shape"),
    ],
)  # fmt: skip
def test_what_is_no_map_says_why(text: str, code: str) -> None:
    with pytest.raises(MapError) as caught:
        read_map(text)
    assert caught.value.code == code


def test_a_real_boundary_is_thinned_out_and_keeps_its_shape() -> None:
    if not MIYAGI.exists():
        pytest.skip("data not at hand: the boundaries of 国土数値情報")
    content, extent = read_map(MIYAGI.read_text())
    assert sum(map(len, content.rings)) <= CORNERS
    assert Extent(140200000, 37700000, 141700000, 39100000).holds(extent.middle)
    assert 6_500 < sum(area(ring[:-1]) for ring in content.rings) / 1_000_000 < 8_000, "7,282 km²"


def polygon(code: str, name: str, west: float, south: float) -> dict[str, Any]:
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return feature("Polygon", [ring], N03_003="", N03_004=name, N03_007=code)


def test_of_a_prefectures_file_the_others_are_neighbours_by_name() -> None:
    file = collection(
        polygon("04207", "名取市", 140.8, 38.1),
        polygon("04211", "岩沼市", 140.8, 38.0),
        feature("Polygon", [SQUARE], N03_003="仙台市", N03_004="太白区", N03_007="04104"),
        polygon("04205", "気仙沼市", 141.4, 38.8),
    )
    content, extent = read_map(file, "042072", "名取市")
    assert extent == Extent(140800000, 38100000, 140900000, 38200000), "of the body alone"
    assert [name for name, _rings in content.around] == ["岩沼市", "仙台市"], "who is far away is not kept"
    assert Content.load(content.dump()) == content
    large, sliver = [(38100000, 140780000), (38100000, 140900000), (38220000, 140900000)], [(38100000, 140780000)] * 3
    named = replace(GROUND, content=Content(around=(("岩沼<市>", (tuple(large),)), ("亘理町", (tuple(sliver),)))))
    drawn = str(gis.blank(named, "ja"))
    assert "岩沼&lt;市&gt;" in drawn
    assert "亘理町" not in drawn, "no room for its name"
    assert "岩沼" not in str(gis.blank(named, "ja", "3,38160000,140900000")), "close by one knows"
    prefecture, _extent = read_map(file, "040002", "宮城県")
    assert (len(prefecture.rings), prefecture.around) == (4, ())
    assert len(read_map(file, "041009", "仙台市")[0].rings) == 1, "a designated city is its wards"
    with pytest.raises(MapError, match="other_body"):
        read_map(file, "042021", "石巻市")
    if MIYAGI.exists():
        real, _extent = read_map(MIYAGI.read_text(), "042072", "名取市")
        assert {"仙台市", "岩沼市", "村田町", "柴田町"} <= {name for name, _rings in real.around}


def test_another_village_of_the_same_name_is_no_part_of_the_body() -> None:
    """泊村 is in Hokkaido twice: one at Shakotan, one on Kunashiri."""
    text = collection(polygon("01403", "泊村", 140.4, 43.0), polygon("01696", "泊村", 145.7, 43.9))
    content, extent = read_map(text, "014036", "泊村")
    assert len(content.rings) == 1
    assert extent.east < 141_000_000


def test_degrees_stand_at_the_edge_and_lines_run_where_they_say() -> None:
    drawn = str(gis.blank(GROUND, "ja"))
    assert {"38.15", "140.85", "140.90"} <= set(re.findall(r">([\d.]+)</text>", drawn))
    x, _y = gis.sheet(GROUND).at((38_100_000, 140_850_000))
    assert f"M{x:g} 0V" in drawn


def test_views_stay_on_the_map_and_lead_back() -> None:
    view = views.steps(GROUND, "", (38_219_999, 140_969_999))["in"]
    for way in ("in", "west", "south", "in", "north", "east"):
        window = views.window(GROUND, view)
        whole = GROUND.window
        assert whole.west <= window.west < window.east <= whole.east
        assert whole.south <= window.south < window.north <= whole.north
        view = views.steps(GROUND, view).get(way, view)
    while view:
        view = views.steps(GROUND, view)["out"]
    assert views.window(GROUND, "nonsense") == views.window(GROUND, "0,1,1") == GROUND.window
    closest = views.window(GROUND, f"{views.CLOSEST},38150000,140850000")
    assert "in" not in views.steps(GROUND, "99,38150000,140850000")
    assert closest.east > closest.west


@given(
    st.lists(
        st.tuples(st.integers(38_000_000, 38_300_000), st.integers(140_700_000, 141_000_000)), min_size=3, max_size=9
    )
)
def test_what_is_cut_lies_within(ring: list[tuple[int, int]]) -> None:
    kept = clipped(ring, TOWN)
    assert all(TOWN.holds(point) for point in kept)
    inside = [point for point in ring if TOWN.holds(point)]
    assert set(inside) <= set(kept)


def is_land(lat: int, lon: int) -> bool:
    """Whether a way eastwards leaves an odd number of coasts behind."""
    crossed = 0
    for _extent, ring in coast.land():
        for (lat1, lon1), (lat2, lon2) in pairwise([*ring, ring[0]]):
            if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) * (lon2 - lon1) / (lat2 - lat1):
                crossed += 1
    return crossed % 2 == 1


def test_the_coast_tells_land_from_sea() -> None:
    for lat, lon, land in ((38171500, 140891700, True), (38150000, 141200000, False), (26212000, 127679000, True),
                           (43062000, 141354000, True), (38300000, 134000000, False)):  # fmt: skip
        assert is_land(lat, lon) == land, (lat, lon)
    window = framed(TOWN)
    assert sum(bool(clipped(ring, window)) for _extent, ring in coast.land()) == 1, "Honshu and no other island"


def test_a_picture_is_sound_svg_with_words_and_nothing_that_the_policy_forbids() -> None:
    spot = (38160000, 140900000)
    for picture in gis.figures(GROUND, "Point", [spot], "ja", "名取市の地図<i>"):
        root = ElementTree.fromstring(str(picture))
        assert root.get("aria-label") == "名取市の地図<i>"
        assert root.get("role") == "img"
        for one in root.iter():
            assert not {"style", "onclick", "href"} & set(one.keys())
    assert "市役所&lt;b&gt;" in str(picture) or "市役所&lt;b&gt;" in str(gis.blank(GROUND, "ja"))
    assert "City Hall" in str(gis.blank(GROUND, "en"))


def test_a_small_place_is_shown_from_close_by_and_a_large_one_once() -> None:
    small = [(38160000, 140900000), (38160200, 140900000), (38160200, 140900300)]
    whole, near = gis.figures(GROUND, "Polygon", small, "ja", "x")
    assert (whole.count("<circle"), near.count("<circle")) == (1, 3), "a pin, then its corners"
    large = [(38110000, 140800000), (38210000, 140960000), (38120000, 140960000)]
    assert len(gis.figures(GROUND, "Polygon", large, "ja", "x")) == 1
    assert gis.figures(GROUND, "Point", [], "ja", "x") == []
    [far, *_near] = drawing.windows(GROUND, [(38500000, 141500000)])
    assert far.holds((38500000, 141500000)), "what lies outside widens the map"


def test_where_a_place_lies_in_words() -> None:
    south_east = (38164000, 140901300)
    assert gis.told(GROUND, "Point", [south_east], "ja") == "市役所<b>から南東へ約1.2km"
    assert gis.told(GROUND, "Point", [south_east], "en") == "about 1.2 km south-east of City Hall"
    assert gis.told(Ground("名取市", "", None, TOWN), "Point", [south_east], "ja") == ""


def test_the_picture_and_the_ground_fit_together() -> None:
    sheet = gis.sheet(GROUND)
    x, y = sheet.at(sheet.window.middle)
    assert (round(x), round(y)) == (sheet.width // 2, round(sheet.height / 2))
    assert 0.7 < sheet.height / sheet.width < 1.05
    metres, long = sheet.bar
    assert metres in drawing._SCALES
    assert 40 < long <= sheet.width / 4
