"""The draft of an address, for this browser: held by its cookie, late with a ticket, or not at all."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import signed_in_id
from madoguchi.kernel.tenants.api import Tenant, contact_of, href
from madoguchi.kernel.ui.api import tongue
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.web.resident.sheet import Sheet, sheet_of
from madoguchi.modules.procedures.web.resident.versions import aside, go_on, has_page, save_posted


def sheet_or_answer(request: BodyRequest, public_id: str) -> Sheet | HttpResponse:
    """The draft of an address, or the page that says why there is none to fill in here.

    Without the cookie nothing is said about whether such a draft exists. With it, a draft that has been sent leads to
    its receipt (Back after sending, a second tab, an answer that got lost).
    """
    started = forms.draft_here(request, public_id)
    if started is not None:
        signed_in_id(request)  # whoever fills in a form is there: the account must not be signed out meanwhile
        return sheet_of(request.tenant, started)
    code = forms.read_cookie(request, public_id, request.tenant)
    if code is None:
        return _closed_here(request, public_id)
    if cases.by_draft_key(forms.draft_key(code)) is not None:
        return HttpResponseRedirect(href(request.tenant, "procedures:receipt", draft=public_id))
    if forms.party.receipt_of(code) is not None:
        return HttpResponseRedirect(href(request.tenant, "procedures:answered", draft=public_id))
    if request.method == "POST":
        return HttpResponseRedirect(href(request.tenant, "procedures:check", draft=public_id))  # which says so
    return render(request, "procedures/resident/draft_gone.html", {}, status=410)


def opened(request: BodyRequest, public_id: str) -> Sheet | HttpResponse:
    """`sheet_or_answer` for a page that is looked at: a draft of an older version first goes on to the one in force,
    and its owner reads what is different."""
    sheet = sheet_or_answer(request, public_id)
    if isinstance(sheet, HttpResponse) or not sheet.must_move or request.method == "POST":
        return sheet
    if forms.TOLD in request.GET:
        return sheet  # an upload was refused: that is told on the page that it was posted from
    try:
        moved = go_on(sheet)
    except forms.DraftGoneError:  # sent or given up in another tab this very moment
        return sheet_or_answer(request, public_id)
    return moved.keep(HttpResponseRedirect(moved.url("changed"))) if moved.draft.moved_json else moved


def ticket_page(tenant: Tenant, public_id: str, page_id: str) -> str:
    """What the ticket of a form page is made out to."""
    return f"{tenant.code}/d/{public_id}/{page_id}"


def keep_late(request: BodyRequest, public_id: str, page_id: str) -> forms.Saved | None:
    """Save a page that came after this browser's time was over, files too; None when it has no right to be written.

    Buttons inside the page do nothing then: a ticket adds, and takes nothing away.
    """
    if not forms.ticket_valid(request, ticket_page(request.tenant, public_id, page_id)):
        return None
    draft = forms.living(public_id)
    if draft is None:
        return None
    sheet = sheet_of(request.tenant, forms.Started(draft, ""))
    if not has_page(sheet, request.POST, page_id):
        return None
    try:
        return save_posted(sheet, page_id, request.POST, request.FILES, buttons=False)[0]
    except forms.DraftGoneError:
        return None


def _closed_here(request: BodyRequest, public_id: str) -> HttpResponse:
    """This browser holds no such draft. What a late post brought is saved and not shown, and the page's own address
    says so (`?late=…`); without a ticket it is carried along, to be kept once the code comes."""
    carried: list[tuple[str, str]] = []
    page_id = request.resolver_match.kwargs.get("page") if request.resolver_match else None
    if request.method == "POST" and page_id:
        saved = keep_late(request, public_id, page_id)
        if saved is not None:
            return HttpResponseRedirect(f"{request.path}?late={'refused' if saved.faults else 'kept'}")
        carried.append(("carried._page", page_id))
        for name in request.POST:
            if name not in ("csrfmiddlewaretoken", forms.TICKET_FIELD):
                carried += [(f"carried.{name}", text) for text in request.POST.getlist(name)]
    late = "" if carried else request.GET.get("late", "")
    context = {"carried": carried, "saved": late in ("kept", "refused"), "refused": late == "refused"}
    return render(request, "procedures/resident/draft_closed.html", context, status=403)


def closed_page(request: BodyRequest, sheet: Sheet, status: int = 409, why: str = "") -> HttpResponse:
    """The procedure closed while the draft was open, or ("fee") its fee cannot be reckoned: what was typed, to read and
    keep, and until when it is kept."""
    context = {
        "sheet": sheet,
        "offer": sheet.offer,
        "opening": why or (sheet.offer.opening(timezone.now()).value if sheet.offer else Opening.CLOSED.value),
        "contact": contact_of(request.tenant, sheet.offer.department, tongue()) if why and sheet.offer else None,
        "title": sheet.pack.card.title.in_(tongue()),
        "sections": forms.read_back(sheet.form, sheet.outcome.answers, tongue()),
        "aside": aside(sheet, tongue()),
        "instead": catalogue.instead_of(sheet.offer, timezone.now()) if sheet.offer else None,
    }
    return sheet.keep(render(request, "procedures/resident/draft_unopen.html", context, status=status))
