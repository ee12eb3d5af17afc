"""手数料を確定する: who may, what must be said, who is told, what waits for it, and never two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.choices import PaidHow, Phase
from madoguchi.modules.cases.domain import fee as lines_of
from madoguchi.modules.cases.domain.fee import FixedLine, Sort
from madoguchi.modules.cases.domain.flow_compiler import compile_flow
from madoguchi.modules.cases.domain.flow_problems import FlowError
from madoguchi.modules.cases.models import Case, FixedFee
from madoguchi.modules.cases.queries.status import status
from madoguchi.modules.cases.services import decision, desk, fee, papers
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FileCase, Outbox, enter
from madoguchi.modules.cases.tests.test_desk import refused

DUE = timezone.localdate() + timedelta(days=14)
AS_PROPOSED = [FixedLine(Sort.PROPOSED, 0, "占用料", 300, 2)]
CHANGED = [FixedLine(Sort.PROPOSED, 0, "占用料", 300, 3, "実測で3㎡")]
LINE = {"id": "use", "label": {"ja": "占用料", "en": "Fee for use"}, "amount": 300, "times": 2, "total": 600}


@pytest.fixture
def case(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    """A case of which the office fixes the fee, being examined; its scope is open."""
    number = file_case(in_natori, subject_key=kind.REVIEWED).receipt_number
    desk.examine(number, By(clerk))
    return Case.objects.get(receipt_number=number)


def fix(case: Case, by: Officer, lines: list[FixedLine] = AS_PROPOSED, **more: Any) -> FixedFee:
    return fee.fix(case.receipt_number, By(by), lines=lines, due_on=more.pop("due_on", DUE), **more)


def test_it_is_fixed_told_and_waited_for(case: Case, clerk: Officer) -> None:
    before = Outbox.objects.count()
    fix(case, clerk, CHANGED)
    case.refresh_from_db()
    assert (case.fee_total, case.fee_fixed_on, case.fee_due_on) == (900, timezone.localdate(), DUE)
    assert case.fee_lines == [{**LINE, "times": 3, "total": 900, "reason": "実測で3㎡"}]
    # The clock stands while the applicant has to pay, and goes on with the payment.
    assert (case.state, case.phase, case.due_on) == ("awaiting_fee", Phase.RESIDENT, None)
    entry = audit.timeline(case.target)[-1]
    assert entry.word == "cases.fee.fixed"
    assert (entry.data["fee_before"]["total"], entry.data["fee_after"]["total"]) == (600, 900)
    mail = Outbox.objects.order_by("-pk").first()
    assert Outbox.objects.count() == before + 1
    assert mail is not None
    assert "900円" in mail.text
    assert "実測" not in mail.text, "what it is made of stands behind the link"
    fee.record_fee(case.receipt_number, By(clerk), amount=800, how=PaidHow.SLIP, paid_on=timezone.localdate())
    case.refresh_from_db()
    assert case.state == "awaiting_fee", "100 yen are missing"
    fee.record_fee(case.receipt_number, By(clerk), amount=900, how=PaidHow.SLIP, paid_on=timezone.localdate())
    case.refresh_from_db()
    assert case.state == "examining"
    assert case.due_on is not None


def test_a_change_needs_a_reason_that_the_applicant_reads(case: Case, clerk: Officer) -> None:
    fix(case, clerk, CHANGED)
    case.refresh_from_db()
    now = [FixedLine(Sort.PROPOSED, 0, "占用料", 300, 3)]
    with refused("missing"):
        fix(case, clerk, now, due_on=DUE + timedelta(days=1))
    with refused("unchanged"):
        fix(case, clerk, now, reason="同じ")
    fix(case, clerk, [FixedLine(Sort.PROPOSED, 0, "占用料", 300, 1, "測り直した")], reason="測り直しました")
    found = status(case.receipt_number)
    assert found is not None
    assert found.fee_reason == "測り直しました"
    assert [step.text for step in found.steps if step.text] == ["手数料：900円", "手数料：300円\n測り直しました"]
    assert [(one.seq, one.total) for one in FixedFee.objects.all()] == [(1, 900), (2, 300)]


def test_a_reduction_is_for_deciders_and_nothing_to_pay_waits_for_nothing(
    case: Case, clerk: Officer, decider: Officer
) -> None:
    lines = [*AS_PROPOSED, FixedLine(Sort.REDUCTION, label="公益減免", amount=600, reason="条例第9条（決定 第12号）")]
    with refused("reduction"):
        fix(case, clerk, lines)
    fix(case, decider, lines)
    case.refresh_from_db()
    assert (case.fee_total, case.fee_due_on, case.state) == (0, None, "examining")
    assert case.fee_lines[-1]["total"] == -600
    more = [FixedLine(Sort.PROPOSED, 1, "", -600), FixedLine(Sort.REDUCTION, label="減免", amount=1, reason="理由")]
    with refused("lines"):
        fix(case, decider, [*AS_PROPOSED, *more], reason="再")
    with pytest.raises(ValueError, match="once"):
        fix(case, decider, AS_PROPOSED, reason="再")


def test_it_is_refused_once_decided_and_before_anybody_has_the_case(
    case: Case, clerk: Officer, decider: Officer, file_case: FileCase
) -> None:
    decision.decide(case.receipt_number, By(decider), outcome="other")
    with refused("not_now"):
        fix(case, clerk)
    fresh = file_case(case.tenant, secret="two", subject_key=kind.REVIEWED)
    with refused("not_now"):
        fix(fresh, clerk)
    with refused("due_on"):
        desk.examine(fresh.receipt_number, By(clerk))
        fix(fresh, clerk, due_on=timezone.localdate() - timedelta(days=1))


def test_others_cannot(
    case: Case, file_case: FileCase, sendai: Tenant, make_officer: Callable[..., Officer], in_natori: Tenant
) -> None:
    with refused("not_permitted"):
        fix(case, make_officer(in_natori, "viewer"))
    stranger = make_officer(sendai, "decider")
    with tenant_scope(sendai), pytest.raises(NoSuchCaseError):
        fix(case, stranger)
    case.refresh_from_db()
    assert case.fee_fixed_on is None


def test_the_document_says_what_was_fixed(case: Case, clerk: Officer, decider: Officer) -> None:
    fix(case, clerk, CHANGED)
    fee.record_fee(case.receipt_number, By(clerk), amount=900, how=PaidHow.SLIP, paid_on=timezone.localdate())
    made = decision.decide(case.receipt_number, By(decider), outcome="other")
    case.refresh_from_db()
    _template, data = papers._decision(case.tenant, case, made)
    assert data["fee"]["total"] == "900円"
    assert data["details"][-1]["lines"][0] == "占用料　300円×3＝900円"


def test_the_officers_page_looks_twice_and_loses_nothing(
    case: Case, clerk: Officer, staff_client: Callable[[Officer], Client], client: Client
) -> None:
    desk_client, address = staff_client(clerk), f"/staff/cases/{case.receipt_number}/fee/"
    page = desk_client.get(address).content.decode()
    assert "見込み" in page
    assert "減免は、決裁者が決めます" in page
    typed = {
        "version": case.version, "line.0.amount": "３００", "line.0.times": "3", "due_on": DUE.isoformat(),
        "added.0.label": "郵送料", "added.0.amount": "110", "added.0.times": "1", "added.0.reason": "簡易書留",
    }  # fmt: skip
    page = desk_client.post(address, {**typed, "step": "look"})
    assert page.status_code == 409
    assert "理由を入力してください" in page.content.decode()
    typed["line.0.reason"] = "実測で3㎡"
    page = desk_client.post(address, {**typed, "step": "look"}).content.decode()
    assert "この額で確定しますか" in page
    assert "1,010円" in page
    assert "納付待ち" in page
    desk.note(case.receipt_number, "電話した", By(clerk))  # a note moves nothing
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)  # a colleague was quicker
    page = desk_client.post(address, {**typed, "step": "fix"})
    assert page.status_code == 409
    assert "ほかの職員が先に" in page.content.decode()
    assert "実測で3㎡" in page.content.decode()
    case.refresh_from_db()
    answer = desk_client.post(address, {**typed, "version": case.version, "step": "fix"}, follow=True)
    assert "手数料を確定しました" in answer.content.decode()
    case.refresh_from_db()
    assert case.fee_total == 1010
    enter(client, case)
    page = client.get(f"/042072/cases/{case.receipt_number}/").content.decode()
    assert "簡易書留" in page
    assert "納める期限" in page
    assert "オンラインでの支払いはできません" in page
    assert "1010," in desk_client.post("/staff/cases/list.csv").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_is_told_and_nothing_is_lost(
    natori: Tenant, file_case: FileCase, make_officer: Callable[..., Officer], at_once: Callable[..., list[str]]
) -> None:
    with tenant_scope(natori):
        officers = [make_officer(natori, "clerk", name=name) for name in ("佐藤 花子", "鈴木 一郎")]
        number = file_case(natori, subject_key=kind.REVIEWED).receipt_number
        desk.examine(number, By(officers[0]))
        seen = Case.objects.get(receipt_number=number).version

    def fix(officer: Officer, times: int) -> str:
        lines = [FixedLine(Sort.PROPOSED, 0, "", 300, times, "実測")]
        try:
            with tenant_scope(natori):
                fee.fix(number, By(officer, seen), lines=lines, due_on=DUE)
        except RefusedError as error:
            return error.code
        return "fixed"

    said = at_once(lambda: fix(officers[0], 3), lambda: fix(officers[1], 4))
    assert sorted(said) == ["fixed", "stale"]
    with tenant_scope(natori):
        assert FixedFee.objects.count() == 1


def test_a_flow_that_waits_must_have_somewhere_to_wait() -> None:
    with pytest.raises(FlowError) as raised:
        compile_flow({**kind.REVIEWED_FLOW, "fee": {"wait": "examining", "then": "nowhere"}}, fixes_fee=True)
    assert {one.place for one in raised.value.problems} >= {"fee.wait", "fee.then"}
    with pytest.raises(FlowError):
        compile_flow(kind.REVIEWED_FLOW)


PROPOSALS = st.lists(
    st.builds(
        lambda amount, times: {**LINE, "amount": amount, "times": times, "total": amount * times},
        st.integers(0, 100_000), st.integers(1, 50),
    ),
    max_size=4,
)  # fmt: skip


@settings(deadline=None)  # a machine under load
@given(PROPOSALS, st.data())
def test_what_is_kept_adds_up_and_says_why(proposal: list[dict[str, Any]], data: st.DataObject) -> None:
    lines = [
        FixedLine(
            Sort.PROPOSED, place, "", data.draw(st.integers(-5, 200_000)), data.draw(st.integers(0, 60)),
            data.draw(st.sampled_from(["", "実測"])), data.draw(st.booleans()),
        )
        for place in range(len(proposal))
    ]  # fmt: skip
    if data.draw(st.booleans()):
        lines.append(FixedLine(Sort.REDUCTION, label="減免", amount=data.draw(st.integers(0, 500_000)), reason="決定"))
    if lines_of.faults(proposal, lines):
        return
    kept = lines_of.fixed(proposal, lines)
    assert sum(one["total"] for one in kept) >= 0
    assert all(one["total"] == one["amount"] * one["times"] for one in kept)
    assert all(one in proposal or one["reason"] for one in kept), "every change says why"


def test_nothing_to_pay_is_asked_about(
    case: Case, clerk: Officer, staff_client: Callable[[Officer], Client], client: Client
) -> None:
    """Without a single line the fee would be 0 yen by a press too many."""
    Case.objects.filter(pk=case.pk).update(fee_lines=[], fee_total=0)
    desk_client, address = staff_client(clerk), f"/staff/cases/{case.receipt_number}/fee/"
    assert 'name="reason"' in desk_client.get(address).content.decode()
    for step in ("look", "fix"):
        page = desk_client.post(address, {"version": case.version, "step": step})
        assert page.status_code == 409
        assert "0円で決めますか" in page.content.decode()
        assert 'href="#f-reason"' in page.content.decode()
    case.refresh_from_db()
    assert case.fee_fixed_on is None
    said = {"version": case.version, "reason": "国の機関のため（条例第4条）"}
    page = desk_client.post(address, {**said, "step": "look"}).content.decode()
    assert "0円とする理由" in page
    desk_client.post(address, {**said, "step": "fix"})
    case.refresh_from_db()
    assert (case.fee_total, case.fee_fixed_on) == (0, timezone.localdate())
    enter(client, case)
    page = client.get(f"/042072/cases/{case.receipt_number}/").content.decode()
    assert "国の機関のため" in page
    assert "変わった理由" not in page
