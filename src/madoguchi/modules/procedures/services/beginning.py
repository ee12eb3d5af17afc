"""A draft that another room begins: with answers that the service holds, so that nobody is asked twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.tenants.api import Tenant, href
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.letter import ORIGIN
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import capacity
from madoguchi.modules.procedures.services.desk import FORM_KEY


class NotOpenError(Exception):
    """The body does not offer the procedure, or takes nothing in at the moment (``opening``; None: not offered)."""

    def __init__(self, procedure: str, opening: Opening | None) -> None:
        super().__init__(procedure)
        self.procedure, self.opening = procedure, opening


@dataclass(frozen=True)
class Begun:
    """A new draft of ``tenant``'s: its code, and ``url`` of the first page that asks something."""

    tenant: Tenant
    draft: forms.Draft
    code: str
    pack: Pack
    url: str

    def answer(self, request: HttpRequest) -> HttpResponseRedirect:
        """The way to that page, with the cookie by which this browser may fill it in."""
        response = HttpResponseRedirect(self.url)
        forms.set_cookie(response, self.draft.public_id, self.code, self.tenant)
        forms.make_room(request, response, self.draft.public_id)
        return response


def begin(
    request: HttpRequest,
    tenant: Tenant,
    procedure: str,
    *,
    typed: Mapping[str, Any],
    given: forms.Given | None = None,
    origin: str = "",
    language: str = "ja",
    public_id: str = "",
    codes: Sequence[str] = (),
) -> Begun:
    """Begin a draft of what the body of the open scope offers, with ``typed`` (field id → as its type reads it) in it.

    ``given``: which of these answers are not to be changed (those that cannot stand are asked as usual); ``origin``:
    "letters:4711", for a room that has registered itself (`domain/origins.py`). Ids that the form lacks are dropped.
    ``public_id``, ``codes``: as in `forms.start`, for a room that finds its drafts again by codes of its own.
    Raises NotOpenError, also for one that begins with a letter only.
    """
    origins.of(origin)
    offer = catalogue.offer(procedure)
    opening = offer.opening(timezone.now()) if offer else None
    if offer is None or opening is not Opening.OPEN or (offer.by_letter and not origin.startswith(f"{ORIGIN}:")):
        raise NotOpenError(procedure, opening)
    form = offer.pack.form
    known = given.only(one.id for one in form.fields) if given else None
    started = forms.start(
        FORM_KEY + offer.pack.key, language=language, form=form, typed=typed, given=known, origin=origin,
        public_id=public_id, codes=codes,
    )  # fmt: skip
    capacity.hold_at_start(offer.pack, started.code, client_network(request))
    outcome = forms.validate(form, started.draft.typed, today=timezone.localdate(), files={}, proven=())
    first = _first_to_answer(forms.asked_pages(form, outcome, started.draft.given), outcome)
    url = href(tenant, "procedures:page", draft=started.draft.public_id, page=first.id)
    return Begun(tenant, started.draft, started.code, offer.pack, url)


def _first_to_answer(pages: list[forms.Page], outcome: forms.Outcome) -> forms.Page:
    """The first page with something left to answer; with nothing left, the last, which leads on to the check."""
    open_pages = {fault.field.page_id for fault in outcome.faults}
    return next((page for page in pages if page.id in open_pages), pages[-1])
