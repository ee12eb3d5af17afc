"""Attachments and papers of a case, for officers of its department."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import StaffRequest, can
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.case_files import file_of
from madoguchi.modules.cases.queries.case_page import case_for, last_sent
from madoguchi.modules.cases.rules import UNCLEAN
from madoguchi.modules.cases.services import papers
from madoguchi.modules.cases.services import withheld as service
from madoguchi.modules.cases.services.decision import standing
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.web.pdf import pdf_response
from madoguchi.modules.cases.web.staff.own import own_department
from madoguchi.modules.documents.api import TypesettingFailed

_PREVIEW_PX = 320
_LARGE_PX = 1280


def _case(request: StaffRequest, number: str) -> Case:
    case = case_for(request.officer, number)
    if case is None:
        raise NoSuchCaseError(number)
    return case


def _file(request: StaffRequest, number: str, file_id: str) -> files.FileRef:
    ref = file_of(_case(request, number), file_id)
    if ref is None:
        raise Http404("no such file in this case")
    return ref


@own_department
@require_safe
def attachment(request: StaffRequest, number: str, file_id: str) -> HttpResponseBase:
    """Download a file of the case."""
    try:
        return files.response(_file(request, number, file_id))
    except files.Unreadable as error:
        return _waits(request, number, file_id, error.state)
    except files.ObjectMissing as error:
        raise Http404("the bytes of this file are gone: see `madoguchi verify`") from error


def _waits(request: StaffRequest, number: str, file_id: str, state: str) -> HttpResponse:
    ref = _file(request, number, file_id)
    context = {
        "number": number,
        "state": state,
        "late": files.is_late(ref),
        "file_id": file_id if can(request.officer, UNCLEAN) else "",
    }
    return render(request, "cases/staff/file_waits.html", context, status=409)


@own_department
def withheld(request: StaffRequest, number: str, file_id: str) -> HttpResponseBase:
    """A file that the scan holds back: GET asks for the reason, POST writes it down and gives the file."""
    case, ref = _case(request, number), _file(request, number, file_id)
    if ref.state in files.READABLE:
        return HttpResponseRedirect(href(request.tenant, "cases:file", number=number, file_id=file_id))
    reason, error = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            service.take_out(request.officer, case, ref, reason)
            return files.unclean_response(ref)
        except RefusedError as refused:
            error = refused.message
        except files.ObjectMissing as missing:
            raise Http404("the bytes of this file are gone: see `madoguchi verify`") from missing
    context = {"case": case, "file": ref, "reason": reason, "error": error}
    return render(request, "cases/staff/file_withheld.html", context, status=422 if error else 200)


@own_department
@require_safe
def preview(request: StaffRequest, number: str, file_id: str) -> HttpResponseBase:
    """A picture of a file of the case; ?size=large for looking closely."""
    side = _LARGE_PX if request.GET.get("size") == "large" else _PREVIEW_PX
    try:
        return files.preview_response(_file(request, number, file_id), side)
    except (files.NoPreview, files.Unreadable, files.ObjectMissing, files.Refused) as error:
        raise Http404("no picture of this file") from error


@own_department
@require_safe
def answers(request: StaffRequest, number: str) -> HttpResponse:
    """What was sent last, as PDF."""
    case = _case(request, number)
    pdf = papers.answers_pdf(request.tenant, case, last_sent(case))
    return pdf_response(pdf, f"{number}-answers.pdf")


@own_department
@require_safe
def draft(request: StaffRequest, number: str) -> HttpResponse:
    """The document of the standing decision as it will look, without number and date."""
    case = _case(request, number)
    decision = standing(case)
    if decision is None or hasattr(decision, "issuance"):
        raise Http404("no decision waits to be issued")
    try:
        pdf = papers.decision_pdf(request.tenant, case, decision)
    except TypesettingFailed:
        return render(request, "cases/staff/template_broken.html", {"number": number}, status=409)
    return pdf_response(pdf, f"{number}-draft.pdf")
