"""What one reader sees of the menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf
from django.utils.translation import get_language

from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.domain.menus import MenuGroup, MenuLink, Menus, ResidentEntry, ResidentMenu, in_groups

MENUS = Menus()


class _Permissions:
    """Holds the check that `people` hands in; before that nobody may anything."""

    check: Callable[[Any, str], bool] = staticmethod(lambda _officer, _permission: False)


def set_permission_check(check: Callable[[Any, str], bool]) -> None:
    _Permissions.check = staticmethod(check)


def staff_menu(request: HttpRequest, officer: Any) -> list[MenuGroup]:
    """The left navigation of one officer, in groups; empty when nobody is signed in."""
    if officer is None:
        return []
    return in_groups(_staff_links(request, officer))


def _staff_links(request: HttpRequest, officer: Any) -> Iterator[tuple[str, MenuLink]]:
    best = ""
    shown = []
    for entry in MENUS.staff():
        if entry.permission is not None and not _Permissions.check(officer, entry.permission):
            continue
        address = address_of(getattr(request, "tenant", None), entry.url_name)
        if address is None:
            continue
        shown.append((entry, address))
        if request.path.startswith(address) and len(address) > len(best):
            best = address
    for entry, address in shown:
        count = entry.count(request) if entry.count else None
        yield str(entry.group), MenuLink(str(entry.label), address, count, address == best)


def resident_menu(request: HttpRequest) -> ResidentMenu:
    return ResidentMenu(
        header=list(_resident_links(request, MENUS.resident("header"))),
        footer=list(_resident_links(request, MENUS.resident("footer"))),
    )


def _resident_links(request: HttpRequest, entries: list[ResidentEntry]) -> Iterator[MenuLink]:
    """Labels and addresses are kept per body and language: every resident's page shows the same links."""
    tenant = getattr(request, "tenant", None)
    place = (getattr(tenant, "code", None), get_language(), get_urlconf(), get_script_prefix())
    known = MENUS.links.setdefault(place, {})
    for entry in entries:
        if entry.url_name not in known:
            found = address_of(tenant, entry.url_name)
            known[entry.url_name] = None if found is None else (str(entry.label), found)
        link = known[entry.url_name]
        if link is not None:
            label, address = link
            yield MenuLink(label, address, None, request.path == address)


def address_of(tenant: Any, url_name: str, **kwargs: Any) -> str | None:
    """The address behind a URL name, or None where this surface or body has no such page."""
    try:
        return href(tenant, url_name, **kwargs)
    except NoReverseMatch:
        return None
