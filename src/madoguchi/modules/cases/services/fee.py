"""手数料: the officer records that a fee was paid outside the service."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from madoguchi.modules.cases import events, rules
from madoguchi.modules.cases.choices import PaidHow
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import refusals
from madoguchi.modules.cases.services.turn import By, turn

_LARGEST = 100_000_000


def record_fee(number: str, by: By, *, amount: int, how: PaidHow, paid_on: date, now: datetime | None = None) -> Case:
    """Record `amount` yen, paid in this way on that day. Recording again replaces it; the audit keeps both.

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
        case_turn.move(
            fee_paid_amount=amount,
            fee_paid_how=how.value,
            fee_paid_on=paid_on,
            fee_recorded_by=case_turn.by.actor.label,
        )
        case_turn.record(events.FEE_RECORDED, amount=amount, how=how.value, paid_on=paid_on)
    return case_turn.case
