"""Lists: 今日すること and the inbox."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.people.api import StaffRequest, can
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import attachment
from madoguchi.modules.cases.choices import CHANNELS
from madoguchi.modules.cases.queries.inbox import Filter, inbox
from madoguchi.modules.cases.queries.today import today_of
from madoguchi.modules.cases.rules import EXPORT
from madoguchi.modules.cases.services import export as exports
from madoguchi.modules.cases.services.answer_export import export_answers as answers_of


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
    return _file(data, "text/csv; charset=utf-8", "cases", "csv")


@require_POST
def export_answers(request: StaffRequest) -> HttpResponse:
    """The answers of the list in view, which must be of one procedure. A post, for it leaves an event in the audit."""
    chosen = Filter.read(request.POST)
    if not chosen.subject:
        return HttpResponseRedirect(href(request.tenant, "cases:inbox"))
    return _file(answers_of(request.tenant, request.officer, chosen), "application/zip", "answers", "zip")


def _file(data: bytes, content_type: str, name: str, ending: str) -> HttpResponse:
    return attachment(HttpResponse(data, content_type=content_type), f"{name}-{timezone.localdate():%Y%m%d}.{ending}")
