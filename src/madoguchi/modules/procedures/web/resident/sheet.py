"""A draft in the hand of this browser: found again by its cookie, with the version of the pack it began under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import Tenant, href
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.web.resident.finding import language

FORM_KEY = "procedures/"


def form_key(pack: Pack) -> str:
    """How drafts name the version they are filled in under: "procedures/inu@1"."""
    return FORM_KEY + pack.key


@dataclass
class Sheet:
    """A draft that this browser may fill in. `offer` is None when the body has given the procedure up since."""

    tenant: Tenant
    draft: forms.Draft
    code: str
    pack: Pack
    offer: Offer | None

    @property
    def form(self) -> forms.Form:
        return self.pack.form

    @property
    def id(self) -> str:
        return self.draft.public_id

    @property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether it can still be sent."""
        return self.offer is not None and self.offer.opening(timezone.now()) is Opening.OPEN

    @cached_property
    def typed(self) -> Mapping[str, Any]:
        return self.draft.typed

    @cached_property
    def files(self) -> Mapping[str, Any]:
        """The draft's uploads by id; no query while no answer names one."""
        return forms.uploads(self.draft) if forms.file_ids(self.form, self.typed) else {}

    @cached_property
    def outcome(self) -> forms.Outcome:
        """Everything typed so far, judged as a whole."""
        return forms.validate(self.form, self.typed, today=self.today, files=self.files)

    @property
    def pages(self) -> list[forms.Page]:
        """The pages that these answers lead through."""
        return visible_pages(self.form, self.outcome)

    def url(self, name: str, **kwargs: Any) -> str:
        """The address of one of the draft's pages ("page", page="dog")."""
        return href(self.tenant, f"procedures:{name}", draft=self.id, **kwargs)

    def page_url(self, page_id: str = "") -> str:
        """The address of a page of the form; without a name that of the page worked on last."""
        shown = [page.id for page in self.pages]
        wanted = page_id or self.draft.page
        return self.url("page", page=wanted if wanted in shown else shown[0])

    @property
    def leave_url(self) -> str:
        """Where this browser lets go of this draft, and of no other."""
        return href(self.tenant, "procedures:left") + "?" + urlencode({"draft": self.id})

    def refresh(self, draft: forms.Draft) -> None:
        """Go on with the draft as it has just been saved."""
        self.draft = draft
        for name in ("typed", "files", "outcome"):
            self.__dict__.pop(name, None)

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Let this browser hold the draft for another while."""
        forms.set_cookie(response, self.id, self.code, self.tenant)
        return response


def visible_pages(form: forms.Form, outcome: forms.Outcome) -> list[forms.Page]:
    """The pages with at least one field to show."""
    return [page for page in form.pages if any(one.id in outcome.visible for one in page.fields)]


def sheet_of(tenant: Tenant, started: forms.Started) -> Sheet:
    """The draft with its pack. Raises UnknownPackError when its version was never published here."""
    key = started.draft.form_key.removeprefix(FORM_KEY)
    offer = catalogue.offer(key.partition("@")[0])
    return Sheet(tenant, started.draft, started.code, catalogue.pack_of(key), offer)


def sheet_or_answer(request: BodyRequest, public_id: str) -> Sheet | HttpResponse:
    """The draft of an address, or the page that says why there is none to fill in here.

    Without the cookie nothing is said about whether such a draft exists. With it, a draft that has been sent leads to
    its receipt (Back after sending, a second tab, an answer that got lost).
    """
    started = forms.draft_here(request, public_id)
    if started is not None:
        return sheet_of(request.tenant, started)
    code = forms.read_cookie(request, public_id, request.tenant)
    if code is None:
        return _closed_here(request, public_id)
    if cases.by_draft_key(forms.draft_key(code)) is not None:
        return HttpResponseRedirect(href(request.tenant, "procedures:receipt", draft=public_id))
    if request.method == "POST":
        return HttpResponseRedirect(href(request.tenant, "procedures:check", draft=public_id))  # which says so
    return render(request, "procedures/resident/draft_gone.html", {}, status=410)


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
    form = sheet_of(request.tenant, forms.Started(draft, "")).form
    typed, uploads = forms.read_post(form, page_id, request.POST), forms.read_uploads(form, page_id, request.FILES)
    try:
        return forms.save_page(draft, form, page_id, typed, uploads)
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


def closed_page(request: BodyRequest, sheet: Sheet, status: int = 409) -> HttpResponse:
    """The procedure closed while the draft was open: what was typed, to read and keep, and until when it is kept."""
    context = {
        "sheet": sheet,
        "offer": sheet.offer,
        "opening": sheet.offer.opening(timezone.now()).value if sheet.offer else Opening.CLOSED.value,
        "title": sheet.pack.card.title.in_(language()),
        "sections": forms.read_back(sheet.form, sheet.outcome.answers, language()),
    }
    return sheet.keep(render(request, "procedures/resident/draft_unopen.html", context, status=status))
