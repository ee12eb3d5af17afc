"""When the clock of a stored case stands: with the resident, and under a decision that was taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import ClosingDay, Tenant, forget_directory
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.queries.inbox import overdue
from madoguchi.modules.cases.queries.status import status
from madoguchi.modules.cases.services import correction, decision, desk
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.recount import recount
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase

# Filed on Friday 20; Monday 23 is a holiday: ten working days end on Monday, December 7.
TUESDAY = FILED_AT + timedelta(days=4)


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> str:
    number = file_case(in_natori).receipt_number
    desk.examine(number, By(clerk), now=FILED_AT)
    return number


def case_of(number: str) -> Case:
    return Case.objects.get(receipt_number=number)


def test_a_decision_taken_back_late_is_not_overdue(number: str, decider: Officer, in_natori: Tenant) -> None:
    decision.decide(number, By(decider), outcome="grant", now=TUESDAY)  # one day used, nine left
    revoked_on = FILED_AT + timedelta(days=40)  # Wednesday, December 30
    decision.revoke(number, By(decider), reason="事実を誤っていた。", now=revoked_on)
    case = case_of(number)
    assert case.due_on == date(2027, 1, 15)  # nine opening days after the turn of the year (11 is a holiday)
    assert not Case.objects.filter(overdue(revoked_on.date())).exists()
    assert recount(in_natori) == 0, "the lists agree with the row"


def test_a_state_of_a_pack_in_which_the_resident_is_awaited_stops_the_clock(
    number: str, clerk: Officer, decider: Officer
) -> None:
    desk.step(number, "wait_fee", By(clerk), now=TUESDAY)
    case = case_of(number)
    assert (case.due_on, case.standstills) == (None, [["2026-11-24", None]])
    page = case_page(clerk, number, today=date(2027, 3, 1))
    assert page is not None
    assert page.clock is not None
    assert (page.clock.paused, page.clock.remaining, page.clock.overdue) == (True, 9, False)
    found = status(number)
    assert found is not None
    assert found.paused
    decision.decide(number, By(decider), outcome="grant", now=TUESDAY + timedelta(days=7))
    assert case_of(number).standstills == [["2026-11-24", "2026-12-01"]]


def test_a_transfer_meanwhile_does_not_start_the_clock(number: str, clerk: Officer) -> None:
    desk.step(number, "wait_fee", By(clerk), now=TUESDAY)
    desk.note(number, "電話した", By(clerk))
    desk.tell(number, "お待ちしています", By(clerk), now=TUESDAY + timedelta(days=3))
    assert case_of(number).due_on is None


def test_a_correction_is_due_on_an_opening_day_of_the_body(number: str, clerk: Officer, in_natori: Tenant) -> None:
    ClosingDay.objects.create(tenant=in_natori, date=date(2026, 12, 7), reason="停電")
    forget_directory()
    saturday = date(2026, 12, 5)
    asked = correction.ask(number, By(clerk), fields=[Asked("place", "?")], due_on=saturday, now=TUESDAY)
    assert asked.due_on == date(2026, 12, 8)
