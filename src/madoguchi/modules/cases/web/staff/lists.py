"""Lists: 今日すること and the inbox."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.modules.cases.choices import CHANNELS
from madoguchi.modules.cases.queries.inbox import Filter, inbox
from madoguchi.modules.cases.queries.today import today_of


@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """The first page: what waits today."""
    return render(request, "cases/staff/today.html", {"today": today_of(request.officer)})


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The inbox of the officer's department."""
    chosen = Filter.read(request.GET)
    page = inbox(request.officer, chosen, request.GET.get("page", 1))
    return render(request, "cases/staff/inbox.html", {"inbox": page, "channels": CHANNELS})
