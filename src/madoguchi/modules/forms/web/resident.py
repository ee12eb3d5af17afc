"""What a form asks the server for while it is filled in: the address behind a postal code."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from madoguchi.kit import postal


@cache_control(public=True, max_age=86400)
@require_safe
def postal_code(request: HttpRequest) -> JsonResponse:
    """`?code=9811224` → {prefecture, city, town}; 404 for what is no code in use. The table is public and the same for
    every body."""
    try:
        place = postal.place_of(request.GET.get("code", "")[:20])
    except postal.PostalError:
        place = None
    return JsonResponse(asdict(place) if place else {}, status=200 if place else 404)
