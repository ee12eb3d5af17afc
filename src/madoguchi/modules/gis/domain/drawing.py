"""A map as SVG: drawn on the server, so that it is there without JavaScript, on paper and in a PDF.

Presentation attributes only: the content policy allows no style of an element, and Typst reads no style sheet. Forms
are told apart by shape as well as colour. A flat picture is enough for a town: longitudes are squeezed by the cosine of
the middle latitude, which is off by less than 1 % over 100 km.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from typing import Final

from markupsafe import Markup, escape

from madoguchi.kit import geometry
from madoguchi.kit.coordinates import MICRO
from madoguchi.kit.geometry import Extent, Kind, Point
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.gis.domain import coast
from madoguchi.modules.gis.domain.ground import Ground, clipped, framed

WIDTH: Final = 640
LETTER: Final = 26
SEA, LAND, BODY, EDGE, WAY, TEXT, MARK = "#dfeaf2", "#f7f6f1", "#ffffff", "#4d4d4d", "#8a8a8a", "#1a1a1a", "#c4000f"
GRID: Final = "#b5b5b5"
GRID_LETTER: Final = 20
# Steps of the grid, in millionths of a degree: 0.001, 0.002, 0.005 … 5.
_STEPS: Final = tuple(one * 10**power for power in range(3, 7) for one in (1, 2, 5))
_FONT: Final = 'font-family="Noto Sans JP, sans-serif"'
_WINDS: Final = {
    "ja": ("北", "北東", "東", "南東", "南", "南西", "西", "北西"),
    "en": ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"),
}
_SCALES: Final = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a point lies on the picture: ``WIDTH`` wide, north up. Scripts reckon with the same four numbers."""

    window: Extent

    @property
    def squeeze(self) -> float:
        return cos(radians(self.window.middle[0] / MICRO))

    @property
    def scale(self) -> float:
        """Units a millionth of a degree of latitude."""
        return WIDTH / ((self.window.east - self.window.west) * self.squeeze)

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return round((self.window.north - self.window.south) * self.scale)

    def at(self, point: Point) -> tuple[float, float]:
        x = (point[1] - self.window.west) * self.squeeze * self.scale
        return round(x, 1), round((self.window.north - point[0]) * self.scale, 1)

    def path(self, points: Sequence[Point], *, closed: bool) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in map(self.at, points)) + ("Z" if closed else "")

    @property
    def bar(self) -> tuple[int, float]:
        """A round number of metres and how long it is on the picture: a fifth of its width or less."""
        middle = self.window.middle
        metres = geometry.distance((middle[0], self.window.west), (middle[0], self.window.east))
        fitting = [one for one in _SCALES if one <= metres / 4] or [_SCALES[0]]
        return fitting[-1], fitting[-1] / metres * WIDTH


def base(ground: Ground, window: Extent, lang: str) -> Markup:
    """What every picture of this window has: land and sea, the body and its neighbours, roads, landmarks, the grid of
    degrees, north, scale. That of a body's whole map is kept; windows that anybody may ask for are not."""
    return _whole(ground, lang) if window == ground.window else _drawn(ground, window, lang)


@lru_cache(maxsize=64)
def _whole(ground: Ground, lang: str) -> Markup:
    return _drawn(ground, ground.window, lang)


def _drawn(ground: Ground, window: Extent, lang: str) -> Markup:
    sheet = Sheet(window)
    content = ground.content
    # Cut a little outside of the picture, so that the edge of the cut is not drawn.
    cut = _grown(window)
    shore = [clipped(ring, cut) for extent, ring in coast.land() if _meet(extent, cut)]
    under = [f'<rect width="{WIDTH}" height="{sheet.height}" fill="{SEA}"/>']
    under += [f'<path d="{sheet.path(ring, closed=True)}" fill="{LAND}" {_line(WAY, 1)}/>' for ring in shore if ring]
    over = [_neighbour(sheet, rings) for _name, rings in content.around]
    body = "".join(sheet.path(kept, closed=True) for ring in content.rings if (kept := clipped(ring, cut)))
    if body:
        how = f'fill="{BODY}" fill-rule="evenodd" {_line(EDGE, 2)} stroke-dasharray="9 3"'
        over.append(f'<path data-body="" d="{body}" {how}/>')
    over += [f'<path d="{sheet.path(line, closed=False)}" fill="none" {_line(WAY, 2.5)}/>' for line in content.lines]
    if window == ground.window:  # to find room for a name takes time, and close by one knows where one is
        over += [_named(sheet, name, rings) for name, rings in content.around]
    over += _landmarks(sheet, [(one.point, one.in_(lang)) for one in content.landmarks if window.holds(one.point)])
    grid = f'<g data-grid="">{_grid(sheet)}</g>'
    parts = f'<g data-under="">{"".join(under)}</g><g data-over="">{"".join(over)}</g>{grid}{_scale(sheet, lang)}'
    return Markup(parts)  # noqa: S704 - numbers and escaped names


def _grown(window: Extent) -> Extent:
    along, up = (window.east - window.west) // 20, (window.north - window.south) // 20
    return Extent(window.west - along, window.south - up, window.east + along, window.north + up)


def _meet(one: Extent, two: Extent) -> bool:
    return one.west <= two.east and two.west <= one.east and one.south <= two.north and two.south <= one.north


def _line(colour: str, width: float) -> str:
    """A stroke that stays as thin where a script enlarges the picture."""
    return f'stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round" vector-effect="non-scaling-stroke"'


def _label(x: float, y: float, text: str, extra: str = "", size: int = LETTER) -> str:
    """Dark letters with a light edge, readable on anything; large, for a phone shows the picture at half its size."""
    words = f'x="{x:g}" y="{y:g}" font-size="{size}" {_FONT} {extra}'
    edge = f'<text {words} fill="none" stroke="{BODY}" stroke-width="5" stroke-linejoin="round">{escape(text)}</text>'
    return f'{edge}<text {words} fill="{TEXT}">{escape(text)}</text>'


def _neighbour(sheet: Sheet, rings: Sequence[Sequence[Point]]) -> str:
    """The outline of another municipality."""
    cut = _grown(sheet.window)
    path = "".join(sheet.path(kept, closed=True) for ring in rings if (kept := clipped(ring, cut)))
    return f'<path d="{path}" fill="none" {_line(WAY, 1)} stroke-dasharray="6 4"/>' if path else ""


def _named(sheet: Sheet, name: str, rings: Sequence[Sequence[Point]]) -> str:
    """Its name, where it has room on its own ground; "" where there is none."""
    half = _wide(name) / 2
    seen = [[sheet.at(point) for point in kept] for ring in rings if (kept := clipped(ring, sheet.window))]
    best, spot = 12.0, None
    across, down = (WIDTH - 2 * half - 16) / 12, (sheet.height - 130) / 9  # clear of north above and the scale below
    for ring in seen if across > 0 and down > 0 else ():
        for n in range(13 * 10):
            x, y = half + 8 + across * (n % 13), 60 + down * (n // 13)
            room = best
            for off in (0.0, -half, half):
                room = min(room, _room((x + off, y), ring)) if off else _room((x, y), ring)
                if room <= best:
                    break
            else:
                best, spot = room, (round(x), round(y))
    if spot is None:
        return ""
    label = _label(0, 9, name, 'text-anchor="middle"')
    return f'<g data-at="{spot[0]} {spot[1]}" transform="translate({spot[0]} {spot[1]})">{label}</g>'


def _wide(name: str) -> float:
    return sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.6 for letter in name)


def _room(spot: tuple[float, float], ring: Sequence[tuple[float, float]]) -> float:
    """How far a spot within a ring is from its edge; 0 outside of it."""
    x, y = spot
    inside, least = False, float("inf")
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
        long = (x2 - x1) ** 2 + (y2 - y1) ** 2
        part = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long)) if long else 0.0
        least = min(least, hypot(x - x1 - part * (x2 - x1), y - y1 - part * (y2 - y1)))
    return least if inside else 0.0


def _grid(sheet: Sheet) -> str:
    """Lines of latitude and longitude with their degrees at the edge: where coordinates lie that somebody types."""
    window = sheet.window
    step = next((one for one in _STEPS if (window.east - window.west) / one <= 5), _STEPS[-1])
    decimals = max(0, 6 - len(str(step)) + 1)
    drawn = []
    for lon in range(-(-window.west // step) * step, window.east, step):
        x, _y = sheet.at((window.north, lon))
        drawn.append(f'<path d="M{x:g} 0V{sheet.height}" {_line(GRID, 0.7)}/>')
        if 90 < x < WIDTH - 130:  # the corners belong to the latitudes and to north
            drawn.append(_label(x + 4, GRID_LETTER, f"{lon / MICRO:.{decimals}f}", size=GRID_LETTER))
    for lat in range(-(-window.south // step) * step, window.north, step):
        _x, y = sheet.at((lat, window.west))
        drawn.append(f'<path d="M0 {y:g}H{WIDTH}" {_line(GRID, 0.7)}/>')
        if GRID_LETTER < y < sheet.height - 70:  # below is the scale
            drawn.append(_label(4, y - 4, f"{lat / MICRO:.{decimals}f}", size=GRID_LETTER))
    return "".join(drawn)


def _landmarks(sheet: Sheet, named: Sequence[tuple[Point, str]]) -> list[str]:
    """Each with its name to the right or the left, above or below, where no other name stands yet."""
    taken: list[tuple[float, float, float, float]] = [
        (x - 8, y - 8, x + 8, y + 8) for x, y in (sheet.at(point) for point, _name in named)
    ]
    drawn = []
    for point, name in named:
        x, y = sheet.at(point)
        wide = _wide(name)
        places = [(12.0, 9.0, "start"), (-12.0, 9.0, "end"), (0.0, -14.0, "middle"), (0.0, 34.0, "middle")]
        boxes = []
        for dx, dy, anchor in places:
            left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
            boxes.append((left, y + dy - LETTER, left + wide, y + dy + 4))
        free = [number for number, box in enumerate(boxes) if _is_free(sheet, box, taken)]
        number = free[0] if free else 0
        dx, dy, anchor = places[number]
        taken.append(boxes[number])
        square = f'<rect x="-5" y="-5" width="10" height="10" fill="{BODY}" stroke="{TEXT}" stroke-width="2.5"/>'
        label = _label(dx, dy, name, f'text-anchor="{anchor}"')
        drawn.append(f'<g data-at="{x:g} {y:g}" transform="translate({x:g} {y:g})">{square}{label}</g>')
    return drawn


def _is_free(sheet: Sheet, box: tuple[float, float, float, float], taken: Sequence[tuple[float, ...]]) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > WIDTH or bottom > sheet.height:
        return False
    return not any(left < one[2] and one[0] < right and top < one[3] and one[1] < bottom for one in taken)


def _scale(sheet: Sheet, lang: str) -> str:
    metres, long = sheet.bar
    text = f"{metres // 1000:,} km" if metres >= 1000 else f"{metres} m"
    x, y = 16.0, sheet.height - 16.0
    bar = f'<path d="M{x:g} {y - 6:g}V{y:g}H{x + long:g}V{y - 6:g}" fill="none" stroke="{TEXT}" stroke-width="2"/>'
    north = f'<path d="M{WIDTH - 31} 34L{WIDTH - 24} 12L{WIDTH - 17} 34L{WIDTH - 24} 28Z" fill="{TEXT}"/>'
    word = "N" if is_english(lang) else "北"
    letter = _label(WIDTH - 24, 60, word, 'text-anchor="middle"')
    arrow = f'<g data-north="">{north}{letter}</g>'
    return f'{arrow}<g data-scale="">{bar}{_label(x, y - 12, text)}</g>'


def marks(sheet: Sheet, kind: Kind, points: Sequence[Point]) -> Markup:
    """The place itself: a pin, or corners with their numbers and what joins them."""
    parts = []
    if kind != "Point" and len(points) > 1:
        path = sheet.path(points, closed=kind == "Polygon" and len(points) > 2)
        inside = f'fill="{MARK}" fill-opacity="0.2"' if kind == "Polygon" else 'fill="none"'
        parts.append(f'<path d="{path}" fill="none" stroke="{BODY}" stroke-width="8" stroke-linejoin="round"/>')
        parts.append(f'<path d="{path}" {inside} stroke="{MARK}" stroke-width="4" stroke-linejoin="round"/>')
    for number, (x, y) in enumerate(map(sheet.at, points), start=1):
        if kind == "Point":
            parts.append(
                f'<path d="M{x:g} {y:g}l-15 -27a17 17 0 1 1 30 0Z" fill="{MARK}" stroke="{BODY}" stroke-width="2"/>'
                f'<circle cx="{x:g}" cy="{y - 35:g}" r="7" fill="{BODY}"/>'
            )
        else:
            parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="8" fill="{BODY}" stroke="{MARK}" stroke-width="4"/>')
            if len(points) <= 12 or number in (1, len(points)):
                parts.append(_label(x + 11, y - 9, str(number)))
    return Markup("".join(parts))  # noqa: S704 - numbers


def picture(ground: Ground, window: Extent, kind: Kind, points: Sequence[Point], lang: str, said: str) -> Markup:
    """One whole map. ``said``: what it shows, in words, for those who do not see it."""
    sheet = Sheet(window)
    return Markup(  # noqa: S704 - the words are escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-picture" viewBox="0 0 {WIDTH} {sheet.height}" '
        f'width="{WIDTH}" height="{sheet.height}" role="img" aria-label="{escape(said)}">'
        f"{base(ground, window, lang)}<g>{marks(sheet, kind, points)}</g></svg>"
    )


def windows(ground: Ground, points: Sequence[Point]) -> list[Extent]:
    """Which windows show a place: the body's, and one close by where it is no more than a spot on that."""
    around = geometry.extent_of(points)
    whole = ground.window
    corners = ((around.south, around.west), (around.north, around.east))
    if not all(whole.holds(corner) for corner in corners):
        whole = framed(geometry.extent_of([*corners, (whole.south, whole.west), (whole.north, whole.east)]))
    near = framed(around, least=400)
    return [whole] if (near.east - near.west) * 3 > whole.east - whole.west else [whole, near]


def told(ground: Ground, kind: Kind, points: Sequence[Point], lang: str) -> str:
    """Where a place lies, seen from the nearest landmark: 「名取市役所から南東へ約1.2km」; "" without landmarks."""
    if not ground.content.landmarks or not points:
        return ""
    spot = geometry.extent_of(points).middle if kind != "Point" else points[0]
    nearest = min(ground.content.landmarks, key=lambda one: geometry.distance(one.point, spot))
    metres = geometry.distance(nearest.point, spot)
    wind = round(geometry.bearing(nearest.point, spot) / 45) % 8
    gap = " " if is_english(lang) else ""
    far = f"{metres / 1000:.1f}{gap}km" if metres >= 1000 else f"{max(10, round(metres, -1)):.0f}{gap}m"
    name = nearest.in_(lang)
    if is_english(lang):
        return f"about {far} {_WINDS['en'][wind]} of {name}"
    return f"{name}から{_WINDS['ja'][wind]}へ約{far}"
