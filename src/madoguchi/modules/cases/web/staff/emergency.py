"""緊急の閲覧: the list that overseers read, the form that opens, and what was opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import StaffRequest, can
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.cases.queries import emergencies
from madoguchi.modules.cases.rules import BREAK_GLASS
from madoguchi.modules.cases.services import emergency as service
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every time that the glass was broken; no number of a case, for not all who read it may know which."""
    context = {"rows": emergencies.broken(), "may_open": can(request.officer, BREAK_GLASS)}
    return render(request, "cases/staff/emergencies.html", context)


def open_case(request: StaffRequest) -> HttpResponse:
    """GET asks for number and reason; POST opens, tells the others and shows."""
    context = {"number": request.POST.get("number", ""), "reason": request.POST.get("reason", ""), "errors": {}}
    if request.method != "POST":
        return render(request, "cases/staff/emergency_open.html", context)
    try:
        row = service.open_case(request.officer, str(context["number"]), str(context["reason"]))
    except RefusedError as refused:
        context["errors"] = {refused.field: refused.message}
        return render(request, "cases/staff/emergency_open.html", context, status=422)
    return HttpResponseRedirect(href(request.tenant, "cases:emergency", look=row.pk))


@require_safe
def show(request: StaffRequest, look: int) -> HttpResponse:
    """What this officer opened, as long as it lasts."""
    try:
        row, sections = service.look(request.officer, look)
    except NoSuchCaseError:
        return render(request, "cases/staff/not_here.html", {"number": ""}, status=404)
    except RefusedError as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(href(request.tenant, "cases:emergencies"))
    return render(request, "cases/staff/emergency.html", {"row": row, "case": row.case, "sections": sections})
