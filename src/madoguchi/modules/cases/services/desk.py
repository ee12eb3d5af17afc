"""The officer's everyday acts: 収受 receive, examine, assign, hand over, transfer, a pack's own steps, notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import departments
from madoguchi.modules.cases import events, rules
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, Message, Note
from madoguchi.modules.cases.queries.sight import colleagues_of
from madoguchi.modules.cases.services import mail, refusals
from madoguchi.modules.cases.services.correction import close_open
from madoguchi.modules.cases.services.turn import By, Turn, turn

NOTE_LENGTH = 4000


def receive(number: str, by: By, now: datetime | None = None) -> Case:
    """収受: the department takes the case over. Who receives a case nobody has, has it. Raises
    `RefusedError`."""
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.RECEIVE)
        case = case_turn.case
        case_turn.move(
            act.to,
            received_at=case_turn.now,
            assignee=case.assignee or by.officer,
            # Who has opened it need not be told that it came.
            announced_at=case.announced_at or case_turn.now,
        )
        case_turn.record(events.RECEIVED)
    return case


def examine(number: str, by: By, now: datetime | None = None) -> Case:
    """Examination begins; it counts as received too, if nobody had opened it before. Raises
    `RefusedError`."""
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.EXAMINE)
        case = case_turn.case
        case_turn.move(
            act.to,
            received_at=case.received_at or case_turn.now,
            assignee=case.assignee or by.officer,
            announced_at=case.announced_at or case_turn.now,
        )
        case_turn.record(events.EXAMINED)
    return case


def step(number: str, act_id: str, by: By, *, reason: str = "", message: str = "", now: datetime | None = None) -> Case:
    """An act that the pack added to the flow; standard acts have services of their own.

    `reason` stays in the office, `message` goes to the resident, who gets a mail also when it is now their turn or
    all is over. Raises `RefusedError`: "missing" (reason, message), "too_long".
    """
    if act_id in words.STANDARD_ACTS:
        raise ValueError(f"the act {act_id!r} has a service of its own")
    with turn(number, by, now) as case_turn:
        act = case_turn.act(act_id)
        if act.reason_required and not reason.strip():
            raise refusals.missing("reason", _("理由"))
        if act.message_required and not message.strip():
            raise refusals.missing("message", _("申請者への連絡"))
        if act.more_days and case_turn.case.period_days:
            case_turn.move(act.to, period_days=case_turn.case.period_days + act.more_days)
        else:
            case_turn.move(act.to)
        sent = _write_message(case_turn, message) if message.strip() else None
        label = {"ja": act.label.ja, "en": act.label.en}
        case_turn.record(events.STEPPED, act=act_id, label=label, message=sent.pk if sent else None)
        if reason.strip():
            _write_note(case_turn, reason, field="reason")
        if sent or case_turn.case.phase in (Phase.RESIDENT, Phase.DONE):
            mail.news(case_turn.tenant, case_turn.case)
    return case_turn.case


def tell(number: str, text: str, by: By, now: datetime | None = None) -> Message:
    """Write to the resident: the status page shows it, a mail says that there is news and not what. In any state.

    Raises `RefusedError`: "missing", "too_long".
    """
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        written = _write_message(case_turn, text)
        case_turn.move()
        case_turn.record(events.MESSAGED, message=written.pk)
        mail.news(case_turn.tenant, case_turn.case)
    return written


def assign(number: str, officer_id: int | None, by: By, now: datetime | None = None) -> Case:
    """Put the case into one officer's hands (None: nobody's). Raises `RefusedError` "not_an_officer" for
    anyone who does not work on cases in the case's department today, or would not see this one.
    """
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        _not_done(case_turn)
        assignee = None
        if officer_id is not None:
            colleagues = colleagues_of(case_turn.case, rules.HANDLE.name)
            assignee = next((one for one in colleagues if one.pk == officer_id), None)
            if assignee is None:
                raise refusals.RefusedError(
                    "not_an_officer", _("この部署で案件を処理できる職員を選んでください。"), "assignee"
                )
        case_turn.move(assignee=assignee)
        case_turn.record(events.ASSIGNED, officer=officer_id, name=assignee.account.name if assignee else "")
    return case_turn.case


def hand_over(number: str, officer_id: int, by: By, *, message: str = "", now: datetime | None = None) -> Case:
    """Put a case that is ready to be decided into the hands of an officer who may decide, with a note for them.

    Raises `RefusedError` "not_a_decider" for anyone who may not decide cases of the case's department today.
    """
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        _not_done(case_turn)
        colleagues = colleagues_of(case_turn.case, rules.DECIDE.name)
        decider = next((one for one in colleagues if one.pk == officer_id), None)
        if decider is None:
            raise refusals.RefusedError("not_a_decider", _("この部署の決裁者を選んでください。"), "to")
        case_turn.move(assignee=decider)
        case_turn.record(events.ASSIGNED, officer=decider.pk, name=decider.account.name)
        if message.strip():
            _write_note(case_turn, message, field="note")
    return case_turn.case


def withdraw_correction(number: str, by: By, *, reason: str, now: datetime | None = None) -> Case:
    """Take back the open request for a correction: the resident need not answer any more, is told so and why.

    Raises `RefusedError`: "missing" (reason), "too_long".
    """
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.WITHDRAW_CORRECTION)
        if not reason.strip():
            raise refusals.missing("reason", _("補正を求めるのをやめる理由"))
        sent = _write_message(case_turn, reason, field="reason")
        close_open(case_turn)
        case_turn.move(act.to)
        case_turn.record(events.CORRECTION_WITHDRAWN, message=sent.pk)
        mail.correction_withdrawn(case_turn.tenant, case_turn.case)
    return case_turn.case


def transfer(number: str, department_id: int, by: By, *, reason: str = "", now: datetime | None = None) -> Case:
    """Hand a case that came to the wrong department to another one of the same body, which receives it anew.

    Raises `RefusedError`: "decided" once a decision stands, "no_department" for a department that this body
    does not have today, "same_department", "no_handler" for one in which nobody would see the case.
    """
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        _not_done(case_turn)
        case = case_turn.case
        if case.decisions.filter(revocation=None).exists():
            raise refusals.RefusedError("decided", _("決定した案件は、ほかの部署へ移せません。"), "to")
        target = next((d for d in departments(case_turn.today) if d.pk == department_id), None)
        if target is None:
            raise refusals.RefusedError("no_department", _("移す先の部署を選んでください。"), "to")
        if target.pk == case.department_id:
            raise refusals.RefusedError("same_department", _("今の部署と同じです。別の部署を選んでください。"), "to")
        if not colleagues_of(case, rules.HANDLE.name, target, case_turn.today):
            raise refusals.RefusedError(
                "no_handler",
                _(
                    "%(department)sには、案件を処理できる職員がいません。"
                    "団体管理者に職員の登録を依頼するか、別の部署を選んでください。"
                )
                % {"department": target.name},
                "to",
            )
        source = case.department
        # While the resident has it, the correction goes on; else the new department begins with 収受.
        state = case.state if case.phase == Phase.RESIDENT else case_turn.flow.initial
        case_turn.move(state, department=target, assignee=None, announced_at=None)
        case_turn.record(
            events.TRANSFERRED,
            source=source.pk,
            source_name=source.name,
            source_en=source.name_en,
            department=target.pk,
            department_name=target.name,
            department_en=target.name_en,
        )
        if reason.strip():
            _write_note(case_turn, reason, field="reason")
    return case


def note(number: str, text: str, by: By, now: datetime | None = None) -> Note:
    """Leave a note for colleagues; the resident never sees it. Raises `RefusedError` for an empty or endless
    one."""
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        written = _write_note(case_turn, text)
        case_turn.record(events.NOTED, note=written.pk)
    return written


def look_up(number: str, held: str, found: bool | None, text: str, by: By, now: datetime | None = None) -> Note:
    """Record that a paper which the office holds was looked up (添付不要): whether it was found in order, and what it
    says. It may be looked up again; every record stays. Raises `RefusedError` (no such paper; nothing chosen; the text
    is empty or endless)."""
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        _not_done(case_turn)
        case = case_turn.case
        known = {one.id for one in kind_of(case.kind).held_for(case.subject_key)}
        if held not in known:
            raise refusals.missing("held", _("確かめた書類"))
        if found is None:
            raise refusals.missing("found", _("確かめた結果"))
        text = _checked(text, "text", _("確かめた内容"))
        written = Note.objects.create(text=text, about=held, found=found, **_signature(case_turn))
        case_turn.record(events.LOOKED_UP, note=written.pk, held=held, found=found)
    return written


def _write_note(case_turn: Turn, text: str, *, field: str = "note") -> Note:
    return Note.objects.create(text=_checked(text, field, _("メモ")), **_signature(case_turn))


def _write_message(case_turn: Turn, text: str, *, field: str = "message") -> Message:
    return Message.objects.create(text=_checked(text, field, _("申請者への連絡")), **_signature(case_turn))


def _checked(text: str, field: str, label: str) -> str:
    """What was written, if it is neither empty nor endless. Raises `RefusedError`."""
    text = text.strip()
    if not text:
        raise refusals.missing(field, label)
    if len(text) > NOTE_LENGTH:
        raise refusals.RefusedError(
            "too_long",
            _("「%(label)s」は%(limit)d字までです（今は%(length)d字）。")
            % {"label": label, "limit": NOTE_LENGTH, "length": len(text)},
            field,
        )
    return text


def _signature(case_turn: Turn) -> dict[str, Any]:
    actor = case_turn.by.actor
    return {
        "tenant": case_turn.tenant,
        "case": case_turn.case,
        "by_id": actor.id,
        "by_label": actor.label,
        "at": case_turn.now,
    }


def _not_done(case_turn: Turn) -> None:
    if case_turn.case.phase == Phase.DONE:
        raise case_turn.not_now()
