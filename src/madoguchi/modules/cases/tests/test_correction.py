"""Corrections: named fields and no others, before and after kept, the clock stands meanwhile."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases.models import Correction, Submission
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.services import answer, correction, decision, desk, withdrawal
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FILED_AT, FileCase, Outbox
from madoguchi.modules.forms import api as forms

ASKED_AT = FILED_AT + timedelta(days=4)  # Tuesday 24, the first day that counts
DUE = date(2026, 12, 8)
LATER = ASKED_AT + timedelta(days=3)


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, match=f"^{code}:")


def pdf() -> bytes:
    page = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(page)
    return page.getvalue()


def size(value: str) -> Any:
    """The size as the form's page would post it."""
    return forms.typed_from_answers(kind.form(), {"size": value})["size"]


def ask(number: str, clerk: Officer, *fields: str, now: datetime = ASKED_AT) -> Correction:
    asked = [Asked(field, f"{field}を確かめてください") for field in fields or ("place",)]
    return correction.ask(number, By(clerk), fields=asked, due_on=DUE, message="お願いします", now=now)


def test_asking_stops_the_clock_and_tells_the_resident(number: str, clerk: Officer, in_natori: Tenant) -> None:
    asked = ask(number, clerk)
    asked.case.refresh_from_db()
    assert (asked.case.state, asked.case.due_on) == ("correcting", None)
    mail = Outbox.objects.get(kind="cases.correction")
    assert "2026年12月8日（火）" in mail.text
    assert "確かめて" not in mail.text
    page = case_page(clerk, number, today=date(2026, 12, 1))
    assert page is not None
    assert page.clock is not None
    assert (page.clock.paused, page.clock.remaining) == (True, 9)


def test_the_answer_keeps_before_and_after_and_the_clock_goes_on(
    number: str, clerk: Officer, in_natori: Tenant
) -> None:
    ask(number, clerk)
    sent = answer.answer(number, {"place": "増田二丁目"}, now=LATER)
    sent.case.refresh_from_db()
    assert (sent.seq, sent.changed, sent.case.state) == (2, ["place"], "examining")
    assert sent.answers == {**ANSWERS, "place": "増田二丁目"}
    first = Submission.objects.get(seq=1)
    assert first.answers == ANSWERS
    assert str(sent.case.due_on) == "2026-12-10"  # asked Tue 24, answered Fri 27: three days later than 12-07
    page = case_page(clerk, number, today=date(2026, 12, 1))
    assert page is not None
    change = page.rounds[0].changes[0]
    assert (change.label, change.before, change.after) == ("場所", ("増田一丁目",), ("増田二丁目",))


def test_a_field_that_was_not_named_cannot_be_touched(number: str, clerk: Officer) -> None:
    ask(number, clerk)
    with refused("not_named"):
        answer.answer(number, {"place": "増田二丁目", "owner": "別人"})
    with refused("not_named"):
        answer.answer(number, {"owner": "別人"})
    assert Submission.objects.count() == 1


def test_a_field_that_comes_to_light_is_open_too(number: str, clerk: Officer) -> None:
    ask(number, clerk, "size")
    with pytest.raises(answer.InvalidAnswersError) as raised:
        answer.answer(number, {"size": size("large")})
    assert [fault.path for fault in raised.value.faults] == ["metres"]
    sent = answer.answer(number, {"size": size("large"), "metres": "12"}, now=LATER)
    assert sent.changed == ["size", "metres"]
    assert sent.answers["metres"] == 12


def test_a_field_that_disappears_is_dropped_and_that_is_kept_on_record(
    in_natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    large: dict[str, Any] = {**ANSWERS, "size": "large", "metres": 12}
    number = file_case(in_natori, answers=large).receipt_number
    desk.receive(number, By(clerk))
    correction.ask(number, By(clerk), fields=[Asked("size", "?")], due_on=DUE, now=ASKED_AT)
    sent = answer.answer(number, {"size": size("small")}, now=LATER)
    assert sent.changed == ["size", "metres"]
    assert "metres" not in sent.answers


def test_a_field_that_came_to_light_and_went_again_is_no_fault(number: str, clerk: Officer) -> None:
    ask(number, clerk, "size", "place")
    typed = {"size": size("small"), "metres": "", "place": "増田二丁目"}
    assert answer.answer(number, typed, now=LATER).changed == ["place"]


def test_a_bad_answer_is_refused_and_the_correction_stays_open(number: str, clerk: Officer) -> None:
    asked = ask(number, clerk)
    with pytest.raises(answer.InvalidAnswersError) as raised:
        answer.answer(number, {"place": " "})
    assert [(fault.path, fault.code) for fault in raised.value.faults] == [("place", "required")]
    asked.refresh_from_db()
    assert asked.is_open


def test_an_answer_that_changes_nothing_is_refused(number: str, clerk: Officer) -> None:
    ask(number, clerk)
    with refused("nothing_changed"):
        answer.answer(number, {"place": "増田一丁目"})


def test_a_file_sent_with_the_answer_belongs_to_the_new_submission(
    number: str, clerk: Officer, in_natori: Tenant
) -> None:
    asked = ask(number, clerk, "map")
    limits = files.Limits(10_000_000, ("pdf",))
    ref = files.receive(in_natori, SimpleUploadedFile("地図.pdf", pdf()), limits, owner=asked.owner)
    sent = answer.answer(number, {"map": [ref.id]}, uploads={ref.id: ref}, now=LATER)
    assert sent.answers["map"][0]["name"] == "地図.pdf"
    assert files.get(ref.id).owner == sent.owner


def test_a_file_of_somebody_else_cannot_be_named(
    number: str, clerk: Officer, in_natori: Tenant, file_case: FileCase
) -> None:
    other = file_case(in_natori, "two").submissions.get()
    stranger = files.store_bytes(in_natori, "ひみつ.pdf", pdf(), "pdf", other.owner)
    ask(number, clerk, "map")
    with pytest.raises(answer.InvalidAnswersError) as raised:
        answer.answer(number, {"map": [stranger.id]})
    assert raised.value.faults[0].code == "file_gone"


@pytest.mark.parametrize(
    ("fields", "due_on", "code"),
    [
        ([], DUE, "no_field"),
        ([Asked("nothing", "?")], DUE, "unknown_field"),
        ([Asked("place", " ")], DUE, "missing"),
        ([Asked("place", "?")], date(2026, 11, 24), "due_on"),
        ([Asked("place", "?")], date(2028, 1, 1), "due_on"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused(
    fields: list[Asked], due_on: date, code: str, number: str, clerk: Officer
) -> None:
    with refused(code):
        correction.ask(number, By(clerk), fields=fields, due_on=due_on, now=ASKED_AT)
    assert Correction.objects.count() == 0


def test_a_correction_can_be_decided_over_when_nobody_answers(number: str, clerk: Officer, decider: Officer) -> None:
    asked = ask(number, clerk)
    late = FILED_AT + timedelta(days=19)
    decision.decide(number, By(decider), outcome="refusal", reason="補正がなかったため。", now=late)
    asked.refresh_from_db()
    assert asked.closed_at is not None
    with refused("not_now"):
        answer.answer(number, {"place": "増田二丁目"})


def test_withdrawing_closes_the_correction(number: str, clerk: Officer) -> None:
    asked = ask(number, clerk)
    assert withdrawal.withdraw(number, now=LATER).state == "withdrawn"
    asked.refresh_from_db()
    assert not asked.is_open


def test_only_one_correction_is_open_at_a_time(number: str, clerk: Officer) -> None:
    ask(number, clerk)
    with refused("not_now"):
        ask(number, clerk)
