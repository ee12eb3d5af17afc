"""The ticket of a form page: for a post that comes after the browser's time is over. It writes, and shows nothing.

Who fills in for longer than the cookie lives, without scripts, would lose that page and its files. The ticket in the
form lets the server keep such a post without showing anything; reading again takes the code. It holds no data: it is a
signature over the page it was drawn into, the time, and the secret of the browser's CSRF cookie, so that a form copied
from somebody's screen or source is of no use in another browser. It never replaces what guards the row it writes to:
the draft is not sent yet, the correction is still open.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest
from django.middleware.csrf import get_token

FIELD = "_ticket"
LIFE = timedelta(hours=24)


def issue(request: HttpRequest, page: str) -> str:
    """The ticket for a page about to be drawn. `page`: what names it among all pages ("042072/d/abcdefghj2/dog")."""
    get_token(request)  # a first visit has no secret yet: let this answer bring one
    return _signer(browser_secret(request), page).sign("w")


def valid(request: HttpRequest, page: str) -> bool:
    """Whether this post brings the ticket of that page, drawn for this browser within the last day."""
    secret = browser_secret(request)
    try:
        return bool(secret) and _signer(secret, page).unsign(request.POST.get(FIELD, ""), max_age=LIFE) == "w"
    except signing.BadSignature:
        return False


def browser_secret(request: HttpRequest) -> str:
    """What this browser has and no other: the secret of its CSRF cookie; "" before it has one."""
    return str(request.META.get("CSRF_COOKIE") or "")


def _signer(secret: str, page: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"madoguchi.forms.ticket.{secret}.{page}", algorithm="sha256")
