"""Lists: 今日すること and the inbox."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.people.api import StaffRequest, can
from madoguchi.modules.cases.choices import CHANNELS
from madoguchi.modules.cases.queries.inbox import Filter, inbox
from madoguchi.modules.cases.queries.today import today_of
from madoguchi.modules.cases.rules import EXPORT
from madoguchi.modules.cases.services import export as exports


@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """The first page: what waits today."""
    return render(request, "cases/staff/today.html", {"today": today_of(request.officer)})


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The inbox of the officer's department."""
    chosen = Filter.read(request.GET)
    page = inbox(request.officer, chosen, request.GET.get("page", 1))
    context = {"inbox": page, "channels": CHANNELS, "may_export": can(request.officer, EXPORT.name)}
    return render(request, "cases/staff/inbox.html", context)


@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """The list in view, all of its pages, as CSV. A post, for it leaves an event in the audit."""
    data = exports.export(request.tenant, request.officer, Filter.read(request.POST))
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{timezone.localdate():%Y%m%d}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
