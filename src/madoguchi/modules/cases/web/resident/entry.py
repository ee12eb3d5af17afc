"""How a resident gets to a case: number and code, a mailed link, a lost number. Guessing is throttled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import sign_out, signed_in_id
from madoguchi.kernel.tenants.api import Tenant, href, tenant_by_id, unkept
from madoguchi.kernel.ui.api import front_address, too_often
from madoguchi.kit.email import address_problem, normalise_address
from madoguchi.kit.languages import base
from madoguchi.modules.cases.domain.numbers import read_receipt_number
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import access, confirmation, grants, lost
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.web.resident.case import ask_again
from madoguchi.modules.cases.web.typed import Typed

_WINDOW = timedelta(hours=1)
_PER_NUMBER = 10
# A school or an office may stand behind one address, hence more than for one number.
_PER_NETWORK = 60
# What may have brought somebody here who was on a page of a case: see status_ask.html.
_WHY = ("ended", "sent", "kept", "refused", "lost")


@unkept
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: BodyRequest) -> HttpResponse:
    """Ask for number and code; inside a body."""
    return _ask(request, request.tenant)


@unkept
@require_http_methods(["GET", "HEAD", "POST"])
def status_anywhere(request: HttpRequest) -> HttpResponse:
    """Ask for number and code without knowing the body; the case leads to its own body's page."""
    return _ask(request, None)


@unkept
@require_safe
def link(request: BodyRequest, token: str) -> HttpResponse:
    """A mailed link: opens its case, or says that it no longer does."""
    case = access.by_token(request.tenant, token)
    if case is None:
        return _dead(request)
    if confirmation.waits(case):
        # A button, since the programs that look through mail follow links by themselves.
        return render(request, "cases/resident/confirm_mail.html", {"case": case, "token": token})
    return _let_in(request.tenant, case.receipt_number, address=case.applicant_mail)


@unkept
@require_POST
def confirm_mail(request: BodyRequest, token: str) -> HttpResponse:
    """The button behind a mailed link: the case counts from now on. Pressed twice it only opens the case."""
    case = access.by_token(request.tenant, token)
    if case is None:
        return _dead(request)
    try:
        confirmation.confirm_mail(case.receipt_number)
    except NoSuchCaseError:
        return _dead(request)
    except RefusedError:
        pass
    return _let_in(request.tenant, case.receipt_number, address=case.applicant_mail)


def _dead(request: BodyRequest) -> HttpResponse:
    return render(request, "cases/resident/link_dead.html", status=410)


@unkept
@require_http_methods(["GET", "HEAD", "POST"])
def lost_number(request: BodyRequest) -> HttpResponse:
    """Mail links to the address of the cases; what the page says does not depend on whether there are any."""
    typed = Typed("", request.POST)
    if request.method != "POST":
        return render(request, "cases/resident/lost.html", {"typed": typed})
    address = normalise_address(typed["mail"])
    if address_problem(address):
        typed.errors["mail"] = _("メールアドレスを「name@example.jp」のように入力してください。")
        return render(request, "cases/resident/lost.html", {"typed": typed}, status=422)
    limits = audit.mail_limits("cases.lost", request.tenant.code, address, audit.client_network(request))
    wait = audit.attempts.longest_block(*limits)
    if wait is not None:
        typed.errors["mail"] = too_often(audit.minutes_of(wait))
        return render(request, "cases/resident/lost.html", {"typed": typed}, status=429)
    audit.attempts.failed(*(limit.key for limit in limits))  # every request counts: each may cost somebody a mail
    lost.links_for_mail(address, base(get_language()))
    return render(request, "cases/resident/lost_sent.html", {"mail": address})


@require_http_methods(["GET", "POST"])
def leave(request: BodyRequest, number: str) -> HttpResponse:
    """Close the case on this computer, and the receipt with it: by the button, or (GET) when a page's time is over.
    The button signs the account out, too: it would go on showing the case. A session left alone ends by itself, and
    may be at work in another tab."""
    pressed = request.method == "POST"
    response = HttpResponseRedirect(href(request.tenant, "cases:status")) if pressed else ask_again(request, number)
    if pressed and signed_in_id(request) is not None:
        sign_out(request, response)
    if read_receipt_number(number) != number:
        return response
    grants.end(response, number)
    case = Case.objects.filter(receipt_number=number).only("draft_key").first()
    if case is not None:
        grants.end_draft(request, response, request.tenant, case.draft_key)
    return response


def _ask(request: Any, tenant: Tenant | None) -> HttpResponse:
    if request.method != "POST":
        shown = Typed("", request.GET)
        why = next((word for word in _WHY if request.GET.get(word) == "1"), "")
        return render(request, "cases/resident/status_ask.html", {"typed": shown, "why": why})
    typed = Typed("", request.POST)
    if not typed["number"].strip() and not typed["code"].strip():
        typed.errors["number"] = _("受付番号と確認番号を入力してください。")
        return _asked_again(request, typed, 422)
    network = f"cases.status:network:{audit.client_network(request)}"
    number = read_receipt_number(typed["number"])
    limits = [audit.Limit(network, _PER_NETWORK, _WINDOW)]
    if number is not None:
        limits.append(audit.Limit(f"cases.status:number:{number}", _PER_NUMBER, _WINDOW))
    # A right code is never stopped: 63 random bits need no help, and a stranger's guesses must not lock its holder out.
    case = access.by_number(typed["number"], typed["code"])
    if case is None:
        wait = audit.attempts.longest_block(*limits)
        if wait is not None:
            typed.errors[""] = too_often(audit.minutes_of(wait))
            return _asked_again(request, typed, 429)
        audit.attempts.failed(*(limit.key for limit in limits))
        typed.errors["number"] = _(
            "この受付番号と確認番号の組み合わせでは見つかりませんでした。受付票やメールを見て、もう一度入力してください。"
        )
        return _asked_again(request, typed, 422)
    audit.attempts.forget(f"cases.status:number:{case.receipt_number}")
    body = tenant or tenant_by_id(case.tenant_id)
    if body is None:
        raise RuntimeError(f"case {case.pk} is in no body of the directory")
    return _let_in(body, case.receipt_number)


def _asked_again(request: Any, typed: Typed, status_code: int) -> HttpResponse:
    context = {"typed": typed, "why": "", "front": front_address()}
    return render(request, "cases/resident/status_ask.html", context, status=status_code)


def _let_in(tenant: Tenant, number: str, *, address: str | None = None) -> HttpResponse:
    response = HttpResponseRedirect(href(tenant, "cases:own-case", number=number))
    grants.allow(response, tenant, number, address=address)
    return response
