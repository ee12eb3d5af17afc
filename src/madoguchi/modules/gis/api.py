"""The door of the gis room: where a body is, and pictures of places in it.

Usage: ``from madoguchi.modules.gis import api as gis``. Geometry itself (lengths, areas, GeoJSON) is ``kit.geometry``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from markupsafe import Markup

from madoguchi.kit.geometry import Kind, Point, extent_of
from madoguchi.modules.gis.domain import drawing, views
from madoguchi.modules.gis.domain.ground import Ground, MapError
from madoguchi.modules.gis.queries import ground_here, ground_of
from madoguchi.modules.gis.services import load, remove


def figures(ground: Ground, kind: Kind, points: Sequence[Point], lang: str, said: str) -> list[Markup]:
    """A place as SVG: on the map of the body, and close by where it is small there; [] without points. ``said``: its
    words, for those who do not see the picture."""
    if not points:
        return []
    whole, *near = drawing.windows(ground, points)
    # Corners that would stand on top of each other are one pin.
    first = ("Point", [extent_of(points).middle]) if near else (kind, points)
    shown = [(whole, *first), *((window, kind, points) for window in near)]
    return [drawing.picture(ground, *one, lang, said) for one in shown]


def sheet(ground: Ground, view: str = "") -> drawing.Sheet:
    """The picture of the body on which a form lets people point: the whole, or the part that ``view`` means."""
    return drawing.Sheet(views.window(ground, view))


def blank(ground: Ground, lang: str, view: str = "") -> Markup:
    """What lies under the marks of that picture (SVG elements, without their svg)."""
    return drawing.base(ground, views.window(ground, view), lang)


def marks(ground: Ground, kind: Kind, points: Sequence[Point], view: str = "") -> Markup:
    """The marks on that picture."""
    return drawing.marks(sheet(ground, view), kind, points)


def steps(ground: Ground, view: str, points: Sequence[Point]) -> Mapping[str, str]:
    """The views that buttons lead to from this one, for those without scripts: "in" "out" "north" …; "": the whole."""
    return views.steps(ground, view, extent_of(points).middle if points else None)


def told(ground: Ground, kind: Kind, points: Sequence[Point], lang: str) -> str:
    """Where a place lies, seen from the nearest landmark; "" where none is known."""
    return drawing.told(ground, kind, points, lang)


def tiles() -> tuple[str, str]:
    """The address of map tiles ("…/{z}/{x}/{y}.png") and their attribution, as the operator has set them; "" for none:
    then no page loads anything from elsewhere."""
    return settings.MADOGUCHI_MAP_TILES, settings.MADOGUCHI_MAP_ATTRIBUTION


__all__ = [
    "Ground",
    "MapError",
    "blank",
    "figures",
    "ground_here",
    "ground_of",
    "load",
    "marks",
    "remove",
    "sheet",
    "steps",
    "tiles",
    "told",
]
