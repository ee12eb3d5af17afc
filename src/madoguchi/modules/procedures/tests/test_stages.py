"""段階: 交付申請 → 実績報告 → 請求. What a later stage is begun from, what it may say, and that only one follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kit.workdays import Calendar
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.follows import Deadline, check_against
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.domain.source import Source, read_folder
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering, sending, stages
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.tables import Case, NextStage, Succession

CHAIN = ("reform", "reform-hokoku", "reform-seikyu")
HOKOKU = read_folder(PACKS / "reform-hokoku")
TODAY = timezone.localdate()


def offered(tenant: Tenant, department: Department) -> None:
    for pack_id in CHAIN:
        publish(PACKS / pack_id)
        with tenant_scope(tenant):
            offering.adopt(pack_id, department=department, by=Actor.operator("test"), is_open=True)


@pytest.fixture
def department(natori: Tenant, make_department: Callable[..., Department]) -> Department:
    made = make_department(natori)
    offered(natori, made)
    return made


class Desk:
    """A decider at the desk, by the pages of the desk."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def act(self, number: str, act: str, **typed: object) -> str:
        """Carry out an act; returns the page that follows."""
        page = self.client.get(f"/staff/cases/{number}/").content.decode()
        found = re.search(r'name="version" value="([0-9]+)"', page)
        assert found, page
        data = {"version": found[1], **{f"{act}.{name}": value for name, value in typed.items()}}
        return self.client.post(f"/staff/cases/{number}/acts/{act}/", data, follow=True).content.decode()

    def decide(self, number: str, outcome: str, amount: int | None = None, reason: str = "") -> None:
        """Receive, decide and issue."""
        self.act(number, "receive")
        granted = {} if amount is None else {f"amount.{outcome}": amount}
        self.act(number, "decide", outcome=outcome, reason=reason, **granted)
        assert "交付しました" in self.act(number, "issue")


@pytest.fixture
def decider(
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> Desk:
    return Desk(staff_client(make_officer(natori, "decider", department=department)))


def answers_of(pack: Pack, **more: Any) -> dict[str, Any]:
    """The answers of the pack's first accepted example, without its files, for this year's days."""
    example = next(one for one in pack.examples if one.ok)
    days = {"start_on": TODAY + timedelta(days=20), "end_on": TODAY + timedelta(days=40)}
    known = {name: day.isoformat() for name, day in days.items() if name in example.answers}
    files = {one.id for one in pack.form.fields if one.type.name == "file"}
    return {**{name: value for name, value in example.answers.items() if name not in files}, **known, **more}


def file_first(tenant: Tenant, **more: Any) -> cases.Filed:
    """An application as it arrives."""
    offer = catalogue.offer("reform")
    assert offer is not None
    started = forms.start(f"procedures/{offer.pack.key}")
    answers = answers_of(offer.pack, **more)
    outcome = forms.validate(offer.pack.form, forms.typed_from_answers(offer.pack.form, answers), today=TODAY)
    bill = offer.pack.fees.bill(outcome.env)
    return sending.send(
        tenant, offer, offer.pack, started.draft, started.code, outcome, bill=bill, language="ja"
    )  # fmt: skip


def begin(tenant: Tenant, number: str, procedure: str) -> Any:
    return stages.begin(RequestFactory().get("/"), tenant, number, procedure, language="ja")


def send(tenant: Tenant, begun: Any, **more: Any) -> cases.Filed:
    """Fill in what the draft has not been given, and send it."""
    offer = catalogue.offer(begun.pack.id)
    assert offer is not None
    typed = forms.typed_from_answers(begun.pack.form, answers_of(begun.pack, **more))
    outcome = forms.validate(begun.pack.form, {**typed, **begun.draft.typed}, today=TODAY)
    bill = offer.pack.fees.bill(outcome.env)
    return sending.send(
        tenant, offer, begun.pack, begun.draft, begun.code, outcome, bill=bill, language="ja"
    )  # fmt: skip


def granted(tenant: Tenant, decider: Desk, amount: int = 120_000) -> str:
    number = file_first(tenant).receipt_number
    decider.decide(number, "granted", amount=amount)
    return number


REPORT = {"completed_on": TODAY.isoformat(), "decided_on": TODAY.isoformat()}


def test_a_later_stage_begins_with_what_was_decided(natori: Tenant, decider: Desk) -> None:
    with tenant_scope(natori):
        first = file_first(natori).receipt_number
        with pytest.raises(stages.NoStageError):
            begin(natori, first, "reform-hokoku")
        decider.decide(first, "granted", amount=120_000)
        stage = NextStage.objects.get()
        assert stage.due_on is not None
        begun = begin(natori, first, "reform-hokoku")
        given = begun.draft.given
        assert {"decided_amount", "grant_number", "applicant_name", "works"} <= given.fields
        assert "phone" not in given.fields
        assert "phone" in begun.draft.typed, "known, and to be changed"
        report = send(natori, begun, actual_cost=1_100_000, paid_total=1_210_000, **REPORT)
        answers = Case.objects.get(pk=report.case_id).submissions.get().answers
        assert (answers["decided_amount"], answers["final_amount"]) == (120_000, 110_000)
    # More than was granted is never fixed; the amount that the report gives is proposed.
    page = decider.act(report.receipt_number, "receive")
    assert re.search(r'name="decide.amount.fixed"[^>]* value="110000"', page)
    page = decider.act(report.receipt_number, "decide", outcome="fixed", **{"amount.fixed": 120_001})
    assert "1円から120,000円まで" in page
    decider.act(report.receipt_number, "decide", outcome="fixed", **{"amount.fixed": 110_000})
    page = decider.act(report.receipt_number, "issue")
    assert "住宅リフォーム補助金の交付申請" in page, "the whole chain stands on the officer's page"
    assert "120,000円" in page
    with tenant_scope(natori):
        claim = send(natori, begin(natori, report.receipt_number, "reform-seikyu"))
        answers = Case.objects.get(pk=claim.case_id).submissions.get().answers
        assert answers["claim_amount"] == 110_000


def test_only_one_follows_and_a_withdrawn_one_makes_room(natori: Tenant, decider: Desk) -> None:
    with tenant_scope(natori):
        first = granted(natori, decider)
        begun = [begin(natori, first, "reform-hokoku") for _ in range(3)]
        report = send(natori, begun[0], **REPORT)
        assert report.receipt_number[:4] in stages.standing(begun[1].draft.origin.partition(":")[2])
        with pytest.raises(origins.OriginRefusedError), transaction.atomic():
            send(natori, begun[1], **REPORT)
    with tenant_scope(natori):
        assert Case.objects.filter(subject_key="reform-hokoku@1").count() == 1, "nothing of the second was filed"
        cases.withdraw(report.receipt_number)
        again = send(natori, begun[2], **REPORT)
        assert [(one.later_id, one.live) for one in Succession.objects.order_by("pk")] == [
            (report.case_id, False), (again.case_id, True),
        ]  # fmt: skip


def test_what_was_locked_cannot_be_another_value(natori: Tenant, decider: Desk) -> None:
    with tenant_scope(natori):
        begun = begin(natori, granted(natori, decider), "reform-hokoku")
        typed = begun.draft.typed
        typed["decided_amount"] = "200000"
        begun.draft.typed = typed
        with pytest.raises(origins.OriginRefusedError, match="decided_amount"), transaction.atomic():
            send(natori, begun, **REPORT)


def test_a_decision_taken_back_closes_the_stage(natori: Tenant, decider: Desk) -> None:
    with tenant_scope(natori):
        first = granted(natori, decider)
        begun = begin(natori, first, "reform-hokoku")
        decider.act(first, "revoke_decision", reason="額の誤り")
        decider.act(first, "decide", outcome="granted", **{"amount.granted": 100_000})
        decider.act(first, "issue")
        assert "決め直された" in stages.standing(begun.draft.origin.partition(":")[2])
        assert begin(natori, first, "reform-hokoku").draft.typed["decided_amount"] == "100000"


def test_a_claim_sent_back_can_be_made_again(natori: Tenant, decider: Desk) -> None:
    with tenant_scope(natori):
        report = send(natori, begin(natori, granted(natori, decider), "reform-hokoku"), **REPORT)
        decider.decide(report.receipt_number, "fixed", amount=110_000)
        claim = send(natori, begin(natori, report.receipt_number, "reform-seikyu"))
        decider.decide(claim.receipt_number, "returned", reason="口座の写しが読めないため。")
        again = send(natori, begin(natori, report.receipt_number, "reform-seikyu"))
        assert Succession.objects.get(live=True, later=again.case_id)


def test_it_is_begun_from_the_status_page_only(
    natori: Tenant, sendai: Tenant, decider: Desk, make_department: Callable[..., Department], client: Client
) -> None:
    offered(sendai, make_department(sendai))
    with tenant_scope(natori):
        number = granted(natori, decider)
    resident = Browser(client, natori)
    resident.go("p/reform-hokoku/")
    assert "次の手続" in resident.html
    assert "入力をはじめる" not in resident.html
    resident.go("p/reform-hokoku/start/")
    assert resident.here.endswith("/p/reform-hokoku/")
    # Without number and code nothing is begun, and neither is it in another body.
    for tenant in (natori, sendai):
        answer = client.post(f"/{tenant.code}/p/reform-hokoku/after/{number}/")
        assert answer.status_code == 302
        assert "/d/" not in answer["Location"]
    with tenant_scope(natori):
        assert not forms.Draft.objects.exists()
    grant = HttpResponse()
    with tenant_scope(natori):
        cases.allow(grant, natori, number)
    client.cookies.update(grant.cookies)
    resident.go(f"cases/{number}/")
    assert "住宅リフォーム補助金の実績報告をはじめる" in resident.html
    resident.post(f"p/reform-hokoku/after/{number}/")
    assert "/d/" in resident.here
    assert "交付決定通知書の番号" not in resident.html, "a page of which everything is given is not asked"


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_make_one_case(
    at_once: Callable[..., list[str]],
    natori: Tenant,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    department = make_department(natori)
    offered(natori, department)
    decider = Desk(staff_client(make_officer(natori, "decider", department=department)))
    with tenant_scope(natori):
        first = granted(natori, decider)
        begun = [begin(natori, first, "reform-hokoku") for _ in range(2)]

    def report(one: Any) -> str:
        try:
            with tenant_scope(natori):
                send(natori, one, **REPORT)
        except origins.OriginRefusedError:
            return "refused"
        return "filed"

    said = at_once(lambda: report(begun[0]), lambda: report(begun[1]))
    assert sorted(said) == ["filed", "refused"]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('planned_cost = "eligible_cost"', 'planned_cost = "costs"', "follows.prefill.planned_cost"),
        ('planned_cost = "eligible_cost"', 'planned_cost = "name"', "follows.prefill.planned_cost"),
        ('outcome = ["granted"]', 'outcome = ["refused"]', "follows.outcome[0]"),
        ('after = "end_on"', 'after = "ends_on"', "follows.deadline.after"),
    ],
)
def test_what_does_not_fit_the_earlier_stage_is_found(old: str, new: str, place: str) -> None:
    text = HOKOKU.files["pack.toml"]
    assert old in text
    later = compile_pack(Source("reform-hokoku", {**HOKOKU.files, "pack.toml": text.replace(old, new)}))
    found = list(check_against(later, compile_pack(read_folder(PACKS / "reform"))))
    assert [one.place for one in found] == [place]


def test_what_cannot_be_taken_over_is_found() -> None:
    text = HOKOKU.files["pack.toml"].replace('decided_on = "decided.on"', 'decided_on = "decided.amount"')
    with pytest.raises(PackError) as raised:
        compile_pack(Source("reform-hokoku", {**HOKOKU.files, "pack.toml": text}))
    assert [one.place for one in raised.value.problems] == ["follows.prefill.decided_on"]


DAYS = st.dates(date(2026, 4, 1), date(2031, 3, 31))


@settings(deadline=None)  # a machine under load
@given(DAYS, DAYS, st.integers(1, 400), st.sampled_from(["next", "previous"]))
def test_a_deadline_is_an_opening_day_and_rolls_the_way_it_is_told(
    decided: date, end: date, days: int, roll: str
) -> None:
    calendar = Calendar()
    last = Deadline("end_on", days, "03-31", roll).day(decided, {"end_on": end.isoformat()}, calendar)
    assert last is not None
    assert calendar.is_open(last)
    year_end = date(decided.year + (decided.month > 3), 3, 31)
    wanted = min(end + timedelta(days=days), year_end)
    assert (last >= wanted) if roll == "next" else (last <= wanted)
    assert abs((last - wanted).days) <= 12


def test_a_day_that_was_not_answered_leaves_the_year() -> None:
    calendar = Calendar()
    assert Deadline("end_on", 30, "03-31", "previous").day(date(2026, 12, 8), {}, calendar) == date(2027, 3, 31)
    assert Deadline("end_on", 30).day(date(2026, 12, 8), {"end_on": "2027-01-00"}, calendar) is None
