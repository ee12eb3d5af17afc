"""While the resident has time to answer, nothing is decided against them; the office may take its request back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases.models import Correction, Decision
from madoguchi.modules.cases.queries.status import status
from madoguchi.modules.cases.services import answer, correction, decision, desk
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase, Outbox

DUE = date(2026, 12, 8)
LAST_DAY, DAY_AFTER = FILED_AT + timedelta(days=18), FILED_AT + timedelta(days=19)
REASON = "電話で確認できたため、お答えは必要なくなりました。"


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, match=f"^{code}:")


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> str:
    """A case whose correction is open."""
    number = file_case(in_natori).receipt_number
    desk.receive(number, By(clerk), now=FILED_AT)
    correction.ask(number, By(clerk), fields=[Asked("place", "番地まで")], due_on=DUE, now=FILED_AT)
    return number


def test_nothing_is_decided_against_the_resident_before_the_last_day_is_over(number: str, decider: Officer) -> None:
    with refused("correction_open") as raised:
        decision.decide(number, By(decider), outcome="refusal", reason="場所が分からない。", now=LAST_DAY)
    assert "2026年12月8日（火）まで補正に答えられます" in raised.value.message
    assert Correction.objects.get().is_open
    decision.decide(number, By(decider), outcome="refusal", reason="場所が分からない。", now=DAY_AFTER)
    assert Decision.objects.get().outcome == "refusal"


def test_a_favourable_decision_need_not_wait(number: str, decider: Officer) -> None:
    decision.decide(number, By(decider), outcome="grant", now=LAST_DAY)
    assert not Correction.objects.get().is_open


def test_the_request_is_taken_back_with_a_reason_that_the_resident_reads(
    number: str, clerk: Officer, decider: Officer
) -> None:
    with refused("missing"):
        desk.withdraw_correction(number, By(clerk), reason=" ")
    case = desk.withdraw_correction(number, By(clerk), reason=REASON, now=FILED_AT + timedelta(days=4))
    assert case.state == "examining"
    assert not Correction.objects.get().is_open
    found = status(number)
    assert found is not None
    assert found.due_on is not None, "the clock goes on"
    step = found.steps[-1]
    assert (step.sentence, step.text) == ("直していただくお願いを取り下げました。お答えは必要ありません", REASON)
    mail = Outbox.objects.get(kind="cases.correction_withdrawn")
    assert "必要がなくなりました" in mail.text
    assert REASON not in mail.text
    with refused("not_now"):
        answer.answer(number, {"place": "増田二丁目"})
    decision.decide(number, By(decider), outcome="refusal", reason="幅員が足りない。", now=LAST_DAY)


def test_without_an_open_request_there_is_none_to_take_back(number: str, clerk: Officer) -> None:
    desk.withdraw_correction(number, By(clerk), reason=REASON)
    with refused("not_now"):
        desk.withdraw_correction(number, By(clerk), reason=REASON)
