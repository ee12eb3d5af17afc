"""Places of several points: lines and areas, and how large they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from madoguchi.kit import coordinates, geometry
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.tomlschema import Int, Number, Spec
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import NUMBER, TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import Context, Flaw, Invalid, Typed, part_of
from madoguchi.modules.forms.domain.types.numbers import plain_decimal
from madoguchi.modules.forms.domain.types.places import IN_WORDS, PlaceType, listed, position, said, stored, written

_MAX_POINTS = 100


@dataclass(frozen=True)
class ShapeType(PlaceType):
    """A place of several points. Typed: {"words", "points"}: a line of text for each point, latitude first.

    Keys besides: ``max_points`` (100), ``min`` and ``max`` of the measure.
    """

    parts: ClassVar[tuple[str, ...]] = ("words", "points")
    keys: ClassVar[Mapping[str, Spec]] = {
        **PlaceType.keys,
        "max_points": Int(2, _MAX_POINTS),
        "min": Number(0),
        "max": Number(0),
    }
    least: ClassVar[int] = 2
    measure: ClassVar[str] = "length"
    heading: ClassVar[Text] = EMPTY

    max_points: int = _MAX_POINTS
    min: Decimal | None = None
    max: Decimal | None = None

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        bounds = {key: Decimal(str(data[key])) for key in ("min", "max") if key in data}
        return cls(
            need=data.get("need", "either"),
            anywhere=data.get("anywhere", False),
            max_points=data.get("max_points", _MAX_POINTS),
            min=bounds.get("min"),
            max=bounds.get("max"),
        )

    def faults(self) -> list[tuple[str, str, str]]:
        if self.min is not None and self.max is not None and self.min > self.max:
            return [("max", "max が min より小さくなっています。", "max is smaller than min.")]
        if self.max_points < self.least:
            return [("max_points", f"{self.least}以上にしてください。", f"It must be {self.least} or more.")]
        return []

    @property
    def operand_type(self) -> Type:
        return Type(Kind.RECORD, parts={"words": TEXT, self.measure: NUMBER})

    def points_of(self, typed: Typed) -> tuple[geometry.Point, ...]:
        lines = [line for line in part_of(typed, "points").splitlines() if line.strip()]
        if len(lines) > self.max_points + 1:
            raise Invalid([Flaw("place_too_many", "points", {"max": self.max_points, "given": len(lines)})])
        points: list[geometry.Point] = []
        for number, line in enumerate(lines, start=1):
            try:
                point = coordinates.pair(*coordinates.split(line))
            except coordinates.CoordinateError:
                raise Invalid([Flaw("place_row", "points", {"row": number, "text": line.strip()[:40]})]) from None
            if not points or points[-1] != point:  # a point pressed twice
                points.append(point)
        return tuple(points)

    def _fits(self, points: Sequence[geometry.Point], context: Context) -> None:
        if not points:
            return
        super()._fits(points, context)
        self._sound(points)
        size = self._size(points)
        params = {"size": _grouped(size), "unit": self.unit}
        if self.min is not None and size < self.min:
            raise Invalid([Flaw("place_too_small", "points", {**params, "min": _grouped(self.min)})])
        if self.max is not None and size > self.max:
            raise Invalid([Flaw("place_too_large", "points", {**params, "max": _grouped(self.max)})])

    def _sound(self, points: Sequence[geometry.Point]) -> None:
        """Enough points and not too many."""
        if len(points) < self.least:
            raise Invalid([Flaw("place_too_few", "points", {"least": self.least, "given": len(points)})])
        if len(points) > self.max_points:
            raise Invalid([Flaw("place_too_many", "points", {"max": self.max_points, "given": len(points)})])

    def _size(self, points: Sequence[geometry.Point]) -> Decimal:
        return geometry.length(points)

    @property
    def unit(self) -> Text:
        return Text("m", "m")

    def swapped(self, typed: Typed) -> Typed | None:
        points = self.drawable(typed)
        if not points or not all(geometry.looks_swapped(point) for point in points):
            return None
        return {"words": part_of(typed, "words"), "points": listed(stored([(lon, lat) for lat, lon in points]))}

    def typed_from(self, value: Any) -> dict[str, str]:
        points = value.get("points") if isinstance(value, Mapping) else None
        text = points if isinstance(points, str) else listed(written(value))
        return {"words": part_of(value, "words"), "points": text}

    def measured(self, value: Any) -> Mapping[str, Decimal]:
        points = self.points(value)
        return {self.measure: self._size(points)} if points else {}

    def show(self, value: Any, lang: str) -> list[str]:
        points = self.points(value)
        if not points:
            return said(value)
        size = self.measured(value)[self.measure]
        gap = " " if is_english(lang) else ""
        told = f"{self.heading.in_(lang)}{': ' if gap else ' '}{_grouped(size)}{gap}{self.unit.in_(lang)}"
        return [*said(value), told, *(f"{n}. {position(one, lang)}" for n, one in enumerate(points, start=1))]

    def columns(self) -> Mapping[str, Text]:
        unit = self.unit.ja
        heading = Text(f"{self.heading.ja}（{unit}）", f"{self.heading.in_('en')} ({unit})")
        return {"words": IN_WORDS, "wkt": Text("WKT", "WKT"), self.measure: heading}

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        points = self.points(value)
        return {
            "words": part_of(value, "words"),
            "wkt": geometry.wkt(self.sort, points) if points else "",
            **{key: plain_decimal(number) for key, number in self.measured(value).items()},
        }

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        words, text = cells.get("words", ""), cells.get("wkt", "").strip()
        points = geometry.from_wkt(text, self.sort)
        # What cannot be read stays as it is written, for ``clean`` to refuse with its reason.
        return {"words": words, "points": [[text]]} if text and not points else self._answer(words, points)


@dataclass(frozen=True)
class LineType(ShapeType):
    """``line``: a way of two points and more; ``x.length`` is its length in metres."""

    name: ClassVar[str] = "line"
    sort: ClassVar[geometry.Kind] = "LineString"
    heading: ClassVar[Text] = Text("長さ", "Length")


@dataclass(frozen=True)
class AreaType(ShapeType):
    """``area``: what lies within three corners and more, whose edges do not cross; ``x.area`` is its size in m². The
    first corner may be repeated at the end."""

    name: ClassVar[str] = "area"
    sort: ClassVar[geometry.Kind] = "Polygon"
    least: ClassVar[int] = 3
    measure: ClassVar[str] = "area"
    heading: ClassVar[Text] = Text("面積", "Area")

    @property
    def unit(self) -> Text:
        return Text("㎡", "m²")

    def points_of(self, typed: Typed) -> tuple[geometry.Point, ...]:
        points = super().points_of(typed)
        return points[:-1] if len(points) > 1 and points[0] == points[-1] else points

    def _kept(self, points: Sequence[geometry.Point]) -> Sequence[geometry.Point]:
        """Counterclockwise from the first corner, as GeoJSON has it: other programs give back what they were given."""
        return geometry.counterclockwise(points) if points else ()

    def _sound(self, points: Sequence[geometry.Point]) -> None:
        super()._sound(points)
        edges = geometry.crossing(points, closed=True)
        if edges is not None:
            one, other = (number + 1 for number in edges)
            ends = {"a": one, "b": one % len(points) + 1, "c": other, "d": other % len(points) + 1}
            raise Invalid([Flaw("place_crossing", "points", ends)])

    def _size(self, points: Sequence[geometry.Point]) -> Decimal:
        return geometry.area(points)


def _grouped(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1')):,}"
