"""Cases as retention sees them: when they end, and everything that belongs to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.files.api import store_bytes
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.retention.api import Period, assign, due, trace
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kernel.vault.api import keep
from madoguchi.modules.cases.domain.kinds import register
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.models import Case, Message, NextStage, Note, SealedAnswers
from madoguchi.modules.cases.queries.kept import CASE, ended, key_of
from madoguchi.modules.cases.services import decision, desk, stages, withdrawal
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FILED_AT, FileCase

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 4, 1, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo"))  # in UTC still 31 March
LAST_DAY = date(2033, 3, 31)


@pytest.fixture(autouse=True)
def _five_years(_kind: None) -> Iterator[None]:
    register(replace(kind.KIND_FOR_TESTS, keep_years=lambda subject_key: 5))
    yield
    register(kind.KIND_FOR_TESTS)


def over(on: date) -> list[str]:
    return [one.thing.label for one in due(on)]


def test_an_open_case_never_ends_and_a_done_one_with_its_last_act_in_japan(number: str) -> None:
    assert over(date(2100, 1, 1)) == []
    withdrawal.withdraw(number, now=LATER)
    assert [one.ended_on for one in ended(date(2100, 1, 1))] == [date(2027, 4, 1)]
    assert over(LAST_DAY) == [], "the period began on 1 April 2028; this is its last day"
    assert over(LAST_DAY + timedelta(days=1)) == [group(number)]


def test_no_body_sees_cases_of_another(number: str, sendai: Tenant) -> None:
    withdrawal.withdraw(number, now=LATER)
    with tenant_scope(sendai):
        assert list(ended(date(2100, 1, 1))) == []
        assert key_of(number) is None


def test_a_kind_that_is_switched_off_or_says_nothing_waits_for_a_class(number: str) -> None:
    withdrawal.withdraw(number, now=LATER)
    register(kind.KIND_FOR_TESTS)
    assert over(date(2100, 1, 1)) == []
    Case.objects.update(kind="gone.room")
    assert over(date(2100, 1, 1)) == []
    assign(CASE, "", Period.ONE, by=Actor.operator("root"))
    assert over(date(2029, 4, 1)) == [group(number)]


def test_no_stage_ends_before_the_last(
    in_natori: Tenant, clerk: Officer, decider: Officer, file_case: FileCase
) -> None:
    first = file_case(in_natori, subject_key=kind.REVIEWED, answers={**ANSWERS, "size": "large", "metres": 124})
    desk.examine(first.receipt_number, By(clerk), now=FILED_AT)
    decision.decide(first.receipt_number, By(decider), outcome="grant", amount=120_000, now=FILED_AT)
    decision.issue(first.receipt_number, By(decider), now=FILED_AT)
    Case.objects.filter(pk=first.pk).update(phase="done")
    NextStage.objects.update(due_on=date(2100, 1, 1))
    assert over(date(2099, 1, 1)) == [], "the next stage can still be begun"
    second = file_case(in_natori, secret="two")
    stages.succeed(first.receipt_number, "report", second.pk)
    assert over(date(2099, 1, 1)) == [], "the next stage is open"
    Case.objects.filter(pk=second.pk).update(phase="done", filed_on=date(2030, 4, 1))
    assert {one.ended_on for one in ended(date(2099, 1, 1))} == {date(2030, 4, 1)}
    assert len(over(date(2036, 4, 1))) == 2


def test_everything_of_a_case_is_found_and_nothing_of_another(number: str, clerk: Officer, file_case: FileCase) -> None:
    case = Case.objects.get(receipt_number=number)
    other = file_case(case.tenant, secret="two")
    for one in (case, other):
        Message.objects.create(tenant=one.tenant, case=one, text="連絡", by_label="x", at=FILED_AT)
        Note.objects.create(tenant=one.tenant, case=one, text="メモ", by_label="x", at=FILED_AT)
        store_bytes(one.tenant, "a.pdf", b"%PDF-1.7\n", "pdf", one.submissions.get().owner)
        SealedAnswers.objects.create(tenant=one.tenant, case=one, circle="shien", form_key="f", filed_at=FILED_AT)
        keep(one.tenant, SealedAnswers.holder(one.pk), {"shien": b"{}"})
    found = [(held.room, str(held.share.what), held.share.rows.count()) for held in trace(CASE, str(case.pk))]
    assert [one for one in found if one[2]] == [
        ("cases", "連絡", 1), ("cases", "メモ", 1), ("cases", "申請・届出の内容", 1), ("cases", "秘匿の回答の目印", 1),
        ("cases", "案件", 1), ("files", "ファイル", 1), ("vault", "封をした内容", 1),
        ("notify", "メール（送信待ち・控え）", 1),
    ]  # fmt: skip


def test_the_command_shows_it_and_deletes_nothing(number: str, in_natori: Tenant) -> None:
    out, beside = StringIO(), StringIO()
    call_command("retention", "dry-run", group(number).lower(), body=in_natori.code, stdout=out, stderr=beside)
    assert next(line.split("\t")[:3] for line in out.getvalue().splitlines()) == ["cases", "申請・届出の内容", "1"]
    assert "何も消していません" in beside.getvalue()
    assert Case.objects.filter(receipt_number=number).exists()
    with pytest.raises(CommandError, match="AAAA"):
        call_command("retention", "dry-run", "AAAA-AAAA", body=in_natori.code)
