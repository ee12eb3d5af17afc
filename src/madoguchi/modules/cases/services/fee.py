"""手数料: the officer fixes the amount after review, and records that a fee was paid outside the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.people import api as people
from madoguchi.modules.cases import events, rules
from madoguchi.modules.cases.choices import PaidHow
from madoguchi.modules.cases.domain import fee as lines_of
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.fee import FixedLine, Sort, Wrong
from madoguchi.modules.cases.models import Case, FixedFee
from madoguchi.modules.cases.services import copies, mail, refusals
from madoguchi.modules.cases.services.turn import By, Turn, turn

_LARGEST = 100_000_000
_LONGEST_WAIT = timedelta(days=366)
REASON_LENGTH = 1000


class BadLinesError(refusals.RefusedError):
    """Lines that cannot be fixed; `wrong` says which and what of them."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("lines", _("手数料の内訳に直すところがあります。"))


def check(case: Case, by: By, *, lines: Sequence[FixedLine], due_on: date | None, reason: str, today: date) -> None:
    """Raise `RefusedError` for what could not be fixed like this: BadLinesError; "reduction" (減免 by somebody who may
    not decide), "due_on" (missing, past, more than a year away), "missing" (reason of a change), "zero" (nothing to
    pay, and nobody has said why), "too_long"."""
    proposal = case.fee_lines
    wrong = lines_of.faults(proposal, lines)
    if wrong:
        raise BadLinesError(wrong)
    if any(line.sort is Sort.REDUCTION for line in lines) and not (
        by.officer and people.can(by.officer, rules.DECIDE.name)
    ):
        raise refusals.RefusedError("reduction", _("減免を決められるのは、決裁者だけです。決裁者に回してください。"))
    total = sum(line["total"] for line in lines_of.fixed(proposal, lines))
    if total > _LARGEST:
        raise refusals.RefusedError("total", _("合計が大きすぎます。金額を確かめてください。"))
    if total and (due_on is None or not today <= due_on <= today + _LONGEST_WAIT):
        raise refusals.RefusedError("due_on", _("納める期限は、今日から1年以内の日にしてください。"), "due_on")
    if case.fee_fixed_on and not reason.strip():
        raise refusals.missing("reason", _("変える理由"))
    if not total and not reason.strip() and not any(line.reason for line in lines):
        raise refusals.RefusedError(
            "zero",
            _(
                "0円で決めますか。手数料がかからないときは、0円とする理由を書いてください。"
                "かかるときは、内訳に金額を入れてください。"
            ),
            "reason",
        )
    refusals.check_length(reason.strip(), REASON_LENGTH, "reason", _("理由"))


def fix(
    number: str,
    by: By,
    *,
    lines: Sequence[FixedLine],
    due_on: date | None,
    reason: str = "",
    now: datetime | None = None,
) -> FixedFee:
    """手数料を確定する: these lines (about those that the case has now) are what is to be paid, until `due_on`.

    Done again while the case is not decided, with the `reason`, which the applicant reads; each time they are told. In
    a flow with a state for it the case waits there for the payment, and the clock stands. Raises `RefusedError`: as
    `check`, "decided", "unchanged", and those of every act.
    """
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.FIX_FEE)
        case = case_turn.case
        if case.decisions.filter(revocation=None).exists():
            raise refusals.RefusedError("decided", _("決定した案件の手数料は、変えられません。"))
        check(case, by, lines=lines, due_on=due_on, reason=reason, today=case_turn.today)
        fixed = lines_of.fixed(case.fee_lines, lines)
        total = sum(line["total"] for line in fixed)
        due_on = due_on if total else None
        if case.fee_fixed_on and (fixed, due_on) == (case.fee_lines, case.fee_due_on):
            raise refusals.RefusedError("unchanged", _("確定してある額と期限から、何も変わっていません。"))
        reckoned = copies.fee(copies.bill_of_answers(case))
        row = FixedFee.objects.create(
            tenant=case_turn.tenant,
            case=case,
            seq=case.fixed_fees.count() + 1,
            total=total,
            lines=fixed,
            reckoned=reckoned["fee_lines"],
            due_on=due_on,
            reason=reason.strip() if case.fee_fixed_on or not total else "",
            by_id=by.actor.id,
            by_label=by.actor.label,
            at=case_turn.now,
        )
        before = billed(case)
        again = bool(case.fee_fixed_on)
        case.fee_total, case.fee_lines = total, fixed
        case_turn.move(
            _where(case_turn, act.to),
            fee_total=total,
            fee_lines=fixed,
            fee_fixed_on=case_turn.today,
            fee_due_on=due_on,
        )
        case_turn.record(
            events.FEE_FIXED,
            fixed=row.pk,
            again=again,
            due_on=due_on.isoformat() if due_on else None,
            fee_before=before,
            fee_after=billed(case),
        )
        mail.fee_fixed(case_turn.tenant, case, again=again)
    return row


def _where(case_turn: Turn, wait: str) -> str:
    """The state that the fee as it now stands leads to; "" where the case stays."""
    case, flow = case_turn.case, case_turn.flow
    if not wait:
        return ""
    if not _settled(case):
        return wait
    return flow.fee_then if case.state == wait else ""


def _settled(case: Case) -> bool:
    """Whether nothing is left to pay."""
    if not case.fee_total or case.fee_paid_how == PaidHow.WAIVED:
        return True
    return case.fee_paid_amount is not None and case.fee_paid_amount >= case.fee_total


def billed(case: Case) -> dict[str, Any]:
    """The fee as the event of its change keeps it: amounts and their rule, no answers."""
    lines = [_bare(line) for line in case.fee_lines]
    return {"total": case.fee_total, "lines": lines, "rule": case.fee_rule}


def _bare(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("id", "amount", "times", "total")}


def record_fee(number: str, by: By, *, amount: int, how: PaidHow, paid_on: date, now: datetime | None = None) -> Case:
    """Record `amount` yen, paid in this way on that day. Recording again replaces it; the audit keeps both. A case that
    waited for it goes on.

    Raises `RefusedError`: "amount" (negative, absurd, or not 0 for a waiver), "paid_on" (a day to come).
    """
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        if not 0 <= amount <= _LARGEST:
            raise refusals.RefusedError("amount", _("金額を0円から1億円までの数字で入力してください。"), "amount")
        if how == PaidHow.WAIVED and amount:
            raise refusals.RefusedError("amount", _("減免のときは、金額を0円にしてください。"), "amount")
        if paid_on > case_turn.today:
            raise refusals.RefusedError("paid_on", _("納付日は、今日かそれより前の日にしてください。"), "paid_on")
        case = case_turn.case
        case.fee_paid_amount, case.fee_paid_how = amount, how.value
        waited = bool(case_turn.flow.fee_wait) and case.state == case_turn.flow.fee_wait
        case_turn.move(
            case_turn.flow.fee_then if waited and _settled(case) else "",
            fee_paid_amount=amount,
            fee_paid_how=how.value,
            fee_paid_on=paid_on,
            fee_recorded_by=case_turn.by.actor.label,
        )
        case_turn.record(events.FEE_RECORDED, amount=amount, how=how.value, paid_on=paid_on)
    return case
