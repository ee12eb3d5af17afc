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
    """`?code=9811224` → {prefecture, city, town, building}; 404 for what is no code in use, {office: true} where it may
    be that of a firm alone. The table is public and the same for every body."""
    code = request.GET.get("code", "")[:20]
    try:
        place, office = postal.place_of(code), postal.may_be_office(code)
    except postal.PostalError:
        place, office = None, False
    return JsonResponse(asdict(place) if place else {"office": office}, status=200 if place else 404)
