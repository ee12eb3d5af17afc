"""A browser in which somebody has signed in before: a signed cookie with the login, sent to the sign-in page only.

It opens nothing. It keeps those who fail, by mistake or on purpose, from locking an officer out of the own browser.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from madoguchi.kernel.people.models import Account

COOKIE = "mdg_staff_known"
_SALT = "madoguchi.people.known_browser"
_SECONDS = 90 * 24 * 3600


def remember(response: HttpResponseBase, account: Account) -> None:
    """Both steps are done: this browser is known to belong to the login. One login a browser: the last."""
    response.set_signed_cookie(
        COOKIE,
        account.login,
        salt=_SALT,
        max_age=_SECONDS,
        path=f"{settings.SESSION_COOKIE_PATH}login/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, login: str) -> bool:
    """Has this login signed in with this browser within the last 90 days?"""
    known = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_SECONDS)
    return bool(known) and known == Account.normalize_username(login)
