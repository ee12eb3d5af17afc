"""Pages of the room, all for residents and of no body."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.residents.web.resident import entrance, own
from madoguchi.kernel.tenants.api import page, unkept


def _page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return page(route, unkept(view), name=name, audience="resident", scope="none")


resident = [
    _page("account/", entrance.ask, "entrance"),
    _page("account/sent/", entrance.sent, "sent"),
    _page("account/link/<str:token>/", entrance.link, "link"),
    _page("account/password/", entrance.password, "password"),
    _page("account/logout/", entrance.logout, "logout"),
    _page("me/", own.home, "home"),
    _page("me/sign-in/", own.sign_in, "sign-in"),
    _page("me/sign-in/end/", own.end, "session-end"),
    _page("me/password/", own.new_password, "new-password"),
]
