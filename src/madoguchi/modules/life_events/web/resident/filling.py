"""The questions of an event: the triage before the list, and the facts after it. One form, page by page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import Kind, href
from madoguchi.kernel.ui.api import tongue, turned
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.domain.event import Event
from madoguchi.modules.life_events.services import bundle as bundles
from madoguchi.modules.life_events.services import parts
from madoguchi.modules.life_events.services.bundle import Bundle
from madoguchi.modules.life_events.web.resident.finding import event_or_404
from madoguchi.modules.life_events.web.resident.hand import bundle_or_answer, keep, ticket_page, url


def start(request: BodyRequest, event: str) -> HttpResponse:
    """The first page. Looking at it writes nothing; its post begins the bundle."""
    found = event_or_404(request, event)
    form = found.asked(frozenset())
    page_id = form.pages[0].id
    if request.method == "POST":
        return turned.answer(request, lambda: _begin(request, found, form, page_id))
    typed = {}
    if request.tenant.kind != Kind.PREFECTURE:  # most people live where they look
        typed = {next(iter(found.bodies.values())): {"value": request.tenant.code}}
    view = forms.page_context(form, page_id, typed, lang=tongue())
    context = {
        "reservation": forms.reserve(request.tenant),
        "action": href(request.tenant, "life_events:start", event=event),
    }
    return _draw(request, found, view, context, _steps(form.pages, 0, found))


def _begin(request: BodyRequest, found: Event, form: forms.Form, page_id: str) -> HttpResponse:
    if turned.is_asked(request) and turned.is_blank(request.POST, {request.tenant.code}):
        # No bundle for somebody who only looks for their language.
        return HttpResponseRedirect(href(request.tenant, "life_events:start", event=found.id))
    name = forms.reserved(request.POST.get(forms.RESERVATION_FIELD, ""), request.tenant)
    codes = forms.reserved_codes(name, forms.browser_secret(request))
    typed = forms.read_post(form, page_id, request.POST)
    begun = bundles.start(found, page_id, typed, language=tongue(), public_id=name, codes=codes)
    response = keep(HttpResponseRedirect(_next(request, begun, page_id, "")), begun)
    forms.make_room(request, response, begun.id)
    return response


def page(request: BodyRequest, bundle: str, page: str) -> HttpResponse:
    """One page of the triage or of the facts."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    if page not in {one.id for one in held.event.form.pages}:
        raise Http404(page)
    if page not in {one.id for one in held.form.pages}:
        return keep(HttpResponseRedirect(url(held, "next")), held)  # no chosen part asks it any more
    if request.method == "POST":
        return turned.answer(request, lambda: _save(request, held, page))
    faults = held.facts.faults if request.GET.get("check") else ()
    view = forms.page_context(held.form, page, held.typed, faults=faults, lang=tongue(), outcome=held.facts)
    pages = _pages(held, page)
    number = next((place for place, one in enumerate(pages) if one.id == page), 0)
    context = {
        "bundle": held,
        "action": url(held, "page", page=page),
        "ticket": forms.ticket(request, ticket_page(held.tenant, held.id, page)),
        "code": forms.code_for_people(held.code),
        "new": bool(request.GET.get("new")),
    }
    return keep(_draw(request, held.event, view, context, _steps(pages, number, held.event)), held)


def _save(request: BodyRequest, held: Bundle, page_id: str) -> HttpResponse:
    """Keep the page, let parts that are begun follow, and go on."""
    action = forms.read_action(request.POST)
    try:
        saved = forms.save_page(
            held.draft, held.form, page_id, forms.read_post(held.form, page_id, request.POST), None, action
        )
    except forms.DraftGoneError:
        return HttpResponseRedirect(url(held, "list"))  # which says so
    after = Bundle(held.tenant, held.event, saved.draft, held.code)
    parts.flow(held, after)
    if action is not None:
        here = url(after, "page", page=page_id)
        return keep(HttpResponseRedirect(f"{here}#{saved.focus}" if saved.focus else here), after)
    return keep(HttpResponseRedirect(_next(request, after, page_id, request.POST.get("_to", ""))), after)


def _next(request: BodyRequest, held: Bundle, page_id: str, _to: str) -> str:
    here = url(held, "page", page=page_id)
    if turned.is_asked(request):
        return here
    if "_leave" in request.POST:
        return url(held, "save")
    pages = [one.id for one in _pages(held, page_id)]
    place = pages.index(page_id) if page_id in pages else 0
    if "_back" in request.POST:
        return url(held, "page", page=pages[place - 1]) if place else url(held, "list")
    if any(fault.field.page_id == page_id for fault in held.facts.faults):
        return f"{here}?check=1"
    drawn = set(request.POST.getlist("_fields"))
    seen = drawn - set(request.POST.getlist("_unseen"))
    if drawn and any(one.id in held.facts.visible and one.id not in seen for one in held.form.page(page_id).fields):
        return f"{here}?new=1"
    if place + 1 < len(pages):
        return url(held, "page", page=pages[place + 1])
    return url(held, "list" if page_id in held.event.triage else "next")


def _pages(held: Bundle, page_id: str) -> list[forms.Page]:
    """The pages of the same walk: those of the triage, or those of the facts."""
    early = page_id in held.event.triage
    asked = forms.asked_pages(held.form, held.facts)
    return [one for one in asked if (one.id in held.event.triage) == early]


def _steps(pages: Any, number: int, event: Event) -> list[tuple[str, str | None, str]]:
    lang = tongue()
    states = ["current" if place == number else "done" if place < number else "todo" for place in range(len(pages))]
    last = _("あなたの手続") if not pages or pages[0].id in event.triage else _("手続ごとの質問")
    return [
        *((one.title.in_(lang), None, state) for one, state in zip(pages, states, strict=True)),
        (last, None, "todo"),
    ]


def _draw(
    request: BodyRequest,
    event: Event,
    view: forms.PageView,
    context: dict[str, Any],
    steps: list[tuple[str, str | None, str]],
) -> HttpResponse:
    number = next(place for place, one in enumerate(steps) if one[2] == "current")
    defaults = {"bundle": None, "ticket": "", "code": "", "reservation": "", "new": False}
    context = {
        **defaults, "event": event, "view": view, "steps": steps, "number": number,
        "minutes": request.tenant.form_minutes, "form_here": "filling", "today": timezone.localdate(), **context,
    }  # fmt: skip
    return render(request, "life_events/resident/page.html", context)
