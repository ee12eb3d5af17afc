"""Deciding, issuing, taking back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.models import Decision
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.queries.status import status
from madoguchi.modules.cases.services import decision, desk, papers, withdrawal
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FileCase, Outbox


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, match=f"^{code}:")


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> str:
    number = file_case(in_natori).receipt_number
    desk.receive(number, By(clerk))
    return number


def test_a_clerk_prepares_and_a_decider_decides(number: str, clerk: Officer, decider: Officer) -> None:
    with refused("not_permitted"):
        decision.decide(number, By(clerk), outcome="grant")
    made = decision.decide(number, By(decider), outcome="grant", text="夜間は灯火をつけること。")
    assert made.case.state == "decided"
    assert made.by_label == "環境課 鈴木 一郎"


def test_a_notification_is_confirmed_by_the_clerk_and_the_resident_told(
    in_natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = file_case(in_natori, subject_key=kind.NOTICE)
    desk.receive(case.receipt_number, By(clerk))
    decision.decide(case.receipt_number, By(clerk), outcome="confirmed")
    found = status(case.receipt_number)
    assert found is not None
    assert found.result is not None
    # The officer's button says 「確認して完了」; the resident reads a sentence.
    assert found.result.headline == "届出の内容を確認しました。手続は終わりました。"
    assert found.result.file_id == ""
    assert (found.steps[-1].sentence, found.steps[-1].text) == ("結果が出ました", found.result.headline)
    assert Outbox.objects.filter(kind="cases.result").count() == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "code"),
    [
        ("", "", "outcome"),
        ("perhaps", "", "outcome"),
        ("grant_large", "", "outcome"),  # what was asked for is small
        ("refusal", " ", "missing"),
        ("grant", "あ" * 10_001, "too_long"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(
    outcome: str, reason: str, code: str, number: str, decider: Officer
) -> None:
    with refused(code):
        decision.decide(number, By(decider), outcome=outcome, reason=reason)
    assert Decision.objects.count() == 0


def test_only_outcomes_that_fit_the_answers_are_offered(
    in_natori: Tenant, clerk: Officer, decider: Officer, file_case: FileCase
) -> None:
    large = file_case(in_natori, answers={**ANSWERS, "size": "large", "metres": 12}).receipt_number
    small = file_case(in_natori, secret="draft-two").receipt_number
    offered = {}
    for number in (large, small):
        desk.receive(number, By(clerk))
        page = case_page(decider, number)
        assert page is not None
        offered[number] = [outcome.id for outcome in page.outcomes]
    assert offered == {large: ["grant", "refusal", "grant_large"], small: ["grant", "refusal"]}
    assert decision.decide(large, By(decider), outcome="grant_large").outcome == "grant_large"


def test_issuing_numbers_the_document_stores_it_and_tells_the_resident(
    number: str, clerk: Officer, decider: Officer, in_natori: Tenant
) -> None:
    decision.decide(number, By(decider), outcome="refusal", reason="幅員が足りないため。")
    before = status(number)
    assert before is not None
    assert before.result is None  # decided, but not out
    issued = decision.issue(number, By(clerk))
    assert issued.document_number == "環第1号"
    ref = files.get(issued.file_id)
    with files.open_file(ref) as stored:
        assert stored.read(5) == b"%PDF-"
    assert ref.owner == issued.decision.owner
    after = status(number)
    assert after is not None
    assert after.result is not None
    assert (after.result.document_number, after.result.favourable) == ("環第1号", False)
    mail = Outbox.objects.get(kind="cases.result")
    assert "不許可" not in mail.text
    assert "幅員" not in mail.text


def test_a_failed_issue_leaves_no_gap_in_the_numbers(
    number: str, clerk: Officer, decider: Officer, in_natori: Tenant, file_case: FileCase
) -> None:
    decision.decide(number, By(decider), outcome="grant")

    def issue_and_fail() -> None:
        with transaction.atomic():
            assert decision.issue(number, By(clerk)).document_number == "環第1号"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        issue_and_fail()
    second = file_case(in_natori, "two").receipt_number
    desk.receive(second, By(clerk))
    decision.decide(second, By(decider), outcome="grant")
    assert decision.issue(second, By(clerk)).document_number == "環第1号"
    assert decision.issue(number, By(clerk)).document_number == "環第2号"


def test_without_a_symbol_nothing_is_issued(
    number: str, clerk: Officer, decider: Officer, department: Department
) -> None:
    decision.decide(number, By(decider), outcome="grant")
    type(department).objects.filter(pk=department.pk).update(symbol="")
    with refused("no_symbol"):
        decision.issue(number, By(clerk))


def test_a_wrong_decision_is_taken_back_and_made_anew(number: str, clerk: Officer, decider: Officer) -> None:
    first = decision.decide(number, By(decider), outcome="grant")
    decision.issue(number, By(clerk))
    with refused("missing"):
        decision.revoke(number, By(decider), reason="")
    with refused("not_permitted"):
        decision.revoke(number, By(clerk), reason="誤り")
    decision.revoke(number, By(decider), reason="許可の要件を誤っていた。")
    found = status(number)
    assert found is not None
    assert found.result is None
    assert found.case.state == "examining"
    assert Outbox.objects.filter(kind="cases.revoked").count() == 1
    second = decision.decide(number, By(decider), outcome="refusal", reason="幅員が足りない。")
    assert (first.seq, second.seq) == (1, 2)
    assert decision.issue(number, By(clerk)).document_number == "環第2号"
    assert Decision.objects.count() == 2
    known = [step.sentence for step in found.steps]
    assert any("取り消しました" in sentence for sentence in known)


def test_a_decision_taken_back_before_it_went_out_is_not_the_resident_s_to_know(number: str, decider: Officer) -> None:
    decision.decide(number, By(decider), outcome="grant")
    decision.revoke(number, By(decider), reason="押し間違い")
    found = status(number)
    assert found is not None
    assert not any("取り消" in step.sentence for step in found.steps)
    assert Outbox.objects.filter(kind="cases.revoked").count() == 0


def test_a_decision_cannot_be_edited_not_even_by_sql(number: str, decider: Officer) -> None:
    made = decision.decide(number, By(decider), outcome="grant")
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(outcome="refusal")
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic():
        Decision.objects.filter(pk=made.pk)._raw_delete(Decision.objects.db)
    made.reason = "あとから"
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic():
        made.save()


def test_after_a_decision_nothing_can_be_withdrawn(number: str, decider: Officer) -> None:
    decision.decide(number, By(decider), outcome="grant")
    with refused("not_now"):
        withdrawal.withdraw(number)


def test_a_withdrawn_case_cannot_be_decided(number: str, decider: Officer) -> None:
    withdrawal.withdraw(number)
    with refused("not_now"):
        decision.decide(number, By(decider), outcome="grant")


def test_the_draft_of_the_document_can_be_looked_at(number: str, decider: Officer, in_natori: Tenant) -> None:
    made = decision.decide(number, By(decider), outcome="refusal", reason="幅員😀が足りない。")
    assert papers.decision_pdf(in_natori, made.case, made).startswith(b"%PDF-")
    assert papers.unprintable_in_decision(in_natori, made.case, made) == ["😀"]


@pytest.mark.parametrize(
    ("name", "title", "head"),
    [
        ("名取市", "市長", "名取市長"),
        ("宮城県", "知事", "宮城県知事"),
        ("松島町", "長", "松島町長"),
        ("大衡村", "", "大衡村長"),
    ],
)
def test_the_sender_is_the_head_of_the_body(name: str, title: str, head: str) -> None:
    assert papers.head_of(Tenant(name=name, head_title=title)) == head


def test_the_time_line_is_complete(number: str, clerk: Officer, decider: Officer) -> None:
    decision.decide(number, By(decider), outcome="grant")
    decision.issue(number, By(clerk))
    decision.revoke(number, By(decider), reason="誤り")
    found = status(number)
    assert found is not None
    assert [entry.word for entry in audit.timeline(found.case.target)] == [
        "cases.case.filed",
        "cases.case.received",
        "cases.decision.made",
        "cases.decision.issued",
        "cases.decision.revoked",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_officers_deciding_at_once_make_one_decision(
    at_once: Callable[..., list[str]],
    natori: Tenant,
    clerk: Officer,
    make_officer: Callable[..., Officer],
    file_case: FileCase,
) -> None:
    number = file_case(natori).receipt_number
    with tenant_scope(natori):
        version = desk.receive(number, By(clerk)).version

    def decide(officer: Officer, outcome: str) -> str:
        try:
            with tenant_scope(natori):
                decision.decide(number, By(officer, version), outcome=outcome, reason="理由")
        except RefusedError as error:
            return error.code
        return "decided"

    one, two = (make_officer(natori, "decider", name=name) for name in ("鈴木 一郎", "高橋 二郎"))
    results = at_once(lambda: decide(one, "grant"), lambda: decide(two, "refusal"))
    assert sorted(results) == ["decided", "stale"]
    with tenant_scope(natori):
        assert Decision.objects.count() == 1
