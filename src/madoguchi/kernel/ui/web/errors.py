"""Django's error handlers and the CSRF failure view."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.ui.context import surface_of
from madoguchi.kernel.ui.services import trouble


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400"""
    return trouble.error_page(request, "wrong_host" if isinstance(exception, DisallowedHost) else "bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403: officers are told about their role, residents only that the page is not for them."""
    return trouble.error_page(request, "forbidden" if surface_of(request) == "staff" else "refused")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404"""
    return trouble.error_page(request, "not_found")


def server_error(request: HttpRequest, *_args: Any) -> HttpResponse:
    """handler500"""
    return trouble.error_page(request, "server_error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: Django's `reason` is for developers and goes to its own log, not to the page."""
    return trouble.error_page(request, "csrf")
