"""What the entrance shows: the bodies with their standing, by prefecture, on the map and in the index. All of it comes
from the directory of bodies that each process keeps: no query while it is in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from madoguchi.kernel.tenants.api import Kind, Service, Tenant, participations, tenant_by_code, tenants
from madoguchi.kit import kana, municode
from madoguchi.modules.portal.choices import KANA_ROWS, Standing
from madoguchi.modules.portal.domain.finding import CodeFound, CodeUnknown, find_code, rank
from madoguchi.modules.portal.domain.grid import Cell, grid_of
from madoguchi.modules.portal.domain.standing import stand_of


@dataclass(frozen=True, slots=True)
class Place:
    """A body and where it stands today; `day` as in `domain.standing.Stand`."""

    body: Tenant
    standing: Standing
    day: date | None

    @property
    def open(self) -> bool:
        return self.standing is Standing.OPEN

    def name(self, lang: str) -> str:
        return self.body.name_en if lang == "en" else self.body.name


@dataclass(frozen=True, slots=True)
class Square:
    """A body on the map."""

    place: Place
    cell: Cell

    def label(self, lang: str) -> str:
        """Its name without 市町村: the map has no room, and one cell of it is one municipality anyway."""
        if lang == "en":
            return self.cell.label_en or self.place.body.name_en.rsplit(" ", 1)[0]
        return self.place.body.name[:-1]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One heading of the index, あ行 or in English A, and the bodies under it."""

    letter: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A prefecture with its municipalities. `prefecture` is None where it is not a body here; `squares` may be ()."""

    key: str
    prefecture: Place | None
    index: tuple[IndexRow, ...]
    squares: tuple[Square, ...]


def place_of(body: Tenant, today: date | None = None) -> Place:
    """The body with its standing on that day (default: today)."""
    stand = stand_of(participations(body, Service.PROCEDURES), today or timezone.localdate())
    return Place(body, stand.standing, stand.day)


def places() -> list[Place]:
    """Every body with its standing today, by 団体コード."""
    today = timezone.localdate()
    return [place_of(body, today) for body in tenants()]


def regions(found: list[Place], lang: str) -> list[Region]:
    """The bodies by prefecture, with the index in the reader's order and the map where there is one."""
    by_prefecture: dict[str, list[Place]] = {}
    for place in found:
        by_prefecture.setdefault(place.body.code[:2], []).append(place)
    return [_region(key, members, lang) for key, members in sorted(by_prefecture.items())]


def _region(key: str, members: list[Place], lang: str) -> Region:
    prefecture = next((place for place in members if place.body.kind == Kind.PREFECTURE), None)
    towns = [place for place in members if place is not prefecture]
    by_code = {place.body.code: place for place in towns}
    squares = tuple(Square(by_code[cell.code], cell) for cell in grid_of(key) if cell.code in by_code)
    complete = len(squares) == len(towns)  # a map on which a municipality is missing would mislead
    return Region(key, prefecture, index_of(towns, lang), squares if complete else ())


def index_of(found: list[Place], lang: str) -> tuple[IndexRow, ...]:
    """Japanese: the rows of the 五十音 in its order; English: the first letters in theirs."""
    if lang == "en":
        ordered = sorted(found, key=lambda place: place.body.name_en)
        letters = sorted({place.body.name_en[:1].upper() for place in ordered})
        rows = [(letter, [p for p in ordered if p.body.name_en[:1].upper() == letter]) for letter in letters]
    else:
        ordered = sorted(found, key=lambda place: kana.sort_key(place.body.kana))
        rows = [(row, [p for p in ordered if kana.gojuon_row(p.body.kana) == row]) for row in KANA_ROWS]
    return tuple(IndexRow(letter, tuple(members)) for letter, members in rows if members)


def matching(query: str, found: list[Place]) -> list[Place]:
    """The bodies that fit the words, the best first."""
    ranked = [(points, place) for place in found if (points := rank(query, place.body)) is not None]
    return [place for _points, place in sorted(ranked, key=lambda pair: (pair[0], kana.sort_key(pair[1].body.kana)))]


def by_code(typed: str) -> CodeFound | CodeUnknown:
    """The body that a typed 団体コード means, or codes that come near."""
    return find_code(typed, {body.code for body in tenants()})


def prefecture_of(body: Tenant) -> Place | None:
    """The body's prefecture with its standing, or None where it is not a body here, or is the body itself."""
    found = tenant_by_code(municode.prefecture_of(body.code))
    return place_of(found) if found is not None and found != body else None
