"""Collects each room's `web/urls.py` lists and mounts them; which room exists is read from floors.py only.

Resident pages with scope "body" live below `/<body>/`, the others at `/`; English pages have the prefix `/en/`.
Staff pages live below `/staff/` (that is also the path of their cookies), machine pages below `/machine/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, register_converter

from madoguchi.kernel.tenants.access import Access, BodyConverter
from madoguchi.site.floors import room_packages

register_converter(BodyConverter, "body")
Patterns = list[URLPattern | URLResolver]


def _rooms_with_pages() -> Iterator[tuple[str, ModuleType]]:
    for package in room_packages():
        name = f"{package}.web.urls"
        try:
            found = find_spec(name)
        except ModuleNotFoundError:  # the room has no web folder
            continue
        if found:
            yield package.rsplit(".", 1)[1], import_module(name)


def _access(pattern: URLPattern) -> Access:
    access = getattr(pattern.callback, "access", None)
    assert isinstance(access, Access), f"{pattern} declares no access: use tenants.api.page"
    return access


def resident_patterns() -> Patterns:
    rooms: list[tuple[bool, int, URLPattern | URLResolver]] = []
    for room, module in _rooms_with_pages():
        pages = getattr(module, "resident", [])
        joint = [p for p in pages if _access(p).scope != "body"]
        inside = [p for p in pages if _access(p).scope == "body"]
        any_word = any(str(p.pattern).startswith("<alias:") for p in joint)
        if inside:
            joint.append(path("<body:body>/", include(inside)))
        if joint:
            rooms.append((any_word, -len(inside), path("", include((joint, room), namespace=room))))
    # The room with the most pages inside a body is asked first, for most calls are for one of these. No two rooms
    # have a page of the same address, but the portal's aliases of bodies take any word: it comes last.
    rooms.sort(key=lambda found: found[:2])
    return i18n_patterns(*[found for *_order, found in rooms], prefix_default_language=False)


def _flat(surface: str) -> Patterns:
    return [
        path(f"{surface}/", include((getattr(module, surface), room), namespace=room))
        for room, module in _rooms_with_pages()
        if getattr(module, surface, None)
    ]


def staff_patterns() -> Patterns:
    return _flat("staff")


def machine_patterns() -> Patterns:
    return _flat("machine")
