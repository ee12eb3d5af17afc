"""補正: the office asks for named fields, the resident answers these and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import calendar_for
from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, Correction
from madoguchi.modules.cases.services import mail, refusals
from madoguchi.modules.cases.services.turn import By, Turn, turn

_LATEST = timedelta(days=366)
REASON_LENGTH, MESSAGE_LENGTH = 1000, 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """One field to be put right, and the office's words about it."""

    field: str
    reason: str


def ask(
    number: str,
    by: By,
    *,
    fields: Sequence[Asked],
    due_on: date,
    message: str = "",
    now: datetime | None = None,
) -> Correction:
    """Ask the resident to put these fields right by `due_on`, or the next opening day; the clock of the standard
    period stands until the answer.

    Raises `RefusedError`: "no_field", "unknown_field" (not in the form of this case), "missing" (a field
    without a reason), "too_long", "due_on" (past, or more than a year away).
    """
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.ASK_CORRECTION)
        case = case_turn.case
        _check(case, fields)
        refusals.check_length(message.strip(), MESSAGE_LENGTH, "message", _("全体へのひとこと"))
        if not case_turn.today < due_on <= case_turn.today + _LATEST:
            raise refusals.RefusedError("due_on", _("期限は、明日から1年以内の日にしてください。"), "due_on")
        # On a day without anybody at the office the resident could not ask what is meant.
        due_on = calendar_for(case_turn.tenant).next_open(due_on)
        correction = Correction.objects.create(
            tenant=case_turn.tenant,
            case=case,
            fields=[{"field": item.field, "reason": item.reason.strip()} for item in fields],
            message=message.strip(),
            asked_on=case_turn.today,
            due_on=due_on,
            by_id=by.actor.id,
            by_label=by.actor.label,
            at=case_turn.now,
        )
        # Whoever asks has plainly received the case.
        case_turn.move(act.to, received_at=case.received_at or case_turn.now)
        case_turn.record(events.CORRECTION_ASKED, correction=correction.pk, fields=correction.field_ids, due_on=due_on)
        mail.correction_asked(case_turn.tenant, case, correction)
    return correction


def close_open(case_turn: Turn) -> None:
    """End an open correction without an answer, because a decision or a withdrawal overtakes it."""
    case = case_turn.case
    case.corrections.filter(answered_at=None, closed_at=None).update(
        closed_at=case_turn.now, closed_on=case_turn.today, typed_json="{}"
    )


def _check(case: Case, fields: Sequence[Asked]) -> None:
    if not fields:
        raise refusals.RefusedError("no_field", _("直していただく項目を1つ以上選んでください。"), "fields")
    form = kind_of(case.kind).form_for(case.subject_key)
    answerable = {field.id for field in form.correctable}
    for item in fields:
        if item.field not in answerable:
            raise refusals.RefusedError("unknown_field", _("この様式にない項目が選ばれています。"), "fields")
        if not item.reason.strip():
            raise refusals.missing(f"reason.{item.field}", _("直していただきたいこと"))
        refusals.check_length(item.reason, REASON_LENGTH, f"reason.{item.field}", _("直していただきたいこと"))
