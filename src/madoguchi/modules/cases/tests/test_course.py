"""What the resident reads of a case's course: their words, the department of that day, whole to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant
from madoguchi.modules.cases import events
from madoguchi.modules.cases.models import Case, Correction
from madoguchi.modules.cases.queries.status import Status, status
from madoguchi.modules.cases.services import access, answer, correction, decision, desk, withdrawal
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FileCase, Outbox

JARGON = ("収受", "補正", "審査", "取り下げられ", "職権")


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> str:
    number = file_case(in_natori).receipt_number
    desk.receive(number, By(clerk))
    return number


def seen(number: str) -> Status:
    found = status(number)
    assert found is not None
    return found


def ask(number: str, clerk: Officer, days: int = 14) -> None:
    due_on = timezone.localdate() + timedelta(days=days)
    correction.ask(number, By(clerk), fields=[Asked("place", "番地まで")], due_on=due_on)


def test_a_finished_case_tells_its_result_and_speaks_the_resident_s_words(
    number: str, clerk: Officer, decider: Officer
) -> None:
    ask(number, clerk)
    answer.answer(number, {"place": "増田二丁目1番1号"})
    decision.decide(number, By(decider), outcome="grant")
    assert [step.sentence for step in seen(number).steps] == [
        "申請・届出が届きました",
        "担当が受け取りました",
        "直していただきたいところをお知らせしました",
        "直した内容が届きました",
    ], "a decision is the office's own until its document is out"
    decision.issue(number, By(clerk))
    last = seen(number).steps[-1]
    assert (last.sentence, last.text) == ("結果の書類ができました", "結果：許可")
    decision.revoke(number, By(decider), reason="場所を取り違えたため")
    last = seen(number).steps[-1]
    assert (last.sentence, last.text) == ("結果を取り消しました。もう一度確認します", "場所を取り違えたため")
    assert not any(word in step.sentence for step in seen(number).steps for word in JARGON)


def test_every_sentence_has_both_languages_and_no_jargon() -> None:
    for sentence in events.TO_RESIDENT.values():
        assert sentence.ja
        assert sentence.en
        assert not any(word in sentence.ja for word in JARGON)


def test_a_notification_s_result_and_its_revocation_are_both_there(
    in_natori: Tenant, clerk: Officer, decider: Officer, file_case: FileCase
) -> None:
    number = file_case(in_natori, subject_key=kind.NOTICE).receipt_number
    desk.receive(number, By(clerk))
    decision.decide(number, By(clerk), outcome="confirmed")
    decision.revoke(number, By(decider), reason="別の届出でした")
    assert [step.sentence for step in seen(number).steps][-2:] == [
        "結果が出ました",
        "結果を取り消しました。もう一度確認します",
    ]


def test_a_transfer_does_not_rewrite_what_went_before(
    number: str, in_natori: Tenant, clerk: Officer, make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
) -> None:  # fmt: skip
    roads = make_department(in_natori, "doro", "土木課", "土")
    Department.objects.filter(pk=roads.pk).update(name_en="Roads")
    colleague = make_officer(in_natori, "clerk", roads)
    desk.transfer(number, roads.pk, By(clerk))
    found = seen(number)
    assert found.sentence == "別の担当部署へ移しました。新しい担当が受け取るのをお待ちください。"
    desk.receive(number, By(colleague))
    assert [(step.sentence, step.office) for step in seen(number).steps] == [
        ("申請・届出が届きました", ""),
        ("担当が受け取りました", "環境課"),
        ("別の担当部署へ移しました", "環境課"),
        ("担当が受け取りました", "土木課"),
    ]
    assert seen(number).sentence == "担当の職員が受け取りました。"
    with translation.override("en"):
        assert seen(number).steps[-1].office == "Roads"


def test_the_officer_s_conditions_stand_on_the_page_beside_the_document(
    number: str, clerk: Officer, decider: Officer
) -> None:
    decision.decide(number, By(decider), outcome="grant", text="夜間は灯火をつけること。")
    decision.issue(number, By(clerk))
    result = seen(number).result
    assert result is not None
    assert (result.headline, result.text) == ("結果：許可", "許可します。")
    assert result.conditions == "夜間は灯火をつけること。"


def test_the_link_of_a_correction_lives_as_long_as_there_is_time_to_answer(
    number: str, in_natori: Tenant, clerk: Officer
) -> None:
    ask(number, clerk, days=20)
    text = Outbox.objects.get(kind="cases.correction").text
    today = timezone.localdate()
    last = Correction.objects.get().due_on  # a term that would end on a closed day ends on the next open one
    assert today + timedelta(days=20) <= last
    day = f"{last.year}年{last.month}月{last.day}日"
    assert f"お答えいただく期限：{day}" in text
    assert f"この確認用リンクは{day}" in text
    token = access.link_token(in_natori, Case.objects.get(), access.link_until(last))
    assert token in text
    assert access.link_until(today + timedelta(days=2)) == today + access.LINK_LIFE, "seven days at least"


def test_times_in_mails_are_written_as_on_the_pages(in_natori: Tenant, file_case: FileCase) -> None:
    file_case(in_natori)
    assert "到達日時：2026年11月20日（金）15時00分" in Outbox.objects.get(kind="cases.filed").text


def test_a_withdrawn_case_says_who_withdrew_it(number: str) -> None:
    withdrawal.withdraw(number)
    step = seen(number).steps[-1]
    assert (step.sentence, step.by_office) == ("あなたが取り下げました", False)
    assert Case.objects.get().state == "withdrawn"
