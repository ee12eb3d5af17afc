"""Places of a form on the map of the open body: what is asked, and what is read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kit.geometry import JAPAN
from madoguchi.modules.forms.domain import readback
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.controls import MapView
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.types.base import Ground, part_of
from madoguchi.modules.forms.domain.types.places import PlaceType, position
from madoguchi.modules.gis import api as gis


def ground() -> Ground | None:
    """What judging a place needs to know of the open body; None where none is open."""
    here = gis.ground_here()
    return Ground(Text(here.name, here.name_en), here.extent) if here else None


def chart(lang: str) -> Callable[[PlaceType, Any], MapView] | None:
    """Draws the control of a place on the open body's map; None where no one body is open."""
    here = gis.ground_here()
    if here is None:
        return None
    address, attribution = gis.tiles()

    def draw(kind: PlaceType, typed: Any) -> MapView:
        view = part_of(typed, "view")
        sheet = gis.sheet(here, view)
        points = kind.drawable(typed)
        swap = kind.swapped(typed) is not None
        shown = () if swap or not all(JAPAN.holds(point) for point in points) else points
        return MapView(
            width=sheet.width,
            height=sheet.height,
            base=gis.blank(here, lang, view),
            marks=gis.marks(here, kind.sort, shown, view),
            near=() if view else gis.figures(here, kind.sort, shown, lang, _("印の近く"))[1:],
            said=_said(here, kind, shown, lang),
            credit=here.credit,
            swap=swap,
            shows="" if address else _shows(here, kind, lang),
            view=view,
            steps=gis.steps(here, view, shown),
            data={
                "sort": kind.sort,
                "west": sheet.window.west,
                "north": sheet.window.north,
                "scale": sheet.scale,
                "squeeze": sheet.squeeze,
                "most": getattr(kind, "max_points", 1),
                "tiles": address,
                "attribution": attribution,
                "words": _words(),
            },
        )

    return draw


def _shows(here: gis.Ground, kind: PlaceType, lang: str) -> str:
    """What is to be seen on the map and what is not, and how else a place can be told."""
    if here.extent is None:
        shown = _("日本の海岸線だけの地図です。")
    elif not here.content.rings:
        shown = _("海岸線と目印だけの地図です。市町村の境や道は出ていません。")
    elif not here.content.lines:
        shown = _("%(body)sの輪郭と、まわりの市町村、目印だけの地図です。道や建物は出ていません。") % {
            "body": here.in_(lang)
        }
    else:
        shown = _("%(body)sの輪郭と、おもな道や川の地図です。建物は出ていません。") % {"body": here.in_(lang)}
    if kind.need == "shape":
        return shown + _("場所は、緯度と経度でも示せます。")
    return shown + _("場所は、住所や目印の言葉でも、緯度と経度でも示せます。")


def _words() -> dict[str, str]:
    """What a script says and writes on its buttons."""
    return {
        "in": _("大きく"),
        "out": _("小さく"),
        "whole": _("全体"),
        "here": _("現在地"),
        "undo": _("最後の点を消す"),
        "clear": _("地図の印を消す"),
        "hint": _("地図を押すと、そこに印が付きます。印は引いて動かせます。"),
        "keys": _("矢印キーで動かし、Enterキーで印を付け、＋と－で大きさを変えます。"),
        "at": _("印：{place}"),
        "none": _("印はまだありません。"),
        "many": _("印は{n}個までです。"),
        "searching": _("現在地を調べています…"),
        "unknown": _("現在地が分かりませんでした。地図を押すか、住所や目印を書いてください。"),
        "far": _("現在地は、この地図の外です。"),
        "lat": _("北緯{n}度"),
        "lon": _("東経{n}度"),
    }


def _said(here: gis.Ground, kind: PlaceType, points: Sequence[tuple[int, int]], lang: str) -> str:
    """The map in words."""
    name = here.in_(lang)
    if not points:
        return _("%(body)sの地図。印はまだありません。") % {"body": name}
    where = gis.told(here, kind.sort, points, lang)
    place = position(points[0], lang) + (f"（{where}）" if where else "")
    if kind.sort == "Point":
        return _("%(body)sの地図。%(place)sに印があります。") % {"body": name, "place": place}
    return _("%(body)sの地図。%(place)sから始まる、%(n)s個の点が結ばれています。") % {
        "body": name, "place": place, "n": len(points),
    }  # fmt: skip


def read_back(
    form: Form,
    answers: Mapping[str, Any],
    lang: str,
    *,
    visible: Iterable[str] | None = None,
    today: date | None = None,
    office: bool = False,
    confidential: bool = False,
) -> list[readback.Section]:
    """As ``domain.readback.read_back``, with places drawn on the map of the open body."""
    here = gis.ground_here() if form.has_map else None
    back = partial(
        readback.read_back, form, answers, lang,
        visible=visible, today=today, office=office, confidential=confidential,
    )  # fmt: skip
    if here is None:
        return back()

    def draw(kind: PlaceType, value: Any) -> tuple[Sequence[str], str]:
        points = kind.points(value)
        if not points:
            return (), ""
        figures = gis.figures(here, kind.sort, points, lang, _said(here, kind, points, lang))
        told = gis.told(here, kind.sort, points, lang)
        credit = _("地図：%(credit)s") % {"credit": here.credit} if here.credit else ""
        return figures, "　".join(text for text in (told, credit) if text)

    return back(draw=draw)
