"""A draft in the hand of this browser: found again by its cookie, with the version of the pack it began under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from madoguchi.modules.procedures.services.desk import FORM_KEY


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

    @property
    def is_older(self) -> bool:
        """Whether the body has put a newer version in force since."""
        return self.offer is not None and self.offer.pack.version > self.pack.version

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
        """The draft's uploads by id; no query while no answer names one."""
        return forms.uploads(self.draft) if forms.file_ids(self.form, self.typed) else {}

    @cached_property
    def outcome(self) -> forms.Outcome:
        """Everything typed so far, judged as a whole."""
        return forms.validate(self.form, self.typed, today=self.today, files=self.files)

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
    key = started.draft.form_key.removeprefix(FORM_KEY)
    offer = catalogue.offer(key.partition("@")[0])
    return Sheet(tenant, started.draft, started.code, catalogue.pack_of(key), offer)
