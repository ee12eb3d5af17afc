"""段階 at the desk: decided amounts, what a decision opens, who follows, what is reminded of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case, NextStage, Succession
from madoguchi.modules.cases.queries.stages import chain, opened
from madoguchi.modules.cases.services import decision, desk, stages, withdrawal
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FileCase, Outbox, enter
from madoguchi.modules.cases.tests.test_desk import refused

LARGE = {**ANSWERS, "size": "large", "metres": 124}


@pytest.fixture
def case(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    """A case whose decision grants an amount, being examined; its scope is open."""
    made = file_case(in_natori, subject_key=kind.REVIEWED, answers=LARGE)
    desk.examine(made.receipt_number, By(clerk))
    return made


def grant(case: Case, decider: Officer, amount: int = 120_000) -> NextStage:
    decision.decide(case.receipt_number, By(decider), outcome="grant", amount=amount)
    decision.issue(case.receipt_number, By(decider))
    return NextStage.objects.filter(case=case).latest("pk")


def test_a_decision_grants_what_it_says_and_not_more(case: Case, decider: Officer) -> None:
    with refused("missing"):
        decision.decide(case.receipt_number, By(decider), outcome="grant")
    for amount in (0, 200_001):
        with refused("amount"):
            decision.decide(case.receipt_number, By(decider), outcome="grant", amount=amount)
    made = decision.decide(case.receipt_number, By(decider), outcome="grant", amount=120_000)
    assert made.amount == 120_000
    assert not NextStage.objects.exists(), "nothing is opened before the decision is known"
    decision.revoke(case.receipt_number, By(decider), reason="誤り")
    assert decision.decide(case.receipt_number, By(decider), outcome="other", amount=5).amount is None


def test_one_follows_and_makes_room_when_it_is_withdrawn(
    case: Case, decider: Officer, clerk: Officer, file_case: FileCase
) -> None:
    stage = grant(case, decider)
    found = opened(case.receipt_number, "report")
    assert found is not None
    assert (found.decided.amount, found.decided.answers["metres"]) == (120_000, 124)
    first, second = (file_case(case.tenant, secret=name) for name in ("two", "three"))
    stages.succeed(case.receipt_number, "report", first.pk)
    with pytest.raises(stages.FollowedError), transaction.atomic():
        stages.succeed(case.receipt_number, "report", second.pk)
    with pytest.raises(stages.FollowedError), transaction.atomic():
        stages.succeed(case.receipt_number, "no-such", second.pk)
    withdrawal.withdraw(first.receipt_number)
    stages.succeed(case.receipt_number, "report", second.pk)
    assert [(one.case.pk, one.live, one.here) for one in chain(second)] == [
        (case.pk, True, False), (first.pk, False, False), (second.pk, True, True),
    ]  # fmt: skip
    case.refresh_from_db()
    assert chain(case)[0].amount == 120_000
    assert Succession.objects.filter(stage=stage, live=True).count() == 1
    assert [entry.word for entry in audit.timeline(case.target)][-1] == "cases.stage.filed"
    assert chain(file_case(case.tenant, secret="four")) == ()


def test_a_reminder_comes_once_and_not_to_whoever_has_filed(
    case: Case, decider: Officer, file_case: FileCase, clerk: Officer
) -> None:
    stage = grant(case, decider)
    assert stage.due_on is not None
    before = Outbox.objects.count()
    assert stages.remind(case.tenant, stage.due_on - timedelta(days=15)) == 0
    assert stages.remind(case.tenant, stage.due_on + timedelta(days=1)) == 0
    assert stages.remind(case.tenant, stage.due_on - timedelta(days=14)) == 1
    assert stages.remind(case.tenant, stage.due_on - timedelta(days=13)) == 0
    assert Outbox.objects.count() == before + 1
    mail = Outbox.objects.order_by("-pk").first()
    assert mail is not None
    assert "実績報告" in mail.text
    other = file_case(case.tenant, secret="two", subject_key=kind.REVIEWED, answers=LARGE)
    desk.examine(other.receipt_number, By(clerk))
    stage = grant(other, decider)
    stages.succeed(other.receipt_number, "report", file_case(case.tenant, secret="three").pk)
    assert stages.remind(case.tenant, timezone.localdate()) == 0


def test_another_body_neither_sees_nor_follows(
    case: Case, decider: Officer, sendai: Tenant, file_case: FileCase
) -> None:
    grant(case, decider)
    theirs = file_case(sendai, secret="theirs")
    with tenant_scope(sendai):
        assert opened(case.receipt_number, "report") is None
        assert chain(theirs) == ()
        with pytest.raises(stages.FollowedError), transaction.atomic():
            stages.succeed(case.receipt_number, "report", theirs.pk)
        assert stages.remind(sendai) == 0


def test_both_sides_see_the_chain(
    case: Case,
    decider: Officer,
    file_case: FileCase,
    client: Client,
    staff_client: Callable[[Officer], Client],
) -> None:
    grant(case, decider)
    enter(client, case)
    page = client.get(f"/042072/cases/{case.receipt_number}/").content.decode()
    assert f'action="/begin/report/{case.receipt_number}/"' in page
    assert "交付決定額：120,000円" in page
    later = file_case(case.tenant, secret="two")
    stages.succeed(case.receipt_number, "report", later.pk)
    page = client.get(f"/042072/cases/{case.receipt_number}/").content.decode()
    assert "/begin/report/" not in page, "only one follows"
    assert later.receipt_number in page.replace("-", "")
    page = staff_client(decider).get(f"/staff/cases/{later.receipt_number}/").content.decode()
    assert f"/staff/cases/{case.receipt_number}/" in page
    assert "120,000円" in page
