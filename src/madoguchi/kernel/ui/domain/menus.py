"""Menus that rooms add entries to when the site starts; what one reader sees of them is worked out per request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

RESIDENT_PLACES: Final = ("header", "footer")


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """One line of the left navigation. `permission` None: every signed-in officer sees it."""

    label: str | Promise
    url_name: str
    permission: str | None
    order: int
    group: str | Promise
    count: Callable[[Any], int | None] | None


@dataclass(frozen=True, slots=True)
class ResidentEntry:
    """One link in the header or footer of the resident's pages."""

    label: str | Promise
    url_name: str
    order: int
    place: str


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as one page shows it. `count` is None where nothing is counted."""

    label: str
    href: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries under one heading; the first group of a menu has the heading ""."""

    heading: str
    links: list[MenuLink]


@dataclass(frozen=True, slots=True)
class ResidentMenu:
    header: list[MenuLink]
    footer: list[MenuLink]


class Menus:
    """The entries of both surfaces in their order. One entry a URL name and place: adding again replaces it."""

    def __init__(self) -> None:
        self._staff: dict[str, StaffEntry] = {}
        self._resident: dict[tuple[str, str], ResidentEntry] = {}
        # {(body, language, …): {URL name: (label, address), None without such a page}}, filled by services.menus;
        # bounded by bodies × languages.
        self.links: dict[tuple[str | None, ...], dict[str, tuple[str, str] | None]] = {}

    def add_staff(self, entry: StaffEntry) -> None:
        self._staff[entry.url_name] = entry

    def add_resident(self, entry: ResidentEntry) -> None:
        """Raises ValueError for a place that no layout has."""
        if entry.place not in RESIDENT_PLACES:
            raise ValueError(f"place must be one of {', '.join(RESIDENT_PLACES)}, not {entry.place!r}")
        self._resident[entry.url_name, entry.place] = entry

    def staff(self) -> list[StaffEntry]:
        return sorted(self._staff.values(), key=lambda entry: entry.order)

    def resident(self, place: str) -> list[ResidentEntry]:
        here = (entry for entry in self._resident.values() if entry.place == place)
        return sorted(here, key=lambda entry: entry.order)


def in_groups(links: Iterable[tuple[str, MenuLink]]) -> list[MenuGroup]:
    """Gathers (heading, link) pairs under their headings; headings stay in the order of their first link."""
    groups: dict[str, list[MenuLink]] = {}
    for heading, link in links:
        groups.setdefault(heading, []).append(link)
    return [MenuGroup(heading, members) for heading, members in groups.items()]
