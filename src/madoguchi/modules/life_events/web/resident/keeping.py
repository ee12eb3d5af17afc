"""Leaving a bundle and coming back: the code, the link by mail, closing it here, giving it up."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import still_in
from madoguchi.kernel.tenants.api import absolute
from madoguchi.kernel.ui.api import tongue
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.services import parts
from madoguchi.modules.life_events.services.bundle import Bundle
from madoguchi.modules.life_events.web.resident.hand import bundle_or_answer, keep, url
from madoguchi.modules.procedures import api as procedures


def save(request: BodyRequest, bundle: str) -> HttpResponse:
    """The code, the day it ends, and on POST the link by mail."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    mail = forms.applicant(held.event.form, held.facts.answers).mail or held.draft.mail
    if request.method != "POST":
        return _page(request, held, mail, sent=held.draft.mail if request.GET.get("sent") else "")
    mail = request.POST.get("mail", "").strip()
    try:
        procedures.mail_private_link(request, held.draft, held.code, to=mail, title=held.event.title.in_(tongue()))
    except procedures.NotMailedError as refused:
        return _page(request, held, mail, error=refused.sentence, status=refused.status)
    except forms.DraftGoneError:
        return HttpResponseRedirect(url(held, "list"))  # which says so
    return keep(HttpResponseRedirect(url(held, "save") + "?sent=1"), held)


def _page(
    request: BodyRequest, held: Bundle, mail: str, *, error: str = "", sent: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "bundle": held,
        "event": held.event,
        "code": forms.code_for_people(held.code),
        "resume_url": absolute(request.tenant, "procedures:resume", surface="resident"),
        "mail": mail,
        "error": error,
        "sent": sent,
        "minutes": request.tenant.form_minutes,
    }
    return keep(render(request, "life_events/resident/save.html", context, status=status), held)


def left(request: BodyRequest, bundle: str) -> HttpResponse:
    """Let go of the bundle in this browser, with the drafts and receipts of its parts; everything stays saved."""
    still = still_in(request)  # before the bundle is looked at, which counts as somebody being there
    held = bundle_or_answer(request, bundle)
    response = render(request, "life_events/resident/closed.html", {"saved": False, "still": still})
    if isinstance(held, Bundle):
        for todo in held.chosen:
            seen = parts.look(held, todo)
            forms.drop_cookie(response, seen.key.public_id)
            if seen.receipt is not None:
                cases.end(response, seen.receipt.receipt_number)
    forms.drop_cookie(response, bundle)
    return response


def discard(request: BodyRequest, bundle: str) -> HttpResponse:
    """Delete the bundle and the drafts of its parts, after asking once. What was sent stays with its office."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    if request.method != "POST":
        context = {"bundle": held, "event": held.event}
        return keep(render(request, "life_events/resident/discard.html", context), held)
    keys = [parts.key_of(held, todo) for todo in held.chosen]
    parts.discard(held)
    response = render(request, "life_events/resident/discarded.html", {"event": held.event})
    forms.drop_cookie(response, held.id)
    for key in keys:
        forms.drop_cookie(response, key.public_id)
    return response
