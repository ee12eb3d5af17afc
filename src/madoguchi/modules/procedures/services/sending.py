"""Sending: from a valid draft to a case on the desk, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants.api import Department, Tenant
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.fees import Bill
from madoguchi.modules.procedures.domain.once import once_of
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services import capacity, stages
from madoguchi.modules.procedures.services import party as others
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
    slots: Sequence[others.Slot] = (),
    resident_id: int | None = None,
    now: datetime | None = None,
) -> cases.Filed:
    """File the case, claim the draft's files for it and delete the draft; all of it or nothing.

    `pack`: the version the draft was filled in under, with the body's values (its place is taken by the
    one in force); `outcome`: valid, by that version's form; `slots`: what others have given and are to
    give; `code`: the draft's own secret, from which the confirmation code is made; `resident_id`: who is signed in.
    A second sending of the same draft gives the first case.
    Raises NoPlaceError (of places), DraftGoneError (of forms), AlreadyFiledError (of cases), OriginRefusedError.
    """
    if stages.begun_alone(offer.pack, draft.origin):
        raise origins.OriginRefusedError(draft.origin)
    names = forms.applicant(pack.form, outcome.answers)
    apart = forms.parted(pack.form, outcome.answers, outcome.env) if pack.form.circles else None
    answers = apart.open if apart else outcome.answers
    given = [one for one in slots if one.ask is not None and one.state is others.State.ANSWERED]

    def finish(filed: cases.Filed) -> None:
        attached = list(file_ids(pack.form, outcome.answers))
        if attached:
            writers = [one.ask.own_draft for one in given if one.ask is not None and one.ask.own_draft is not None]
            files.claim(attached, filed.files_owner, of=[draft.files_owner, *(one.files_owner for one in writers)])
        if pack.form.parties or draft.moved_json:  # an earlier version may have asked somebody
            forms.party.hand_over(draft, filed.receipt_number, _may_follow(pack))
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
        department=_department(offer, apart, answers),
        form_key=draft.form_key,
        form_hash=pack.form.hash,
        answers=forms.as_filed(pack.form, answers) if pack.form.own else answers,
        draft_key=forms.draft_key(code),
        code=cases.confirmation_code(code),
        applicant=cases.Applicant(names.name, names.kana, names.mail, names.phone, names.address),
        period=cases.StandardPeriod(period.days, cases.Unit(period.unit)),
        fee=bill_of(bill).lines,
        fee_rule=bill.rule_hash,
        language=language,
        now=now,
        numbered=pack.form.serials,
        once=once_of(pack.card.once, pack.id, outcome.answers),
        parts=[_part(one) for one in given],
        waits=[
            cases.Wait(one.party.id, one.row, one.whom, one.party.label.ja, one.party.label.en)
            for one in slots
            if not one.party.before and one.state is not others.State.ANSWERED
        ],
        sealed=cases.Sealed(apart.sealed, apart.hidden) if apart else None,
        resident_id=resident_id,
        also=finish,
    )


def fingerprint(pack: Pack, outcome: forms.Outcome, bill: Bill) -> str:
    """Of all that a check page reads back. What another tab or the body has changed since is not sent unread."""
    lines = [(line.id, line.amount, line.number) for line in bill.lines]
    whole = json.dumps([pack.key, outcome.answers, lines], sort_keys=True, default=str)
    return sha256(whole.encode()).hexdigest()


def _may_follow(pack: Pack) -> list[str]:
    return [party.id for party in pack.form.parties.values() if not party.before]


def _part(slot: others.Slot) -> cases.Part:
    assert slot.ask is not None
    row = others.row_of(slot.party, slot.ask)
    return cases.Part(slot.party.id, slot.row, slot.whom, row, slot.party.label.ja, slot.ask.number)


def _department(offer: Offer, apart: forms.Parted | None, answers: Mapping[str, Any]) -> Department:
    """Where the case goes: to the department of the circle where the answers and the body say so."""
    found = cases.circle_department(apart.routed) if apart and apart.routed else None
    return found or offer.department_for(answers)


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
