"""A draft in the hand of this browser: found again by its cookie, with the version of the pack it began under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, href
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services import party as others
from madoguchi.modules.procedures.services.desk import FORM_KEY

# Between the version of a pack and the party, in the form key of what a party fills in: "procedures/gakudo@2#employer".
_PARTY = "#"


def form_key(pack: Pack, party: str = "") -> str:
    """How drafts name the version they are filled in under: "procedures/inu@1"; with `party` of a party's own form."""
    return FORM_KEY + pack.key + (_PARTY + party if party else "")


@dataclass
class Sheet:
    """A draft that this browser may fill in. `offer` is None when the body has given the procedure up since; `party` is
    set when it is somebody else's part of a form."""

    tenant: Tenant
    draft: forms.Draft
    code: str
    pack: Pack
    offer: Offer | None
    party: forms.Party | None = None

    @property
    def form(self) -> forms.Form:
        return self.pack.form if self.party is None or self.party.form is None else self.party.form

    @cached_property
    def ask(self) -> forms.PartyAsk | None:
        """What a party was asked; None when it was taken back, and for an applicant's draft. One query for a party."""
        return forms.ask_of(self.draft) if self.party else None

    @property
    def id(self) -> str:
        return self.draft.public_id

    @property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether it can still be sent."""
        if self.party is not None and (self.ask is None or not self.ask.living):
            return False
        if self.ask is not None and self.ask.filed_as:
            return True  # what is missing at a case may come when the procedure has closed
        return self.offer is not None and self.offer.opening(timezone.now()) is Opening.OPEN

    @property
    def is_older(self) -> bool:
        """Whether the body has put a newer version in force since."""
        if self.offer is None or self.offer.pack.version <= self.pack.version:
            return False
        if self.party is None:
            return True
        return self.party.id in self.offer.pack.form.parties and (self.ask is None or not self.ask.filed_as)

    @property
    def must_move(self) -> bool:
        """Whether it goes on to the version in force when it is looked at next: its time of grace is over, or places
        are asked for, or people told apart, in another way now. Asks nobody: all of it is in memory."""
        if not self.is_older or self.offer is None or not self.is_open:
            return False
        if self.pack.asking != self.offer.pack.asking:
            return True
        return self.offer.old_until is None or timezone.now() >= self.offer.old_until

    @cached_property
    def typed(self) -> Mapping[str, Any]:
        return self.draft.typed

    @cached_property
    def given(self) -> forms.Given | None:
        """The answers that it began with and that are not to be changed."""
        return self.draft.given

    @cached_property
    def files(self) -> Mapping[str, Any]:
        """The draft's uploads by id. Those that others have sent are with them."""
        return others.files_of(self.form, self.draft, self.typed, self.asks)

    @cached_property
    def asks(self) -> Sequence[forms.PartyAsk]:
        """What was asked of others for this draft; no query for a form that asks nobody."""
        return forms.asks_of(self.draft) if self.form.parties else ()

    @cached_property
    def merged(self) -> others.Merged:
        """Everything typed so far with what others have sent, judged as a whole."""
        proven = self.draft.proofs.proven
        found = others.merged(self.form, self.typed, self.asks, today=self.today, files=self.files, proven=proven)
        if not self.form.parties and self.form.locked:  # a fact that a party is told is not the party's to mend
            own = tuple(one for one in found.outcome.faults if one.path not in self.form.locked)
            return replace(found, outcome=replace(found.outcome, faults=own))
        return found

    @property
    def outcome(self) -> forms.Outcome:
        """Everything so far, judged as a whole."""
        return self.merged.outcome

    @property
    def pages(self) -> list[forms.Page]:
        """The pages that these answers lead through."""
        return forms.asked_pages(self.form, self.outcome, self.given)

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

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Let this browser hold the draft for another while."""
        forms.set_cookie(response, self.id, self.code, self.tenant)
        return response


def sheet_of(tenant: Tenant, started: forms.Started) -> Sheet:
    """The draft with its pack. Raises UnknownPackError when its version was never published here, Http404 for a draft
    that is no procedure's."""
    if not started.draft.form_key.startswith(FORM_KEY):
        raise Http404(started.draft.public_id)
    key, _sign, party = started.draft.form_key.removeprefix(FORM_KEY).partition(_PARTY)
    offer = catalogue.offer(key.partition("@")[0])
    pack = catalogue.pack_of(key)
    return Sheet(tenant, started.draft, started.code, pack, offer, pack.form.parties[party] if party else None)
