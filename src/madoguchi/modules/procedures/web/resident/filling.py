"""Filling in: the pages of the form. Every post is saved, valid or not; autosave answers in JSON.

A valid page leads on by redirect. So does a faulty one, to itself with `?check=1`: refresh and Back then never send
anything again. An upload that was refused is told through the address (`forms.tell`), for nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import signed_in_id
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import furigana, tongue, turned
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.letter import ORIGIN
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services import capacity
from madoguchi.modules.procedures.web.resident import asking, left
from madoguchi.modules.procedures.web.resident.finding import offer_or_404
from madoguchi.modules.procedures.web.resident.first_page import DRAFT_URL, RESERVATION, first_page
from madoguchi.modules.procedures.web.resident.holding import (
    closed_page,
    keep_late,
    opened,
    sheet_or_answer,
    ticket_page,
)
from madoguchi.modules.procedures.web.resident.party_sheet import over, told_facts, with_facts_of_today
from madoguchi.modules.procedures.web.resident.sheet import Sheet, form_key, sheet_of
from madoguchi.modules.procedures.web.resident.versions import drawn_under, has_page, save_posted


def start(request: BodyRequest, procedure: str) -> HttpResponse:
    """The first page. Looking at it writes nothing; the first post begins the draft."""
    offer = offer_or_404(procedure)
    if offer.opening(timezone.now()) is not Opening.OPEN or offer.pack.card.follows:
        # The procedure's own page says why, and what to do instead.
        return HttpResponseRedirect(href(request.tenant, "procedures:procedure", procedure=procedure))
    if offer.by_letter:
        way_in = origins.way_in(ORIGIN, request.tenant)
        return HttpResponseRedirect(way_in or href(request.tenant, "procedures:procedure", procedure=procedure))
    if request.method == "POST":
        return turned.answer(request, lambda: _save_first(request, offer))
    outcome = forms.blank_outcome(offer.pack.form, timezone.localdate())
    return _show_first(request, offer, outcome, forms.asked_pages(offer.pack.form, outcome)[0])


def page(request: BodyRequest, draft: str, page: str) -> HttpResponse:
    """One page of the form."""
    sheet = opened(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if request.method == "POST":
        if not has_page(sheet, request.POST, page):
            raise Http404(page)
        if asking.pressed(request.POST) and page in {one.id for one in sheet.form.pages if one.party}:
            return asking.act(request, sheet, page)
        return turned.answer(request, partial(_save, request, sheet, page))
    if page not in {one.id for one in sheet.form.pages} and not sheet.draft.moved_json:
        raise Http404(page)
    if not sheet.is_open:
        return over(request, sheet) if sheet.party else closed_page(request, sheet)
    if sheet.party:
        sheet = with_facts_of_today(sheet)
    if page not in {one.id for one in sheet.pages}:
        # Hidden by an answer given since: Back, or another tab.
        return sheet.keep(HttpResponseRedirect(sheet.page_url()))
    if sheet.form.page(page).party:
        return asking.show(request, sheet, page, steps)
    faults = forms.told(sheet.form, request.GET.get(forms.TOLD, ""), ticket_page(sheet.tenant, sheet.id, page))
    if request.GET.get("check"):
        faults += sheet.outcome.faults
    return _show_of(request, sheet, page, faults)


def autosave_start(request: BodyRequest, procedure: str) -> HttpResponse:
    """The first autosave begins the draft and tells the browser its addresses."""
    offer = offer_or_404(procedure)
    if (
        request.method != "POST"
        or offer.opening(timezone.now()) is not Opening.OPEN
        or offer.by_letter
        or offer.pack.card.follows
    ):
        return JsonResponse({}, status=409)
    earlier = _begun_before(request, offer)
    if isinstance(earlier, HttpResponse):
        return JsonResponse({}, status=403)
    first = _first_page(drawn_under(request.POST, offer.pack))
    if earlier is not None and has_page(earlier, request.POST, first):
        sheet = save_posted(earlier, first, request.POST, buttons=False)[1]
    else:
        sheet = _begin(request, offer)
    addresses = {
        "draft_url": sheet.url("page", page=first),
        "action": sheet.url("page", page=first),
        "autosave": sheet.url("autosave", page=first),
        "leave": sheet.leave_url,
        "ticket": forms.ticket(request, ticket_page(sheet.tenant, sheet.id, first)),
        "code": forms.code_for_people(sheet.code),
    }
    response = sheet.keep(JsonResponse({"saved_at": sheet.draft.updated_at.isoformat(), **addresses}))
    forms.make_room(request, response, sheet.id)
    return response


def autosave(request: BodyRequest, draft: str, page: str) -> HttpResponse:
    """Keep what stands on a page, right or wrong."""
    started = forms.draft_here(request, draft)
    if request.method != "POST":
        return JsonResponse({}, status=403)
    if started is None:
        late = keep_late(request, draft, page)
        if late is None:
            return JsonResponse({}, status=403)
        return JsonResponse({"saved_at": late.draft.updated_at.isoformat()})
    signed_in_id(request)  # as in `sheet_or_answer`
    sheet = sheet_of(request.tenant, started)
    if not has_page(sheet, request.POST, page):
        return JsonResponse({}, status=404)
    try:
        saved, sheet = save_posted(sheet, page, request.POST, buttons=False)
    except forms.DraftGoneError:
        return JsonResponse({}, status=403)
    return sheet.keep(JsonResponse({"saved_at": saved.draft.updated_at.isoformat()}))


def _begun_before(request: BodyRequest, offer: Offer) -> Sheet | HttpResponse | None:
    """The draft that this very page has begun already: it was left by Back, or its autosave got no answer through.

    An answer instead when that draft is no more (sent: its receipt). None when this browser holds no such draft.
    """
    name = forms.reserved(request.POST.get(forms.RESERVATION_FIELD, ""), request.tenant)
    if not name or forms.read_cookie(request, name, request.tenant) is None:
        return None
    earlier = sheet_or_answer(request, name)
    return earlier if isinstance(earlier, HttpResponse) or earlier.pack.id == offer.id else None


def _first_page(pack: Pack) -> str:
    return forms.asked_pages(pack.form, forms.blank_outcome(pack.form, timezone.localdate()))[0].id


def _begin(request: BodyRequest, offer: Offer) -> Sheet:
    """A new draft with what was posted for its first page, under the version that this page was drawn under."""
    pack = drawn_under(request.POST, offer.pack)
    page_id = _first_page(pack)
    typed = {**forms.read_post(pack.form, page_id, request.POST), **forms.read_address(pack.form, request.GET)}
    name = forms.reserved(request.POST.get(forms.RESERVATION_FIELD, ""), request.tenant)
    codes = forms.reserved_codes(name, forms.browser_secret(request))
    started = forms.start(
        form_key(pack), language=tongue(), form=pack.form, page_id=page_id, typed=typed, public_id=name, codes=codes
    )
    capacity.hold_at_start(pack, started.code, client_network(request))
    return Sheet(request.tenant, started.draft, started.code, pack, offer)


def _save_first(request: BodyRequest, offer: Offer) -> HttpResponse:
    """Begin the draft and go on; uploads and buttons inside the page are a second step, for they need the draft."""
    earlier = _begun_before(request, offer)
    if isinstance(earlier, HttpResponse):
        return earlier
    page_id = _first_page(drawn_under(request.POST, offer.pack))
    if earlier is not None:
        known = has_page(earlier, request.POST, page_id)
        return _save(request, earlier, page_id) if known else HttpResponseRedirect(earlier.page_url())
    if turned.is_asked(request) and not request.FILES and turned.is_blank(request.POST):
        # Nothing is typed yet, so nothing has to be kept: no draft for somebody who only looks for their language.
        query = urlencode(list(request.GET.items()))  # with what its address hands over
        address = href(request.tenant, "procedures:start", procedure=offer.id)
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    sheet = _begin(request, offer)
    if request.FILES or forms.read_action(request.POST) is not None or forms.proof.pressed(request.POST):
        response = _save(request, sheet, page_id)
    else:
        response = sheet.keep(HttpResponseRedirect(_next_address(request, sheet, page_id, None, "")))
    forms.make_room(request, response, sheet.id)
    return response


def _save(request: BodyRequest, sheet: Sheet, page_id: str) -> HttpResponse:
    """Keep a posted page, then go where its button leads."""
    try:
        saved, kept = save_posted(sheet, page_id, request.POST, request.FILES)
        if kept.form.proves_mail and page_id in {one.id for one in kept.form.pages}:
            title, network = kept.pack.card.title.in_(tongue()), client_network(request)
            saved = forms.proof.after(saved, kept.form, page_id, request.POST, title=title, network=network)
            kept = replace(kept, draft=saved.draft)
    except (forms.DraftGoneError, forms.DraftMovedError):
        # Sent, given up or taken over in another tab while this one was posting.
        answer = sheet_or_answer(request, sheet.id)
        return answer if isinstance(answer, HttpResponse) else HttpResponseRedirect(answer.page_url())
    if saved.faults:
        query = {forms.TOLD: forms.tell(saved.faults, ticket_page(kept.tenant, kept.id, page_id))}
        if request.POST.get("_to") == "check":
            query["to"] = "check"
        return kept.keep(HttpResponseRedirect(f"{kept.url('page', page=page_id)}?{urlencode(query)}"))
    if not kept.is_open:
        return kept.keep(HttpResponseRedirect(kept.page_url(page_id)))  # which says so
    if drawn_under(request.POST, kept.pack).key != kept.pack.key:
        # The page was of an older version: what has become of it is told before anything else.
        return kept.keep(HttpResponseRedirect(kept.url("changed")))
    action = forms.read_action(request.POST)
    if forms.proof.pressed(request.POST):
        return kept.keep(HttpResponseRedirect(f"{kept.url('page', page=page_id)}#{saved.focus}"))
    return kept.keep(HttpResponseRedirect(_next_address(request, kept, page_id, action, saved.focus)))


def _next_address(request: BodyRequest, sheet: Sheet, page_id: str, action: forms.Action | None, focus: str) -> str:
    here = sheet.url("page", page=page_id)
    if action is not None:
        return f"{here}#{focus}" if focus else here
    if "_upload" in request.POST or turned.is_asked(request):
        return here
    if "_leave" in request.POST:
        return sheet.url("save")
    onward = origins.onward(sheet.draft.origin, request)
    shown = [one.id for one in sheet.pages if onward is None or one.id == page_id or not _is_filled(sheet, one)]
    place = shown.index(page_id) if page_id in shown else 0
    if "_back" in request.POST:
        return sheet.url("page", page=shown[max(0, place - 1)])
    # What somebody else has not sent yet keeps nobody from going on with the rest.
    waits = bool(sheet.form.page(page_id).party)
    if not waits and any(fault.field.page_id == page_id for fault in sheet.outcome.faults):
        return f"{here}?check=1"
    unseen = [] if waits else _unseen(request, sheet, page_id)
    if unseen:
        to = {"to": "check"} if request.POST.get("_to") == "check" else {}
        return f"{here}?{urlencode({'new': ','.join(unseen), **to})}"
    if request.POST.get("_to") == "check" or place + 1 >= len(shown):
        return onward.after if onward else sheet.url("check")
    return sheet.url("page", page=shown[place + 1])


def _is_filled(sheet: Sheet, page: forms.Page) -> bool:
    """Whether the answers that a page began with leave nothing that must be answered: among several forms in a row
    it is passed over, and read back with the rest."""
    begun = sheet.given is not None and any(one.id in sheet.given.fields for one in page.fields)
    return begun and not any(fault.field.page_id == page.id for fault in sheet.outcome.faults)


def _unseen(request: BodyRequest, sheet: Sheet, page_id: str) -> list[str]:
    """The fields of a posted page that its answers have brought to light and its reader has not seen yet.

    Without scripts nothing appears while one types, and a field that may stay empty would never be shown at all.
    """
    drawn = set(request.POST.getlist("_fields"))
    if not drawn:
        return []
    seen = drawn - set(request.POST.getlist("_unseen")) | (sheet.given.fields if sheet.given else set())
    return [one.id for one in sheet.form.page(page_id).fields if one.id in sheet.outcome.visible and one.id not in seen]


def _show_first(request: BodyRequest, offer: Offer, outcome: forms.Outcome, page: forms.Page) -> HttpResponse:
    """The first page before the draft: nothing is written, but a name is reserved for the draft that may follow."""
    reservation = forms.reserve(request.tenant)
    name = forms.reserved(reservation, request.tenant)
    values = {RESERVATION: reservation, DRAFT_URL: href(request.tenant, "procedures:page", draft=name, page=page.id)}

    def draw() -> HttpResponse:
        return _show(request, offer.pack, outcome, page, {}, offer=offer)

    places = left.options(offer.pack, tongue()) if left.shows(offer.pack, page) else ()
    return first_page(request, offer, timezone.localdate(), values, draw, places)


def _show_of(request: BodyRequest, sheet: Sheet, page_id: str, faults: Iterable[forms.FieldFault]) -> HttpResponse:
    return sheet.keep(
        _show(
            request, sheet.pack, sheet.outcome, sheet.form.page(page_id), sheet.typed,
            sheet=sheet, offer=sheet.offer, faults=faults,
        )
    )  # fmt: skip


def _show(
    request: BodyRequest,
    pack: Pack,
    outcome: forms.Outcome,
    page: forms.Page,
    typed: Any,
    *,
    offer: Offer | None,
    sheet: Sheet | None = None,
    faults: Iterable[forms.FieldFault] = (),
) -> HttpResponse:
    lang = tongue()
    form = sheet.form if sheet else pack.form
    furigana.read_with(pack.readings)
    given = sheet.given if sheet else None
    pages = forms.asked_pages(form, outcome, given)
    number = next((place for place, one in enumerate(pages) if one.id == page.id), 0)
    closes = offer.closes_at if offer and offer.closes_soon(timezone.now()) else None
    blank = None
    if sheet is None and not left.shows(pack, page):
        blank = forms.blank_page(pack.form, page.id, lang, timezone.localdate(), furigana=furigana.wanted())
    context = {
        "view": blank.view
        if blank
        else left.on_page(
            forms.page_context(
                form,
                page.id,
                typed,
                faults=faults,
                lang=lang,
                files=sheet.files if sheet else {},
                outcome=outcome,
                given=given,
                proofs=sheet.draft.proofs if sheet else forms.Proofs(),
            ),
            pack,
            outcome,
            lang,
        ),
        "blank_fields": blank.fields if blank else None,
        "sheet": sheet,
        "form_here": "filling",
        "pack": pack,
        "title": pack.card.title.in_(lang),
        "steps": steps(pages, number, lang, sheet),
        "number": number,
        "action": sheet.url("page", page=page.id)
        if sheet
        else href(request.tenant, "procedures:start", procedure=pack.id),
        "autosave": sheet.url("autosave", page=page.id)
        if sheet
        else href(request.tenant, "procedures:autosave-start", procedure=pack.id),
        "reservation": "",
        "draft_url": "",
        "new_fields": _labels(page, request.GET.get("new", "").split(","), lang),
        "ticket": forms.ticket(request, ticket_page(request.tenant, sheet.id, page.id)) if sheet else "",
        "code": forms.code_for_people(sheet.code) if sheet else "",
        "to_check": request.GET.get("to") == "check",
        "minutes": request.tenant.form_minutes,
        "closes": closes,
        "about": href(request.tenant, "procedures:procedure", procedure=pack.id),
        "onward": origins.onward(sheet.draft.origin, request) if sheet else None,
        "party": sheet.party if sheet else None,
        "told": told_facts(sheet) if sheet and sheet.party else (),
        "watched": page.confidential,
    }
    if sheet is None:
        handed = {name: request.GET[name] for name in pack.form.handed_over if name in request.GET}
        if handed:  # the first post takes along what the address hands over
            for name in ("action", "autosave"):
                context[name] = f"{context[name]}?{urlencode(handed)}"
        context["reservation"], context["draft_url"] = RESERVATION, DRAFT_URL
    return render(request, "procedures/resident/page.html", context)


def _labels(page: forms.Page, ids: list[str], lang: str) -> list[str]:
    return [one.label.in_(lang) for one in page.fields if one.id in ids and one.label.in_(lang)]


def steps(pages: list[forms.Page], number: int, lang: str, sheet: Sheet | None) -> list[tuple[str, str | None, str]]:
    """The step list: pages done can be gone back to; the check comes last. `number` = len(pages): the check itself.
    A page that somebody else has not filled in yet is passed and not done."""
    found: list[tuple[str, str | None, str]] = []
    late = {one.field.page_id for one in sheet.outcome.faults} if sheet and sheet.form.parties else set()
    for place, one in enumerate(pages):
        passed = "waiting" if one.party and one.id in late else "done"
        state = "current" if place == number else passed if place < number else "todo"
        found.append((one.title.in_(lang), sheet.url("page", page=one.id) if sheet and place < number else None, state))
    return [*found, (_("確認・送信"), None, "current" if number == len(pages) else "todo")]
