"""Places on a map: what is taken, refused and told; drawn for the body that is asked and for no other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, forget_directory, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.actions import Action
from madoguchi.modules.forms.tests.dog import faults
from madoguchi.modules.forms.tests.sample import CONTEXT, TODAY, codes, definition, field, form, keeps, make, problems
from madoguchi.modules.gis import api as gis

SPOT = {"words": "公会堂の北", "points": [["38.171600", "140.891700"]]}
SQUARE = "38.1716, 140.8917\n38.1716, 140.8927\n38.1726, 140.8927\n38.1726, 140.8917"
BY = Actor.operator("test")
TEMPLATE = '{% import "forms/resident/fields.html" as forms with context %}{{ forms.fields(page) }}'


def town(tenant: Tenant, west: float) -> None:
    """A map of a tenth of a degree each way, with one landmark."""
    hall = {
        "type": "Feature",
        "properties": {"name": f"{tenant.name}役所"},
        "geometry": {"type": "Point", "coordinates": [west + 0.02, 38.15]},
    }
    text = {"type": "FeatureCollection", "bbox": [west, 38.1, west + 0.1, 38.2], "features": [hall]}
    with tenant_scope(tenant):
        gis.load(str(text).replace("'", '"'), credit=f"{tenant.name}の地図", by=BY)
    forget_directory()


def test_a_point_in_words_by_numbers_or_both() -> None:
    kind = make("point")
    keeps(kind, {"words": "公会堂の北", "lat": "３８度１０分１７．７６秒", "lon": "東経140.8917"}, SPOT)
    keeps(kind, {"words": "", "lat": "38.1716, 140.8917"}, {**SPOT, "words": ""})
    keeps(kind, {"words": "公会堂の北"}, {**SPOT, "points": []})
    assert kind.show(SPOT, "en") == ["公会堂の北", "38.171600° N, 140.891700° E"]
    assert kind.plain(SPOT) == "公会堂の北"
    assert kind.shape(SPOT) == {
        "description": "公会堂の北",
        "geometry": {"type": "Point", "coordinates": [140.8917, 38.1716]},
        "latitude": "38.171600",
        "longitude": "140.891700",
    }


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ({"lat": "140.8917", "lon": "38.1716"}, ("lat", "place_swapped")),
        ({"lat": "38.1716"}, ("lon", "place_lon_missing")),
        ({"lon": "140.8917"}, ("lat", "place_lat_missing")),
        ({"lat": "あっち", "lon": "140"}, ("lat", "place_unreadable")),
        ({"lat": "38度61分", "lon": "140"}, ("lat", "place_minutes")),
        ({"lat": "38", "lon": "200"}, ("lon", "place_degrees")),
        ({"lat": "東経140", "lon": "38"}, ("lat", "place_mixed")),
        ({"lat": "51.5", "lon": "0"}, ("lat", "place_abroad")),
        ({"words": "公会堂\ue000"}, ("words", "private_use")),
    ],
)
def test_points_refused(typed: dict[str, str], flaw: tuple[str, str]) -> None:
    assert codes(make("point"), typed) == [flaw]


def test_lines_and_areas_are_measured() -> None:
    area, line = make("area"), make("line")
    value = area.clean({"words": "", "points": f"{SQUARE}\n38.1716, 140.8917"}, CONTEXT)
    assert len(value["points"]) == 4, "the first corner is not repeated"
    assert area.operand(value) == {"words": "", "area": Decimal("9726.6")}
    assert area.show(value, "ja")[0] == "面積 9,726.6㎡"
    assert line.operand(line.clean({"points": SQUARE}, CONTEXT))["length"] == Decimal("286.3")
    clockwise = {"words": "", "points": "\n".join(reversed(SQUARE.splitlines()))}
    stored = area.clean(clockwise, CONTEXT)
    assert area.from_shape(area.shape(stored)) == stored
    assert area.from_cells(area.cells(stored, "ja")) == stored


@pytest.mark.parametrize(
    ("name", "keys", "points", "code"),
    [
        ("line", {}, "38.1, 140.8", "place_too_few"),
        ("line", {}, "38.1, 140.8\n38.1, 140.8", "place_too_few"),
        ("area", {}, "38.1, 140.8\n38.2, 140.8", "place_too_few"),
        ("area", {}, "38.1, 140.8\n38.2, 140.9\n38.2, 140.8\n38.1, 140.9", "place_crossing"),
        ("area", {}, "38.1, 140.8\n38.2, 140.8\n38.15, 140.8", "place_crossing"),
        ("line", {}, "38.1, 140.8\nどこか", "place_row"),
        ("line", {}, "140.8, 38.1\n140.9, 38.1", "place_swapped_row"),
        ("line", {}, "38.1, 140.8\n51.5, 0", "place_abroad_row"),
        ("line", {"max_points": 2}, SQUARE, "place_too_many"),
        ("line", {"max": 100}, SQUARE, "place_too_large"),
        ("area", {"min": 10_000}, SQUARE, "place_too_small"),
        ("area", {"need": "shape"}, "", "place_shape_missing"),
    ],
)
def test_shapes_refused(name: str, keys: dict[str, Any], points: str, code: str) -> None:
    assert codes(make(name, **keys), {"words": "あそこ", "points": points}) == [("points", code)]


def test_a_table_or_a_program_that_spoils_the_points_is_told_so() -> None:
    line = make("line")
    spoilt = line.from_cells({"words": "", "wkt": "LINESTRING 1 2"})
    assert codes(line, line.typed_from(spoilt)) == [("points", "place_row")]
    assert line.from_shape({"description": "道", "geometry": {"type": "Point"}}) == {"words": "道", "points": []}
    assert problems(definition(field("x", "area", max_points=2))) == [("page[0].field[0].max_points", "type")]
    assert problems(definition(field("x", "line", min=5, max=1))) == [("page[0].field[0].max", "type")]


def test_a_measure_is_a_number_in_conditions_and_fees() -> None:
    one = form(field("lot", "area"), field("why", when="lot.area > 9000", required=True))
    outcome = forms.validate(one, {"lot": {"points": SQUARE}}, today=TODAY)
    assert faults(outcome) == [("why", "required")]
    assert faults(forms.validate(one, {"lot": {"words": "裏の畑"}}, today=TODAY)) == [], "words have no size"
    fee = forms.answer_expression(one, "lot.area * 30", forms.Kind.NUMBER)
    assert fee(outcome.env) == 291_798


def test_the_open_body_takes_its_own_places(natori: Tenant, sendai: Tenant) -> None:
    town(natori, 140.85)
    town(sendai, 141.85)
    one = form(field("spot", "point"), field("far", "point", anywhere=True))
    typed = {"spot": {"lat": "38.1716", "lon": "140.8917"}, "far": {"lat": "35.68", "lon": "139.76"}}
    with tenant_scope(natori):
        assert forms.validate(one, typed, today=TODAY).ok
    with tenant_scope(sendai):
        outcome = forms.validate(one, typed, today=TODAY)
        assert faults(outcome) == [("spot.lat", "place_outside")]
        assert "仙台市の外です" in forms.message(outcome.faults[0], "ja")
        assert "Sendai City" in forms.message(outcome.faults[0], "en")
        assert forms.validate(one, typed, today=TODAY, here=False).ok, "an example is of another body"
    assert forms.validate(one, typed, today=TODAY).ok, "no body, no extent"


def test_the_page_of_an_empty_form_has_the_map_of_its_body(natori: Tenant, sendai: Tenant) -> None:
    town(natori, 140.85)
    town(sendai, 141.85)
    one = form(field("spot", "point"))
    with translation.override("ja"):
        for tenant, other in ((natori, sendai), (sendai, natori)):
            with tenant_scope(tenant):
                drawn = str(forms.blank_page(one, "one", "ja", TODAY).fields)
            assert f"{tenant.name}役所" in drawn
            assert other.name not in drawn


def test_a_form_without_a_place_asks_for_no_map(in_natori: Tenant, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        forms.validate(form(field("x")), {"x": "1"}, today=TODAY)
        forms.page_context(form(field("x")), "one", {}, today=TODAY)


def test_what_is_read_back_is_drawn_and_told(natori: Tenant) -> None:
    town(natori, 140.85)
    one = form(field("spot", "point"), field("words", "point"))
    with tenant_scope(natori), translation.override("ja"):
        rows = forms.read_back(one, {"spot": SPOT, "words": {**SPOT, "points": []}}, "ja")[0].rows
    assert list(rows[0].lines) == ["公会堂の北", "北緯38.171600度、東経140.891700度"]
    assert [str(figure).startswith("<svg") for figure in rows[0].figures] == [True, True]
    assert "北緯38.171600度" in str(rows[0].figures[0])
    assert rows[0].caption == "名取市役所から北東へ約3.1km　地図：名取市の地図"
    assert rows[1].figures == ()


def draw(one: forms.Form, typed: dict[str, Any]) -> str:
    with translation.override("ja"):
        view = forms.page_context(one, "one", typed, today=TODAY)
        return engines["jinja2"].from_string(TEMPLATE).render({"page": view, "lang": "ja"}, RequestFactory().get("/"))


def test_without_scripts_buttons_look_closer_and_elsewhere(natori: Tenant) -> None:
    town(natori, 140.85)
    one = form(field("spot", "point"))
    typed = {"spot": {"words": "", "lat": "38.1716", "lon": "140.8917"}}
    with tenant_scope(natori):
        page = draw(one, typed)
        [closer] = re.findall(r'name="_map" value="(spot:[^"]+)"', page)
        assert "北緯38.171600度、東経140.891700度（名取市役所から北東へ約3.1km）に印があります。</p>" in page, (
            "to be read"
        )
        assert closer == "spot:1,38171600,140891700", "towards the place, and nothing else to do yet"
        action = forms.read_action(QueryDict(urlencode({"_map": closer})))
        assert action == Action("map", "spot", "1,38171600,140891700")
        near = forms.after_action(one, typed, action)
        assert near["spot"] == {**typed["spot"], "view": "1,38171600,140891700"}
        page = draw(one, near)
        assert 'name="spot.view" value="1,38171600,140891700"' in page, "carried along"
        ways = dict(re.findall(r'value="spot:([^"]*)">([^<]+)<', page))
        assert list(ways.values()) == ["大きく", "小さく", "北へ", "南へ", "西へ", "東へ"]
        assert ways[""] == "小さく"
        outcome = forms.validate(one, near, today=TODAY)
        assert outcome.answers["spot"] == {"words": "", "points": [["38.171600", "140.891700"]]}, "a view is no answer"
        assert forms.after_action(one, near, Action("map", "spot")) == typed, "the place on the whole map again"
        for wrong in ("99,999999999,999999999", "1,2", "x" * 200, "-1,0,0"):
            assert "data-marks" in draw(one, {"spot": {**typed["spot"], "view": wrong}})
    with pytest.raises(forms.NoSuchPlace):
        forms.after_action(form(field("x")), {"x": "1"}, Action("map", "x", "1,2,3"))


def test_the_page_says_what_its_map_shows(natori: Tenant) -> None:
    with tenant_scope(natori):
        bare = draw(form(field("spot", "point")), {})
        assert "日本の海岸線だけの地図です。場所は、住所や目印の言葉でも、緯度と経度でも示せます。" in bare
    town(natori, 140.85)
    with tenant_scope(natori):
        drawn = draw(form(field("spot", "point", need="shape")), {})
    assert "目印だけの地図です。" in drawn
    assert "場所は、緯度と経度でも示せます。" in drawn, "no words are asked"


def test_swapped_numbers_are_turned_round_by_a_button_and_drawn_to_be_looked_at(natori: Tenant) -> None:
    town(natori, 140.85)
    one = form(field("spot", "point"), field("road", "line"))
    typed = {"spot": {"words": "北", "lat": "140.8917", "lon": "38.1716"}, "road": {"words": "", "points": "38,140"}}
    with tenant_scope(natori):
        page = draw(one, typed)
        assert 'name="_swap" value="spot"' in page
        assert 'name="_swap" value="road"' not in page
        assert forms.read_action(QueryDict("_swap=spot")) == Action("swap", "spot")
        started = forms.start("procedures/x@1", form=one, typed=typed)
        saved = forms.save_page(started.draft, one, "one", typed, action=Action("swap", "spot"))
        assert saved.focus == "f-spot"
        assert saved.draft.typed["spot"] == {"words": "北", "lat": "38.171600", "lon": "140.891700"}
        page = draw(one, saved.draft.typed)
        assert "北緯38.171600度、東経140.891700度（名取市役所から北東へ約3.1km）に印があります" in page
        assert 'name="_swap"' not in page
        assert page.partition("<noscript>")[2].partition("</noscript>")[0].count("<svg") == 1, "the place from close by"
    road = {"words": "", "points": "140.8917, 38.1716\n140.8927, 38.1716"}
    turned = forms.after_action(one, {"road": road}, Action("swap", "road"))
    assert turned["road"]["points"] == "38.171600, 140.891700\n38.171600, 140.892700"
    assert forms.after_action(one, {"road": road}, Action("map", "road")) == {"road": road}
    with pytest.raises(forms.NoSuchPlace):
        forms.after_action(form(field("x")), {"x": "1"}, Action("swap", "x"))


def test_a_place_at_the_end_of_the_world_is_refused_and_not_drawn(natori: Tenant) -> None:
    town(natori, 140.85)
    one = form(field("spot", "point"))
    with tenant_scope(natori):
        for lat, lon in (("90", "180"), ("-90", "0"), ("51.5", "0")):
            assert "印はまだありません" in draw(one, {"spot": {"lat": lat, "lon": lon}})


def test_nothing_comes_from_elsewhere_unless_the_operator_names_a_server(natori: Tenant, settings: Settings) -> None:
    town(natori, 140.85)
    one = form(field("spot", "point"))
    with tenant_scope(natori):
        assert "http" not in draw(one, {}).replace("http://www.w3.org/2000/svg", "")
        settings.MADOGUCHI_MAP_TILES = "https://tiles.example.jp/{z}/{x}/{y}.png"
        settings.MADOGUCHI_MAP_ATTRIBUTION = "見本の地図"
        page = draw(one, {})
    assert "https://tiles.example.jp/{z}/{x}/{y}.png" in page
    assert "見本の地図" in page
