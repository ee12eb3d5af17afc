"""The resident's answer to a correction: the named fields, validated as ever, and not one more."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from madoguchi.kernel.files import api as files
from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.fee import Bill, UnreckonableError
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, Correction, Submission
from madoguchi.modules.cases.services import copies, mail, once, refusals
from madoguchi.modules.cases.services import fee as fees
from madoguchi.modules.cases.services.turn import RESIDENT, turn
from madoguchi.modules.forms import api as forms

_log = logging.getLogger(__name__)


class InvalidAnswersError(Exception):
    """The answers cannot be taken as they are; `faults` are the form engine's, to be shown at their
    fields."""

    def __init__(self, faults: Collection[forms.FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


@dataclass(frozen=True, slots=True)
class Judged:
    """Typed corrections, judged: the complete new `answers`, which fields are `opened`, which `changed`, what is wrong,
    and which of those typed are `strange`: typed anew, and not opened."""

    answers: dict[str, Any]
    opened: tuple[str, ...]
    changed: tuple[str, ...]
    faults: tuple[forms.FieldFault, ...]
    strange: tuple[str, ...] = ()


def answer(
    number: str,
    typed: Mapping[str, Any],
    *,
    uploads: Mapping[str, files.FileRef] | None = None,
    correction_id: int | None = None,
    now: datetime | None = None,
) -> Submission:
    """Answer the open correction with what was typed for its fields ({field id: typed}, as `FieldType.read`
    gives).

    `uploads`: files sent with this correction, by id; the case's earlier files may stay. `correction_id`: which
    correction is answered, where the office may have opened another since. The clock goes on, a new submission keeps
    before and after apart; applicant, fee and search text of the case follow. Raises `RefusedError` ("not_named": a
    field that the office did not ask for; "nothing_changed"; "fee_unknown"; "not_now": decided, withdrawn or asked anew
    meanwhile), `InvalidAnswersError`.
    """
    uploads = uploads or {}
    with turn(number, RESIDENT, now) as case_turn:
        act = case_turn.act(words.ANSWER_CORRECTION)
        case = case_turn.case
        correction = case.corrections.get(answered_at=None, closed_at=None)
        if correction_id not in (None, correction.pk):
            raise case_turn.not_now()
        last = case.submissions.latest("seq")
        judged = judge(case, correction, last, typed, uploads=uploads, today=case_turn.today)
        if judged.strange:
            raise refusals.not_named()
        if judged.faults:
            raise InvalidAnswersError(judged.faults)
        if not judged.changed:
            raise refusals.nothing_changed()
        submission = Submission.objects.create(
            tenant=case_turn.tenant,
            case=case,
            seq=last.seq + 1,
            correction=correction,
            answers=judged.answers,
            form_key=last.form_key,
            form_hash=last.form_hash,
            changed=list(judged.changed),
            by_label=case_turn.by.actor.label,
            filed_at=case_turn.now,
        )
        new_files = [file_id for file_id in file_ids(judged.answers) if file_id in uploads]
        if new_files:
            files.claim(new_files, submission.owner, of=[correction.owner])
        correction.answered_at, correction.answered_on = case_turn.now, case_turn.today
        correction.typed = {}
        correction.save(update_fields=["answered_at", "answered_on", "typed_json"])
        old_mail = case.applicant_mail
        names, fee = copies.applicant(case, judged.answers), _new_fee(case, judged.answers)
        for column, text in names.items():
            setattr(case, column, text)
        billed = fees.billed(case)
        case_turn.move(act.to, announced_at=None, search_text=copies.search_text(case), **names, **fee)
        once.corrected(case, judged.answers)
        case_turn.record(
            events.CORRECTION_ANSWERED,
            correction=correction.pk,
            submission=submission.pk,
            fields=list(judged.changed),
        )
        if fee:
            case_turn.record(events.FEE_RECKONED, fee_before=billed, fee_after=fees.billed(case))
        if case.applicant_mail != old_mail:
            mail.mail_changed(case_turn.tenant, case, old_mail)
    return submission


def _new_fee(case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the fee by the corrected answers; {} when it stays as it was, or an officer has fixed it: then the
    case's page says what the answers would give now."""
    if case.fee_fixed_on:
        return {}
    new = copies.fee(price(case, answers))
    return {} if new["fee_lines"] == case.fee_lines else new


def price(case: Case, answers: Mapping[str, Any]) -> Bill:
    """What these answers cost. Raises `RefusedError` "fee_unknown" where the rules of the kind cannot say it."""
    try:
        return copies.bill(case, answers)
    except UnreckonableError:
        _log.exception("no fee can be reckoned for a correction of %s %s", case.kind, case.subject_key)
        raise refusals.fee_unknown() from None


def judge(
    case: Case,
    correction: Correction,
    last: Submission,
    typed: Mapping[str, Any],
    *,
    uploads: Mapping[str, files.FileRef],
    today: date,
) -> Judged:
    """Validate the typed fields in the midst of the other answers.

    Open are the named fields, and those that a new answer brings to light or makes wrong (a signature under a name
    that is corrected). Whatever expressions call today is the day of filing: what was asked, hidden and worked out
    then stays so, and what was faultless when it was filed but is not today is not held against the resident. Only a
    day that is named and typed anew must be one that can be met from today.
    """
    form: forms.Form = kind_of(case.kind).form_for(case.subject_key)
    known = {**files.get_many(file_ids(last.answers)), **uploads}
    before = forms.typed_from_answers(form, last.answers)
    typed = {field.id: typed[field.id] for field in form.correctable if field.id in typed}

    def judged(names: Collection[str], as_of: date = case.filed_on) -> forms.Outcome:
        chosen = {name: typed[name] for name in names if name in typed}
        found = forms.validate(form, {**before, **chosen}, today=today, as_of=as_of, files=known)
        # What others wrote is asked of them (`part`), and what is sealed is not here to be judged.
        own = {one.id for one in form.correctable}
        return replace(found, faults=tuple(fault for fault in found.faults if _top(fault) in own))

    was = judged(())
    old_faults = {(fault.path, fault.code) for fault in was.faults}
    opened: set[str] = set(correction.field_ids)
    now = judged(opened)
    while more := _follows(was.visible, old_faults, now) - opened:
        opened |= more
        now = judged(opened)
    strange: tuple[str, ...] = ()
    if typed.keys() - opened:
        every = judged(typed).answers
        strange = tuple(
            name
            for name in typed
            if name not in opened and name in now.visible and every.get(name) != last.answers.get(name)
        )
    answers: dict[str, Any] = {}
    for field in form.fields:
        same = was.answers.get(field.id) == now.answers.get(field.id)
        stays = same and field.id not in opened and (field.id in now.visible or field.type.derived)
        source = last.answers if stays else now.answers
        if field.id in source:
            answers[field.id] = source[field.id]
    faults = [fault for fault in now.faults if _top(fault) in opened or (fault.path, fault.code) not in old_faults]
    told = {(fault.path, fault.code) for fault in faults}
    faults += [
        fault
        for fault in judged(opened, today).faults
        if _top(fault) in opened
        and fault.path in now.visible
        and fault.code not in ("check", "required")  # whether something is owed at all was settled by the filing
        and (fault.path, fault.code) not in told
    ]
    changed = tuple(field.id for field in form.fields if answers.get(field.id) != last.answers.get(field.id))
    return Judged(
        answers, tuple(field.id for field in form.fields if field.id in opened), changed, tuple(faults), strange
    )


def _top(fault: forms.FieldFault) -> str:
    return fault.path.split(".")[0]


def _follows(visible: Collection[str], old_faults: Collection[tuple[str, str]], now: forms.Outcome) -> set[str]:
    """The fields that have come to light, or have become wrong, through other answers."""
    return {path.split(".")[0] for path in now.visible if path not in visible} | {
        _top(fault) for fault in now.faults if (fault.path, fault.code) not in old_faults
    }


def file_ids(answers: object) -> list[str]:
    """Return the ids of all files named anywhere in these answers."""
    if isinstance(answers, Mapping):
        if {"id", "sha256"} <= set(answers):
            return [str(answers["id"])]
        return [found for value in answers.values() for found in file_ids(value)]
    if isinstance(answers, list):
        return [found for value in answers for found in file_ids(value)]
    return []
