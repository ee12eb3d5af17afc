"""The officer's acts: who may, in which state, and never two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.choices import PaidHow, Phase
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import desk, fee
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, match=f"^{code}:")


def words(case: Case) -> list[str]:
    return [entry.word for entry in audit.timeline(case.target)]


def test_receiving_takes_the_case_in_hand(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> None:
    case = desk.receive(file_case(in_natori).receipt_number, By(clerk, 1))
    case.refresh_from_db()
    assert (case.state, case.phase, case.assignee_id, case.version) == ("received", Phase.OFFICE, clerk.pk, 2)
    assert case.received_at is not None
    assert words(case) == ["cases.case.filed", "cases.case.received"]
    assert audit.timeline(case.target)[-1].actor.label == "環境課 佐藤 花子"


def test_an_act_out_of_turn_is_refused_and_changes_nothing(
    in_natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = file_case(in_natori)
    desk.receive(case.receipt_number, By(clerk))
    with refused("not_now"):
        desk.receive(case.receipt_number, By(clerk))
    assert words(case).count("cases.case.received") == 1


def test_who_looks_at_an_old_page_is_told_so(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> None:
    case = file_case(in_natori)
    desk.receive(case.receipt_number, By(clerk, 1))
    with refused("stale") as raised:
        desk.note(case.receipt_number, "電話しました", By(clerk, 1))
    assert "先に" in raised.value.message


@pytest.mark.parametrize("role", ["viewer", "administrator"])
def test_roles_without_the_permission_are_refused(
    role: str, in_natori: Tenant, file_case: FileCase, make_officer: Callable[..., Officer], department: Department
) -> None:
    case = file_case(in_natori)
    officer = make_officer(in_natori, role, department)
    with refused("not_permitted"):
        desk.receive(case.receipt_number, By(officer))


def test_an_officer_of_another_department_or_body_finds_nothing(
    in_natori: Tenant,
    sendai: Tenant,
    file_case: FileCase,
    make_officer: Callable[..., Officer],
    make_department: Callable[..., Department],
) -> None:
    case = file_case(in_natori)
    elsewhere = make_officer(in_natori, "clerk", make_department(in_natori, "zei", "税務課", "税"))
    with pytest.raises(NoSuchCaseError):
        desk.receive(case.receipt_number, By(elsewhere))
    stranger = make_officer(sendai, "clerk")
    with tenant_scope(sendai), pytest.raises(NoSuchCaseError):
        desk.receive(case.receipt_number, By(stranger))


def test_the_pack_s_own_step_needs_its_reason_and_is_noted(
    in_natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    number = file_case(in_natori).receipt_number
    desk.examine(number, By(clerk))
    with refused("missing"):
        desk.step(number, "survey", By(clerk))
    case = desk.step(number, "survey", By(clerk), reason="幅員4mを確認")
    assert case.state == "surveyed"
    assert case.notes.get().text == "幅員4mを確認"
    assert words(case)[-1] == "cases.case.stepped"


def test_a_step_cannot_stand_in_for_a_standard_act(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> None:
    case = file_case(in_natori)
    with pytest.raises(ValueError, match="service of its own"):
        desk.step(case.receipt_number, "decide", By(clerk))


def test_assigning_to_a_colleague_and_to_nobody(
    in_natori: Tenant, clerk: Officer, file_case: FileCase, make_officer: Callable[..., Officer]
) -> None:
    number = file_case(in_natori).receipt_number
    colleague = make_officer(in_natori, "clerk", name="高橋 次郎")
    assert desk.assign(number, colleague.pk, By(clerk)).assignee == colleague
    assert desk.assign(number, None, By(clerk)).assignee is None


def test_only_officers_who_can_work_on_it_are_assigned(
    in_natori: Tenant,
    sendai: Tenant,
    clerk: Officer,
    file_case: FileCase,
    make_officer: Callable[..., Officer],
    make_department: Callable[..., Department],
) -> None:
    number = file_case(in_natori).receipt_number
    for other in (
        make_officer(in_natori, "viewer"),
        make_officer(in_natori, "clerk", make_department(in_natori, "zei", "税務課", "税")),
        make_officer(sendai, "clerk"),
    ):
        with refused("not_an_officer"):
            desk.assign(number, other.pk, By(clerk))


def test_a_case_moves_to_another_department_and_is_received_anew(
    in_natori: Tenant,
    clerk: Officer,
    file_case: FileCase,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
) -> None:
    case = file_case(in_natori)
    Case.objects.update(announced_at=FILED_AT)
    desk.receive(case.receipt_number, By(clerk))
    roads = make_department(in_natori, "doro", "土木課", "土")
    make_officer(in_natori, "viewer", roads)
    with refused("no_handler"):
        desk.transfer(case.receipt_number, roads.pk, By(clerk))
    make_officer(in_natori, "decider", roads)
    moved = desk.transfer(case.receipt_number, roads.pk, By(clerk), reason="道路の件です")
    moved.refresh_from_db()
    assert (moved.department_id, moved.state, moved.assignee, moved.announced_at) == (roads.pk, "filed", None, None)
    entry = audit.timeline(case.target)[-1]
    assert entry.data["department_name"] == "土木課"
    assert moved.notes.get().text == "道路の件です"
    with pytest.raises(NoSuchCaseError):
        desk.note(case.receipt_number, "まだ見える?", By(clerk))


def test_a_case_never_moves_to_another_body_s_department(
    in_natori: Tenant, sendai: Tenant, clerk: Officer, file_case: FileCase, make_department: Callable[..., Department]
) -> None:
    case = file_case(in_natori)
    foreign = make_department(sendai)
    with refused("no_department"):
        desk.transfer(case.receipt_number, foreign.pk, By(clerk))
    with refused("same_department"):
        desk.transfer(case.receipt_number, case.department_id, By(clerk))
    case.refresh_from_db()
    assert case.version == 1


def test_a_note_is_kept_and_an_empty_or_endless_one_refused(
    in_natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    number = file_case(in_natori).receipt_number
    assert desk.note(number, "  電話しました ", By(clerk)).text == "電話しました"
    with refused("missing"):
        desk.note(number, " ", By(clerk))
    with refused("too_long"):
        desk.note(number, "あ" * 4001, By(clerk))


def test_the_payment_of_a_fee_is_recorded(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> None:
    number = file_case(in_natori).receipt_number
    day = FILED_AT.date()
    case = fee.record_fee(number, By(clerk), amount=600, how=PaidHow.SLIP, paid_on=day)
    case.refresh_from_db()
    assert (case.fee_paid_amount, case.fee_paid_how, case.fee_paid_on) == (600, "slip", day)
    assert "佐藤 花子" in case.fee_recorded_by
    assert words(case)[-1] == "cases.fee.recorded"


@pytest.mark.parametrize(
    ("amount", "how", "days", "code"),
    [(-1, PaidHow.COUNTER, 0, "amount"), (100, PaidHow.WAIVED, 0, "amount"), (100, PaidHow.COUNTER, 9999, "paid_on")],
)
def test_a_payment_that_cannot_be_is_refused(
    amount: int, how: PaidHow, days: int, code: str, in_natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    number = file_case(in_natori).receipt_number
    with refused(code):
        fee.record_fee(number, By(clerk), amount=amount, how=how, paid_on=FILED_AT.date() + timedelta(days=days))
