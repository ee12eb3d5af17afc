"""Where to go after the sign-in: only to a page of this installation's staff surface."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from madoguchi.kernel.tenants.api import Access


def staff_path(address: str, request: HttpRequest, *, entrance: bool = False) -> str | None:
    """Path and query of a staff page that needs a sign-in, or None for anything else (other host, resident
    page, nonsense). `entrance`: the sign-in pages themselves will do too."""
    if not url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return None
    parts = urlsplit(address)
    try:
        access = getattr(resolve(parts.path, urlconf=request.urlconf).func, "access", None)
    except Resolver404:
        return None
    if not isinstance(access, Access) or access.audience != "staff" or not (access.signin or entrance):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def home() -> str:
    """The first page after the sign-in: from there each officer is led to the own work."""
    return reverse("people:home")
