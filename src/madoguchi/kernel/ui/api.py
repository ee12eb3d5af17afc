"""The door of `ui`: rooms add their menu entries and ask for error pages; `people` says who may see which entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from madoguchi.kernel.ui.choices import DEFAULT_KEY_COLOUR, KEY_COLOURS, key_colour
from madoguchi.kernel.ui.context import front_address, language, tongue
from madoguchi.kernel.ui.domain.languages import in_language
from madoguchi.kernel.ui.domain.menus import MenuGroup, MenuLink, ResidentEntry, ResidentMenu, StaffEntry
from madoguchi.kernel.ui.domain.wording import Grid, day_in_words, moment_in_words, yen_in_words
from madoguchi.kernel.ui.services import furigana, menus, turned
from madoguchi.kernel.ui.services.attachment import attachment
from madoguchi.kernel.ui.services.day_trouble import asked_day, day_trouble
from madoguchi.kernel.ui.services.too_often import too_often
from madoguchi.kernel.ui.services.trouble import error_page
from madoguchi.kernel.ui.services.unknown import asked_body, unknown

__all__ = [
    "DEFAULT_KEY_COLOUR",
    "KEY_COLOURS",
    "Grid",
    "MenuGroup",
    "MenuLink",
    "ResidentMenu",
    "add_resident_menu",
    "add_staff_menu",
    "asked_body",
    "asked_day",
    "attachment",
    "day_in_words",
    "day_trouble",
    "error_page",
    "front_address",
    "furigana",
    "in_language",
    "key_colour",
    "language",
    "moment_in_words",
    "set_permission_check",
    "tongue",
    "too_often",
    "turned",
    "unknown",
    "yen_in_words",
]


def add_staff_menu(
    label: str | Promise,
    url_name: str,
    permission: str | None,
    order: int,
    *,
    group: str | Promise = "",
    count: Callable[[HttpRequest], int | None] | None = None,
) -> None:
    """Adds a line to the officers' left navigation. Called from a room's `apps.py`.

    `label` and `group` are lazy translations; `permission` None shows the line to every signed-in officer;
    `count` returns the number beside the label, or None for no number: one query at most, it runs on every page.
    """
    menus.MENUS.add_staff(StaffEntry(label, url_name, permission, order, group, count))


def add_resident_menu(label: str | Promise, url_name: str, order: int, *, place: str = "header") -> None:
    """Adds a link to the header or footer (`place`) of the resident's pages. Called from a room's `apps.py`.

    Where the page behind `url_name` does not exist (a body's page seen from a joint page), the link is left out.
    Raises ValueError for an unknown place.
    """
    menus.MENUS.add_resident(ResidentEntry(label, url_name, order, place))


def set_permission_check(check: Callable[[Any, str], bool]) -> None:
    """`people` hands in `can(officer, permission)`. Until then no entry with a permission is shown."""
    menus.set_permission_check(check)
