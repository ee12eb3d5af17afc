"""The resident's own case: status, withdrawal, papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import current, signed_in_id
from madoguchi.kernel.tenants.api import contact_of, href, unkept
from madoguchi.kit.markdown import html_of
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.kinds import Aside
from madoguchi.modules.cases.queries.case_files import file_of
from madoguchi.modules.cases.queries.case_page import last_sent
from madoguchi.modules.cases.queries.stages import chain, next_of_case
from madoguchi.modules.cases.queries.status import Status, status
from madoguchi.modules.cases.services import claiming, grants, papers, withdrawal
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.web.pdf import pdf_response

View = Callable[..., HttpResponseBase]
_DONE = "mdg_done"
_SAID = {"withdrawn", "corrected", "claimed", "released"}


def own_case(view: View) -> View:
    """Let only the browser in that has earned this case, and renew its minutes."""

    @wraps(view)
    @unkept
    def checked(request: BodyRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        if not grants.allowed(request, request.tenant, number):
            return ask_again(request, number)
        response = view(request, number=number, **kwargs)
        if isinstance(response, HttpResponse):
            grants.renew(request, response, request.tenant, number)
        return response

    return checked


def ask_again(request: BodyRequest, number: str, *, why: str = "ended") -> HttpResponseRedirect:
    """The way to number and code for a browser that may not see the case, whether there is such a case or not."""
    return HttpResponseRedirect(href(request.tenant, "cases:status") + "?" + urlencode({"number": number, why: "1"}))


def status_of(number: str) -> Status:
    """Return the status of the case in the open scope. Raises Http404."""
    found = status(number)
    if found is None:
        raise Http404("no such case in this body")
    return found


@own_case
@require_safe
def show(request: BodyRequest, number: str) -> HttpResponse:
    """The status in plain words. `?done=` is what has just been done: said once, and gone from the address, so that a
    page loaded again does not say it again."""
    home = href(request.tenant, "cases:own-case", number=number)
    if (done := request.GET.get("done", "")) in _SAID:
        onward = HttpResponseRedirect(home)
        onward.set_cookie(
            _DONE,
            done,
            max_age=60,
            path=home,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return onward
    found = status_of(number)
    context = {
        "status": found,
        "aside": _aside(found),
        "links": _links(found),
        "after": _what_comes_after(found),
        "chain": chain(found.case),
        "next_stages": next_of_case(found.case, to_begin=True) if found.phase == Phase.DONE else (),
        "pay": _how_to_pay(found),
        "contact": contact_of(request.tenant, found.department, get_language() or "ja"),
        "done": request.COOKIES.get(_DONE, ""),
        "account": _account(request, found),
        "signed_in": signed_in_id(request) is not None,
        "idle_minutes": request.tenant.idle_minutes,
    }
    response = render(request, "cases/resident/case.html", context)
    if _DONE in request.COOKIES:
        response.delete_cookie(_DONE, path=home, samesite="Lax")
    return response


@own_case
@require_POST
def claim(request: BodyRequest, number: str) -> HttpResponse:
    """Put the case into the account of whoever is signed in and knows its code."""
    signed = current(request)
    home = href(request.tenant, "cases:own-case", number=number)
    if signed is None or not grants.knows_code(request, request.tenant, number):
        return HttpResponseRedirect(home)
    try:
        claiming.claim(number, signed)
    except NoSuchCaseError as missing:
        raise Http404 from missing
    except RefusedError:
        return HttpResponseRedirect(home)  # which says so
    return HttpResponseRedirect(home + "?done=claimed")


@own_case
@require_POST
def release(request: BodyRequest, number: str) -> HttpResponse:
    """Take the case out of the account that it lies in: its owner does, or whoever knows the code."""
    home = href(request.tenant, "cases:own-case", number=number)
    knows = grants.knows_code(request, request.tenant, number)
    if not knows and status_of(number).case.resident_id != signed_in_id(request):
        return HttpResponseRedirect(home)
    try:
        claiming.release(number)
    except NoSuchCaseError as missing:
        raise Http404 from missing
    return HttpResponseRedirect(home + "?done=released" if knows else reverse("residents:home"))


def _account(request: BodyRequest, found: Status) -> str:
    """How the case stands to this browser: "" where it can do nothing about it, "mine", "free" for whoever is signed
    in and knows the code, "other" (another's account) for whoever knows the code."""
    resident_id, owner = signed_in_id(request), found.case.resident_id
    if owner is not None and owner == resident_id:
        return "mine"
    if not grants.knows_code(request, request.tenant, found.receipt_number):
        return ""
    if owner is not None:
        return "other"
    return "free" if resident_id is not None else ""


def _links(found: Status) -> list[tuple[str, str]]:
    """For what is still to come from others: whom to hand which link."""
    if not found.waits or found.kind.parts_for is None:
        return []
    parts = found.kind.parts_for(found.case.subject_key, found.receipt_number, get_language() or "ja")
    return [(f"{one.label}（{one.whom}）" if one.whom else one.label, one.link) for one in parts if one.link]


@own_case
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: BodyRequest, number: str) -> HttpResponse:
    """Ask whether to withdraw; then do it."""
    if request.method == "POST":
        try:
            withdrawal.withdraw(number)
        except NoSuchCaseError as missing:
            raise Http404 from missing
        except RefusedError:
            return HttpResponseRedirect(request.path)  # which says so; refresh and Back send nothing
        return HttpResponseRedirect(href(request.tenant, "cases:own-case", number=number) + "?done=withdrawn")
    found = status_of(number)
    context = {
        "status": found,
        "contact": contact_of(request.tenant, found.department, get_language() or "ja"),
        "idle_minutes": request.tenant.idle_minutes,
    }
    return render(
        request,
        "cases/resident/withdraw.html",
        context,
        status=200 if found.can_withdraw else 409,
    )


@own_case
@require_safe
def receipt(request: BodyRequest, number: str) -> HttpResponse:
    """The 受付票 as PDF, without the confirmation code: nobody but the holder knows it any more."""
    pdf = papers.receipt_pdf(request.tenant, status_of(number).case)
    return pdf_response(pdf, f"{number}-receipt.pdf")


@own_case
@require_safe
def answers(request: BodyRequest, number: str) -> HttpResponse:
    """What was sent last, as PDF."""
    case = status_of(number).case
    pdf = papers.answers_pdf(request.tenant, case, last_sent(case))
    return pdf_response(pdf, f"{number}-answers.pdf")


@own_case
@require_safe
def result(request: BodyRequest, number: str) -> HttpResponseBase:
    """The document of the decision that stands."""
    found = status_of(number)
    if found.result is None or not found.result.file_id:
        raise Http404("no document is out")
    ref = file_of(found.case, found.result.file_id)
    if ref is None:
        raise Http404("no such file in this case")
    try:
        return files.response(ref)
    except (files.Unreadable, files.ObjectMissing) as error:
        raise Http404("the document cannot be read: see `madoguchi verify`") from error


def _what_comes_after(found: Status) -> Markup:
    """What the procedure says about the time after sending. Once it is over, only with a result in one's favour: the
    duties that come with a permit stay to be read."""
    if found.phase == Phase.DONE and not (found.result and found.result.favourable):
        return Markup()
    return Markup(html_of(_texts(found).get("after", ""), top=3))  # noqa: S704 - html_of lets no markup through


def _aside(found: Status) -> Aside | None:
    """What the room that filed it has to say beside the state."""
    if found.kind.aside_for is None:
        return None
    return found.kind.aside_for(found.case.subject_key, found.receipt_number, get_language() or "ja")


def _how_to_pay(found: Status) -> str:
    """How the fee is paid, while it is not."""
    return _texts(found).get("pay", "") if found.case.fee_total and not found.case.fee_paid_on else ""


def _texts(found: Status) -> Mapping[str, str]:
    return found.kind.texts_for(found.case.subject_key, get_language() or "ja")
