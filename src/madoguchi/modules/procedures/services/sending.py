"""Sending: from a valid draft to a case on the desk, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.fees import Bill
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services import capacity
from madoguchi.modules.procedures.services.desk import CASE_KIND, bill_of


def send(
    tenant: Tenant,
    offer: Offer,
    pack: Pack,
    draft: forms.Draft,
    code: str,
    outcome: forms.Outcome,
    *,
    bill: Bill,
    language: str,
    now: datetime | None = None,
) -> cases.Filed:
    """File the case, claim the draft's files for it and delete the draft; all of it or nothing.

    `pack`: the version the draft was filled in under, with the body's values (its place is taken by the
    one in force); `outcome`: valid, by that version's form; `code`: the draft's own secret, from which the confirmation
    code is made. A second sending of the same draft gives the first case.
    Raises NoPlaceError (of places), DraftGoneError (of forms), OriginRefusedError.
    """
    names = forms.applicant(pack.form, outcome.answers)

    def finish(filed: cases.Filed) -> None:
        attached = list(file_ids(pack.form, outcome.answers))
        if attached:
            files.claim(attached, filed.files_owner, of=[draft.files_owner])
        forms.finish(draft)
        capacity.take(offer.pack, outcome.answers, code, filed, names.mail, language)
        origin = origins.of(draft.origin)
        if origin is not None:
            origin[0].sent(origin[1], filed, outcome.answers)

    period = pack.card.standard_period
    return cases.file(
        tenant,
        kind=CASE_KIND,
        subject_key=pack.key,
        title=pack.card.title,
        department=offer.department_for(outcome.answers),
        form_key=draft.form_key,
        form_hash=pack.form.hash,
        answers=forms.as_filed(pack.form, outcome.answers) if pack.form.own else outcome.answers,
        draft_key=forms.draft_key(code),
        code=cases.confirmation_code(code),
        applicant=cases.Applicant(names.name, names.kana, names.mail, names.phone, names.address),
        period=cases.StandardPeriod(period.days, cases.Unit(period.unit)),
        fee=bill_of(bill).lines,
        fee_rule=bill.rule_hash,
        language=language,
        now=now,
        numbered=pack.form.serials,
        also=finish,
    )


def file_ids(form: forms.Form, answers: Mapping[str, Any]) -> Iterable[str]:
    """The ids of every attachment that the answers name, those in repeated groups too."""
    return _ids(form.fields, answers)


def _ids(fields: Iterable[forms.Field], answers: Mapping[str, Any]) -> Iterable[str]:
    for one in fields:
        value = answers.get(one.id)
        if not value:
            continue
        if one.type.name == "file":
            yield from (item["id"] for item in value)
        elif one.is_group:
            for row in value:
                yield from _ids(one.fields, row)
