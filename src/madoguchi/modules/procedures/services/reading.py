"""A draft read back and sent by a room above, together with others: what the check page shows, and the filing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, href
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain.fees import Bill, FeeError
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services import party as others
from madoguchi.modules.procedures.services import sending, stages
from madoguchi.modules.procedures.services.desk import FORM_KEY


@dataclass(frozen=True)
class Reading:
    """A draft of ``tenant`` judged as a whole, in the open scope of that body. ``offer``: None when it is given up."""

    tenant: Tenant
    draft: forms.Draft
    code: str
    pack: Pack
    offer: Offer | None
    outcome: forms.Outcome
    slots: Sequence[others.Slot] = ()  # what others have given and are to give

    @property
    def is_open(self) -> bool:
        return self.offer is not None and self.offer.opening(timezone.now()) is Opening.OPEN

    @property
    def is_older(self) -> bool:
        """Whether a newer version is in force: its own pages take it over and tell what is different."""
        return self.offer is not None and self.offer.pack.version > self.pack.version

    @cached_property
    def bill(self) -> Bill | None:
        """What it costs; None while something is missing, and where it cannot be reckoned: its own check page says so,
        and tells the office."""
        try:
            return self.pack.fees.bill_or_later(self.outcome.env) if self.outcome.ok else None
        except FeeError:
            return None

    @property
    def fingerprint(self) -> str:
        """Of what is read back, to be sent along with the consent to send; "" while something is missing."""
        return sending.fingerprint(self.pack, self.outcome, self.bill) if self.bill else ""

    @property
    def can_be_sent(self) -> bool:
        standing = stages.why_not_now(self.pack, self.draft.origin)
        return self.is_open and not self.is_older and self.bill is not None and not standing

    def sections(self, lang: str) -> list[forms.Section]:
        """The answers as the check page reads them back."""
        outcome = self.outcome
        return list(
            forms.read_back(
                self.pack.form,
                outcome.answers,
                lang,
                visible=outcome.visible,
                today=outcome.env["today"],
                confidential=True,
            )
        )

    def faults(self, lang: str) -> list[tuple[str, str]]:
        """What is missing or wrong: the address of the control that mends it, and the sentence."""
        return [
            (f"{self.page_url(fault.field.page_id)}?check=1#{fault.anchor}", forms.message(fault, lang))
            for fault in self.outcome.faults
        ]

    def page_url(self, page_id: str) -> str:
        return href(self.tenant, "procedures:page", draft=self.draft.public_id, page=page_id)

    @property
    def next_url(self) -> str:
        """The first page with something left to answer; with nothing left, the first that is asked at all."""
        pages = forms.asked_pages(self.pack.form, self.outcome, self.draft.given)
        missing = {fault.field.page_id for fault in self.outcome.faults}
        return self.page_url(next((page.id for page in pages if page.id in missing), pages[0].id))


def read(tenant: Tenant, started: forms.Started) -> Reading:
    """Judge a draft of the body of the open scope. Raises UnknownPackError."""
    key = started.draft.form_key.removeprefix(FORM_KEY)
    pack = catalogue.pack_of(key)
    typed = started.draft.typed
    asks = forms.asks_of(started.draft) if pack.form.parties else ()
    files = others.files_of(pack.form, started.draft, typed, asks)
    today, proven = timezone.localdate(), started.draft.proofs.proven
    found = others.merged(pack.form, typed, asks, today=today, files=files, proven=proven)
    offer = catalogue.offer(pack.id)
    return Reading(tenant, started.draft, started.code, pack, offer, found.outcome, found.slots)


def send(reading: Reading, *, language: str, resident_id: int | None = None) -> cases.Filed:
    """File what was read, under the account of whoever is signed in. The same draft again gives the first case.

    Raises what `sending.send` raises, and ValueError for what cannot be sent.
    """
    if reading.offer is None or reading.bill is None or not reading.can_be_sent:
        raise ValueError("this draft cannot be sent now")
    return sending.send(
        reading.tenant, reading.offer, reading.pack, reading.draft, reading.code, reading.outcome,
        bill=reading.bill, language=language, slots=reading.slots, resident_id=resident_id,
    )  # fmt: skip
