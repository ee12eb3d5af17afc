"""Confidential answers of a case: a reason first, then the answers, never kept by the browser."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.services import sealed
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.web.staff.own import own_department


@own_department
def show(request: StaffRequest, number: str, circle: str) -> HttpResponse:
    """GET asks for the reason and says who has looked before; POST writes the reason down and shows the answers."""
    sections, error, status = None, "", 200
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            _case, sections = sealed.read(request.officer, number, circle, reason)
        except RefusedError as refused:
            error, status = refused.message, 422
    case, looks = sealed.opened_before(request.officer, number, circle)
    form = kind_of(case.kind).form_for(case.subject_key)
    label = form.circles[circle].label.in_(get_language() or "ja") if circle in form.circles else circle
    context = {
        "case": case,
        "circle": circle,
        "label": label,
        "sections": sections,
        "looks": looks,
        "reason": reason,
        "error": error,
    }
    return render(request, "cases/staff/sealed.html", context, status=status)
