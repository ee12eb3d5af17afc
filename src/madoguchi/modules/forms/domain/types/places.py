"""Places on a map: a point, a line, an area. In words, by coordinates, or (with scripts) by pointing at the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from madoguchi.kit import coordinates, geometry
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.tomlschema import Bool, Choice, Spec
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import NUMBER, TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Post,
    Typed,
    as_text,
    clean_text,
    part_of,
    raise_if,
)
from madoguchi.modules.forms.domain.types.numbers import plain_decimal

_WORDS = 200
_NUMBERS = {"latitude": Text("緯度", "latitude"), "longitude": Text("経度", "longitude")}
MOST_OF_A_VIEW = 30  # letters of the part of a map that is drawn
IN_WORDS = Text("場所（ことば）", "place in words")


@dataclass(frozen=True)
class PlaceType(FieldType):
    """What the three have in common. Stored: {"words": str, "points": [[latitude, longitude], …]}, each number as text
    with six decimals ("38.171600"; WGS84 or JGD2011); one of the two may be empty unless ``need = "shape"``.

    Keys: ``need`` ("either": words or coordinates will do; "shape": coordinates must be there), ``anywhere`` (a place
    outside of the body is taken too).
    """

    control: ClassVar[str] = "place"
    paper: ClassVar[str] = "map"
    keys: ClassVar[Mapping[str, Spec]] = {"need": Choice("either", "shape"), "anywhere": Bool()}
    sort: ClassVar[geometry.Kind] = "Point"

    need: str = "either"
    anywhere: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(need=data.get("need", "either"), anywhere=data.get("anywhere", False))

    def read(self, post: Post, name: str) -> Typed:
        """With the part of the map that is drawn ("view"), which pages without scripts carry along; no answer."""
        view = as_text(post.get(f"{name}.view", ""))[:MOST_OF_A_VIEW]
        typed: dict[str, Any] = {part: as_text(post.get(f"{name}.{part}", "")) for part in self.parts}
        return {**typed, "view": view} if view else typed

    def missing(self) -> Flaw:
        return Flaw("place_missing" if self.need == "either" else "place_shape_missing", self.parts[0])

    def clean(self, typed: Typed, context: Context) -> dict[str, Any]:
        words, flaws = clean_text(part_of(typed, "words"), max_length=_WORDS, sub="words", emoji=False)
        points: Sequence[geometry.Point] = ()
        try:
            points = self.points_of(typed)
            self._fits(points, context)
        except Invalid as invalid:
            flaws += invalid.flaws
        if not points and not flaws and (self.need == "shape" or not words):
            flaws.append(Flaw("place_shape_missing", self.parts[1]))
        raise_if(flaws)
        return {"words": words, "points": stored(self._kept(points))}

    def _kept(self, points: Sequence[geometry.Point]) -> Sequence[geometry.Point]:
        """The points as they are stored."""
        return points

    def points_of(self, typed: Typed) -> tuple[geometry.Point, ...]:
        """The points that were typed, () for none. Raises ``Invalid`` for what cannot be read or drawn."""
        raise NotImplementedError

    def drawable(self, typed: Typed) -> tuple[geometry.Point, ...]:
        """What of the typed points can be drawn: () where they cannot be read."""
        try:
            return self.points_of(typed)
        except Invalid:
            return ()

    def swapped(self, typed: Typed) -> Typed | None:
        """``typed`` with latitude and longitude in each other's place, where they look swapped; None elsewhere."""
        return None

    def _fits(self, points: Sequence[geometry.Point], context: Context) -> None:
        """Inside of Japan, and of the body that is asked."""
        for number, point in enumerate(points, start=1):
            where = {} if self.sort == "Point" else {"row": number}
            shown = {"lat": coordinates.as_text(point[0]), "lon": coordinates.as_text(point[1]), **where}
            if geometry.looks_swapped(point):
                raise Invalid([Flaw(self._code("place_swapped"), self.parts[1], shown)])
            if not geometry.JAPAN.holds(point):
                raise Invalid([Flaw(self._code("place_abroad"), self.parts[1], shown)])
            ground = context.ground
            if ground and ground.extent and not self.anywhere and not ground.extent.holds(point):
                raise Invalid([Flaw(self._code("place_outside"), self.parts[1], {**shown, "body": ground.name})])

    def _code(self, code: str) -> str:
        """A list of points has its own sentence, with the number of the line."""
        return code if self.sort == "Point" else f"{code}_row"

    def points(self, value: Any) -> tuple[geometry.Point, ...]:
        """The points of a stored answer; lenient with a bad one."""
        found = value.get("points", ()) if isinstance(value, Mapping) else ()
        try:
            return tuple(coordinates.pair(as_text(one[0]), as_text(one[1])) for one in found)
        except (coordinates.CoordinateError, LookupError, TypeError):
            return ()

    def measured(self, value: Any) -> Mapping[str, Decimal]:
        """What is worked out from the points: "length" in m, "area" in m²."""
        return {}

    def operand(self, value: Any) -> Any:
        return {"words": part_of(value, "words"), **self.measured(value)}

    def plain(self, value: Any) -> str:
        return part_of(value, "words") or " ".join(self.show(value, "ja"))

    # Exports

    def shape(self, value: Any) -> Any:
        """GeoJSON (RFC 7946) under "geometry", beside the names of the GIF core data model."""
        points = self.points(value)
        found: dict[str, Any] = {"description": part_of(value, "words")} if part_of(value, "words") else {}
        if points:
            found["geometry"] = geometry.geojson(self.sort, points)
        return {**found, **{key: plain_decimal(number) for key, number in self.measured(value).items()}}

    def from_shape(self, shape: Any) -> Any:
        drawn = shape.get("geometry") if isinstance(shape, Mapping) else None
        try:
            points = geometry.from_geojson(drawn, self.sort) if drawn is not None else ()
        except geometry.GeometryError:
            points = ()
        return self._answer(part_of(shape, "description"), points)

    def _answer(self, words: str, points: Sequence[geometry.Point]) -> dict[str, Any] | None:
        return {"words": words, "points": stored(points)} if words or points else None


@dataclass(frozen=True)
class PointType(PlaceType):
    """``point``: one place. Typed: {"words", "lat", "lon"}; both numbers may stand in the first box, as maps on the
    screen give them."""

    name: ClassVar[str] = "point"
    parts: ClassVar[tuple[str, ...]] = ("words", "lat", "lon")

    @property
    def operand_type(self) -> Type:
        return Type(Kind.RECORD, parts={"words": TEXT, "latitude": NUMBER, "longitude": NUMBER})

    def measured(self, value: Any) -> Mapping[str, Decimal]:
        points = self.points(value)
        return {} if not points else dict(zip(_NUMBERS, (_degrees(one) for one in points[0]), strict=True))

    def points_of(self, typed: Typed) -> tuple[geometry.Point, ...]:
        lat, lon = (part_of(typed, part).strip() for part in ("lat", "lon"))
        if not lat and not lon:
            return ()
        if lat and not lon:
            try:
                lat, lon = coordinates.split(lat)
            except coordinates.CoordinateError:
                coordinates_error = _flaw_of(lat, "lat")
                raise Invalid([coordinates_error or Flaw("place_lon_missing", "lon")]) from None
        if lon and not lat:
            raise Invalid([_flaw_of(lon, "lon") or Flaw("place_lat_missing", "lat")])
        try:
            return (coordinates.pair(lat, lon),)
        except coordinates.CoordinateError as error:
            flaws = [flaw for flaw in (_flaw_of(lat, "lat"), _flaw_of(lon, "lon")) if flaw]
            raise Invalid(flaws or [Flaw(f"place_{error.code}", "lat")]) from None

    def swapped(self, typed: Typed) -> Typed | None:
        points = self.drawable(typed)
        if not points or not geometry.looks_swapped(points[0]):
            return None
        lat, lon = points[0]
        return {**self.typed_from(typed), "lat": coordinates.as_text(lon), "lon": coordinates.as_text(lat)}

    def typed_from(self, value: Any) -> dict[str, str]:
        if isinstance(value, Mapping) and "points" not in value:
            return {part: part_of(value, part) for part in self.parts}
        first = next(iter(written(value)), ["", ""])
        return {"words": part_of(value, "words"), "lat": first[0], "lon": first[-1] if len(first) > 1 else ""}

    def show(self, value: Any, lang: str) -> list[str]:
        points = self.points(value)
        return said(value) + ([position(points[0], lang)] if points else [])

    def columns(self) -> Mapping[str, Text]:
        return {"words": IN_WORDS, **_NUMBERS}

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        points = self.points(value)
        numbers = [coordinates.as_text(one) for one in points[0]] if points else ["", ""]
        return {"words": part_of(value, "words"), **dict(zip(_NUMBERS, numbers, strict=True))}

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        lat, lon = cells.get("latitude", ""), cells.get("longitude", "")
        words = cells.get("words", "")
        return {"words": words, "points": [[lat, lon]] if lat or lon else []} if words or lat or lon else None

    def shape(self, value: Any) -> Any:
        found = super().shape(value)
        if self.points(value):
            found |= {key: text for key, text in self.cells(value, "ja").items() if key in _NUMBERS}
        return found


def position(point: geometry.Point, lang: str) -> str:
    """北緯38.171600度、東経140.891700度."""
    lat, lon = point
    if is_english(lang):
        sides = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
        return f"{coordinates.as_text(abs(lat))}° {sides[0]}, {coordinates.as_text(abs(lon))}° {sides[1]}"
    names = "北緯" if lat >= 0 else "南緯", "東経" if lon >= 0 else "西経"
    return f"{names[0]}{coordinates.as_text(abs(lat))}度、{names[1]}{coordinates.as_text(abs(lon))}度"


def said(value: Any) -> list[str]:
    return [part_of(value, "words")] if part_of(value, "words") else []


def stored(points: Sequence[geometry.Point]) -> list[list[str]]:
    return [[coordinates.as_text(one) for one in point] for point in points]


def written(value: Any) -> list[list[str]]:
    """The stored numbers as they are written, right or wrong."""
    found = value.get("points") if isinstance(value, Mapping) else None
    return [[as_text(one) for one in row] for row in found or () if isinstance(row, list) and row]


def listed(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(", ".join(row) for row in rows)


def _degrees(micro: int) -> Decimal:
    return Decimal(micro) / coordinates.MICRO


def _flaw_of(text: str, sub: str) -> Flaw | None:
    """What is wrong with one of the two numbers."""
    try:
        coordinates.read(text)
    except coordinates.CoordinateError as error:
        return Flaw(f"place_{sub}_missing" if error.code == "empty" else f"place_{error.code}", sub)
    return None
