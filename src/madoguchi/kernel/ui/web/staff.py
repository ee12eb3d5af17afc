"""The style page: every component in every state, for people who write pages and for the accessibility tests."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.kernel.ui.choices import BANNER_KINDS, BUTTON_KINDS, KEY_COLOURS, TAG_TONES


def specimen(request: HttpRequest) -> HttpResponse:
    """`?as=resident` shows the same components in the resident's layout and sheet; `?colour=` in another key colour."""
    if not settings.MADOGUCHI_DEMO:
        raise Http404("the style page is part of demonstrations only")
    layout = "resident" if request.GET.get("as") == "resident" else "staff"
    return render(
        request,
        f"ui/{layout}/specimen.html",
        {
            "banner_kinds": BANNER_KINDS,
            "button_kinds": BUTTON_KINDS,
            "tag_tones": TAG_TONES,
            "key_colours": KEY_COLOURS,
            "moment": datetime(2026, 11, 22, 14, 5, tzinfo=ZoneInfo("Asia/Tokyo")),
            "day": date(2026, 11, 22),
            "page": Paginator(range(1240), 20).get_page(request.GET.get("page", 4)),
        },
    )
