"""Pages of the letters room: a household's way in, and the office's mailings."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.tenants.api import page, unkept
from madoguchi.modules.letters.rules import HANDLE, VIEW, Permission
from madoguchi.modules.letters.web import resident as views
from madoguchi.modules.letters.web.staff import mailings, recipients, rosters

View = Callable[..., HttpResponseBase]


def _resident(route: str, view: View, name: str) -> URLPattern:
    return page(f"letters/{route}", unkept(view), name=name, audience="resident", scope="body")


def _staff(route: str, view: View, name: str, permission: Permission = HANDLE, *, fresh: bool = False) -> URLPattern:
    return page(f"letters/{route}", view, name=name, audience="staff", permission=permission.name, fresh=fresh)


resident = [
    _resident("", views.entry, "entry"),
    _resident("n/<str:code>/", views.scan, "scan"),
    _resident("household/", views.household, "household"),
    _resident("leave/", views.leave, "leave"),
]
staff = [
    _staff("", mailings.index, "mailings", VIEW),
    _staff("add/", mailings.add, "add"),
    _staff("<int:mailing_id>/", mailings.detail, "mailing", VIEW),
    _staff("<int:mailing_id>/edit/", mailings.edit, "edit"),
    _staff("<int:mailing_id>/act/", mailings.act, "act"),
    _staff("<int:mailing_id>/list.csv", mailings.export, "list-csv", fresh=True),
    _staff("<int:mailing_id>/print/<int:printing_id>/", mailings.fetch, "printing", fresh=True),
    _staff("<int:mailing_id>/list/", rosters.receive, "roster"),
    _staff("<int:mailing_id>/recipients/", recipients.index, "recipients"),
    _staff("<int:mailing_id>/recipients/<int:recipient_id>/", recipients.detail, "recipient"),
    _staff("<int:mailing_id>/recipients/<int:recipient_id>/act/", recipients.act, "recipient-act"),
]
