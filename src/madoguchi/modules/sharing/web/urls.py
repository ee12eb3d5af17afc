"""Pages of the library: for administrators, in their own body."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.people.api import Permission
from madoguchi.kernel.tenants.api import page
from madoguchi.modules.sharing.rules import COPY, SHARE
from madoguchi.modules.sharing.web.staff import copies, packages, shelf, suggestions

View = Callable[..., HttpResponseBase]


def _page(route: str, view: View, name: str, permission: Permission = SHARE) -> URLPattern:
    return page(f"sharing/{route}", view, name=name, audience="staff", permission=permission.name)


staff = [
    _page("", shelf.shelf, "shelf", COPY),
    _page("suggestions/<int:suggestion_id>/", suggestions.answer, "answer"),
    _page("take-in/", packages.take_in, "take-in", COPY),
    _page("copies/<slug:copy>/", copies.merge, "merge", COPY),
    _page("p/<slug:pack>/", shelf.pack, "pack", COPY),
    _page("p/<slug:pack>/pack.zip", packages.export, "export", COPY),
    _page("p/<slug:pack>/copy/", copies.copy, "copy", COPY),
    _page("p/<slug:pack>/share/", shelf.share, "share"),
    _page("p/<slug:pack>/suggest/", suggestions.suggest, "suggest"),
]
