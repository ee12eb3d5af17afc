"""Where the working day begins: each room names the first page of its own work, with the permission it needs."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.kernel.people import rules
from madoguchi.kernel.people.models import Officer

WITHOUT_WORK = "people:profile"  # a role for which no room has work still finds its own page


@dataclass(frozen=True)
class Home:
    """A first page; the smallest `order` that an officer may open is the officer's."""

    url_name: str
    permission: str
    order: int


_homes: dict[str, Home] = {}


def add_home(url_name: str, permission: str, order: int) -> None:
    """Offer a first page to everybody with the permission. Called from a room's `apps.py`; again: replaces it."""
    _homes[url_name] = Home(url_name, permission, order)


def home_of(officer: Officer) -> str:
    """URL name of the officer's first page."""
    offered = sorted(_homes.values(), key=lambda home: home.order)
    return next((home.url_name for home in offered if rules.may(officer, home.permission)), WITHOUT_WORK)
