"""What the office writes to the resident: on the status page, with a mail that says only that there is news."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases.models import Case, Note
from madoguchi.modules.cases.queries.status import Status, status
from madoguchi.modules.cases.services import correction, decision, desk
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase, Outbox

NEWS = "11月27日（金）の朝に伺います。\n門を開けておいてください。"


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> str:
    number = file_case(in_natori).receipt_number
    desk.examine(number, By(clerk), now=FILED_AT)
    return number


def seen(number: str) -> Status:
    found = status(number)
    assert found is not None
    return found


def test_a_message_is_shown_and_the_mail_says_only_that_there_is_one(number: str, clerk: Officer) -> None:
    desk.tell(number, NEWS, By(clerk))
    step = seen(number).steps[-1]
    assert (step.sentence, step.text, step.by_office) == ("担当から連絡しました", NEWS, True)
    mail = Outbox.objects.get(kind="cases.news")
    assert mail.to == "taro@example.jp"
    assert "担当からお知らせがあります" in mail.text
    assert "27日" not in mail.text
    assert "佐藤" not in mail.text


@pytest.mark.parametrize(("text", "code"), [("  ", "missing"), ("あ" * 4001, "too_long")])
def test_an_empty_or_endless_message_is_refused(text: str, code: str, number: str, clerk: Officer) -> None:
    with pytest.RaisesExc(RefusedError, match=f"^{code}:"):
        desk.tell(number, text, By(clerk))
    assert not Outbox.objects.filter(kind="cases.news").exists()


def test_the_pack_s_step_tells_the_resident_and_moves_the_expected_day(number: str, clerk: Officer) -> None:
    with pytest.RaisesExc(RefusedError, match="^missing:"):
        desk.step(number, "extend", By(clerk))
    before = seen(number).due_on
    desk.step(number, "extend", By(clerk), message="文書が多いため、5開庁日延ばします。")
    after = seen(number)
    assert (before, after.due_on) == (date(2026, 12, 7), date(2026, 12, 14))
    assert (after.steps[-1].sentence, after.steps[-1].text) == ("審査中", "文書が多いため、5開庁日延ばします。")
    assert Outbox.objects.filter(kind="cases.news").count() == 1
    assert not Note.objects.exists()


def test_a_correction_counts_on_from_the_longer_period(number: str, clerk: Officer) -> None:
    desk.step(number, "extend", By(clerk), message="延ばします。")
    now = FILED_AT + timedelta(days=4)
    correction.ask(
        number, By(clerk), fields=[Asked("place", "番地まで")], due_on=now.date() + timedelta(days=7), now=now
    )
    assert seen(number).due_on is None
    case = Case.objects.get()
    assert (case.period_days, case.period_unit) == (15, "working")


def test_a_step_that_makes_it_the_resident_s_turn_says_so(number: str, clerk: Officer) -> None:
    desk.step(number, "wait_fee", By(clerk))
    assert seen(number).your_turn
    assert seen(number).sentence == "手数料を納めてください。"
    assert "あなたの番です" in Outbox.objects.get(kind="cases.news").text


def test_what_a_correction_asked_stays_readable(number: str, clerk: Officer) -> None:
    due_on = (FILED_AT + timedelta(days=14)).date()
    asked = [Asked("place", "番地までお書きください")]
    correction.ask(number, By(clerk), fields=asked, due_on=due_on, message="お願いします", now=FILED_AT)
    assert seen(number).steps[-1].text == "お願いします\n「場所」：番地までお書きください"
    with translation.override("en"):
        assert seen(number).steps[-1].text == "お願いします\nPlace: 番地までお書きください"


def test_a_revocation_gives_its_reason_to_who_knew_the_result(number: str, clerk: Officer, decider: Officer) -> None:
    decision.decide(number, By(decider), outcome="grant")
    decision.issue(number, By(decider))
    assert seen(number).result is not None
    decision.revoke(number, By(decider), reason="場所を取り違えたため")
    assert seen(number).steps[-1].text == "場所を取り違えたため"


def test_the_result_says_what_it_means_in_the_reader_s_language(number: str, decider: Officer) -> None:
    decision.decide(number, By(decider), outcome="grant")
    decision.issue(number, By(decider))
    with translation.override("en"):
        result = seen(number).result
    assert result is not None
    assert (result.headline, result.text) == ("Result: Granted", "You may use the road.")
