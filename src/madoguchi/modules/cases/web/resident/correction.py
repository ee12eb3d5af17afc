"""The correction page: the named fields with the office's words beside each, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import contact_of, href, unkept
from madoguchi.kernel.ui.api import turned
from madoguchi.kit.languages import known
from madoguchi.modules.cases.services import grants
from madoguchi.modules.cases.services.access import address_of
from madoguchi.modules.cases.services.answer import InvalidAnswersError
from madoguchi.modules.cases.services.correction_form import CorrectionForm, open_form
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.web.resident.case import View, ask_again
from madoguchi.modules.forms import api as forms

_PREVIEW_PX = 320


def own_form(view: View) -> View:
    """Let the browser in that may see the case, or that was given its correction form; renew what it had, no more."""

    @wraps(view)
    @unkept
    def checked(request: BodyRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        sees = grants.allowed(request, request.tenant, number)
        if not sees and not grants.allowed(request, request.tenant, number, form=True):
            return _too_late(request, number)
        response = view(request, number=number, **kwargs)
        if sees and isinstance(response, HttpResponse):
            grants.renew(request, response, request.tenant, number)
        return response

    return checked


@own_form
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: BodyRequest, number: str) -> HttpResponse:
    """Show the named fields; take the answers."""
    try:
        page = open_form(number)
    except NoSuchCaseError as error:
        raise Http404 from error
    if page is None:
        return HttpResponseRedirect(href(request.tenant, "cases:own-case", number=number))
    if request.method != "POST":
        page.faults += forms.told(page.form, request.GET.get(forms.TOLD, ""), _ticket_page(request, page))
        if request.GET.get("check"):
            page.check()
        return _show(request, page, refusal=page.refusal(request.GET.get("refused", "")))
    return turned.answer(request, lambda: _take(request, page))


def _take(request: BodyRequest, page: CorrectionForm) -> HttpResponse:
    """Keep what was posted; then do what the button says: something within the page, another language, or sending."""
    number = page.case.receipt_number
    posted: Any = request.POST
    action = forms.read_action(posted)
    focus = page.take(posted, _sent(request), action)
    if focus is None:
        return _ended(request, page)
    if page.faults:
        return _back(request, page, {forms.TOLD: forms.tell(page.faults, _ticket_page(request, page))})
    if action is not None or "_upload" in posted or turned.is_asked(request):
        return _back(request, page, {}, focus)
    home = href(request.tenant, "cases:own-case", number=number)
    sees = grants.allowed(request, request.tenant, number)
    try:
        page.send()
    except InvalidAnswersError:
        return _back(request, page, {"check": "1"})
    except RefusedError as refused:
        if refused.code == "not_now":
            return _ended(request, page)
        return _back(request, page, {"refused": refused.code})
    if not sees:
        # The form had longer than the case: say that the answer is there, and show nothing more.
        return ask_again(request, number, why="sent")
    response = HttpResponseRedirect(home + "?done=corrected")
    grants.follow(request, response, request.tenant, number, address_of(number))
    return response


def _ended(request: BodyRequest, page: CorrectionForm) -> HttpResponse:
    """The office has ended this correction while it was being posted. Nothing is sent; where it has opened another
    instead, what was typed waits there."""
    instead = open_form(page.case.receipt_number)
    if instead is not None:
        instead.take(request.POST, _sent(request))
    return _back(request, page, {"refused": "not_now"})


@unkept
@require_POST
def autosave(request: BodyRequest, number: str) -> JsonResponse:
    """Keep what stands on the page, right or wrong. A browser that may not see the case is told nothing."""
    sees = grants.allowed(request, request.tenant, number)
    if not sees and not grants.allowed(request, request.tenant, number, form=True):
        return JsonResponse({}, status=403)
    page = open_form(number)
    if page is None:
        return JsonResponse({}, status=409)
    if page.take(request.POST) is None:
        return JsonResponse({}, status=409)
    response = JsonResponse({"saved_at": timezone.now().isoformat()})
    grants.renew(request, response, request.tenant, number, form=True)
    if sees:
        grants.renew(request, response, request.tenant, number)
    return response


def _too_late(request: BodyRequest, number: str) -> HttpResponse:
    """This browser's time is over. A post with the form's ticket is kept all the same, files too, and not shown."""
    if request.method != "POST" or not request.POST:
        return ask_again(request, number)
    try:
        page = open_form(number)
    except NoSuchCaseError:
        page = None
    if page is None or not forms.ticket_valid(request, _ticket_page(request, page)):
        return ask_again(request, number, why="lost")
    if page.take(request.POST, _sent(request)) is None:
        return ask_again(request, number, why="lost")
    return ask_again(request, number, why="refused" if page.faults else "kept")


def _sent(request: BodyRequest) -> dict[str, list[UploadedFile]]:
    return {name: request.FILES.getlist(name) for name in request.FILES}


def _back(request: BodyRequest, page: CorrectionForm, query: dict[str, str], focus: str = "") -> HttpResponse:
    """To the page again, which tells what `query` names: refresh and Back send nothing."""
    address = href(request.tenant, "cases:correction", number=page.case.receipt_number)
    address += f"?{urlencode(query)}" if query else f"#{focus}" if focus else ""
    response = HttpResponseRedirect(address)
    grants.renew(request, response, request.tenant, page.case.receipt_number, form=True)
    return response


def _ticket_page(request: BodyRequest, page: CorrectionForm) -> str:
    return f"{request.tenant.code}/correction/{page.correction.pk}"


def _show(request: BodyRequest, page: CorrectionForm, *, refusal: str) -> HttpResponse:
    lang = known(get_language())
    views = [
        forms.page_context(
            page.form,
            form_page.id,
            page.typed,
            faults=page.faults,
            lang=lang,
            files=page.known_files,
            today=page.case.filed_on,  # asked is what was asked on the day of filing (answer.judge)
            only=page.opened,
        )
        for form_page in page.form.pages
        if any(field.id in page.opened for field in form_page.fields)
    ]
    context = {
        "case": page.case,
        "correction": page.correction,
        "contact": contact_of(request.tenant, page.case.department, lang),
        "items": [item for view in views for item in _items(view, page.reasons)],
        "preview_href": partial(_preview_address, request, page.case.receipt_number),
        "errors": [error for view in views for error in view.errors],
        "refusal": refusal,
        "action": href(request.tenant, "cases:correction", number=page.case.receipt_number),
        "has_files": any(view.has_files for view in views),
        "ticket": forms.ticket(request, _ticket_page(request, page)),
        "form_minutes": request.tenant.form_minutes,
        "form_here": "correction",
    }
    response = render(request, "cases/resident/correction.html", context)
    grants.renew(request, response, request.tenant, page.case.receipt_number, form=True)
    return response


@own_form
@require_safe
def preview(request: BodyRequest, number: str, file_id: str) -> HttpResponseBase:
    """A small picture of a file that the open correction may name."""
    try:
        page = open_form(number)
        ref = page.known_files.get(file_id) if page else None
        if ref is None:
            raise Http404("no such file in this correction")
        return files.preview_response(ref, _PREVIEW_PX, to_sender=True)
    except (NoSuchCaseError, files.NoPreview, files.Unreadable, files.ObjectMissing, files.Refused) as error:
        raise Http404("no picture of this file") from error


def _preview_address(request: BodyRequest, number: str, file_id: str) -> str:
    return href(request.tenant, "cases:own-preview", number=number, file_id=file_id)


def _items(view: forms.PageView, reasons: dict[str, str]) -> list[dict[str, Any]]:
    """Each control by itself, with what the office wrote about it ("" for one that only came to light)."""
    return [
        {"view": replace(view, controls=[control], intro=""), "reason": reasons.get(control.path, "")}
        for control in view.controls
    ]
