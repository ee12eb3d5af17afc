"""段階: a decided case opens the next one (交付決定 → 実績報告), one live case follows, its last day is reminded of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant, current_tenant, statements
from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain.kinds import Decided, kind_of
from madoguchi.modules.cases.models import Case, Decision, NextStage, Succession
from madoguchi.modules.cases.queries.stages import opened
from madoguchi.modules.cases.services import mail

REMIND_BEFORE = timedelta(days=14)
"""How long before its last day a stage is reminded of."""
_BATCH = 200


class FollowedError(Exception):
    """The stage cannot be filed: it is not open (any more), or a live case follows already."""


def open_after(
    tenant: Tenant, case: Case, decision: Decision, *, on: date, now: datetime, document_number: str = ""
) -> None:
    """Open what can be begun from this case, now that its decision is known. A stage that was begun under an earlier
    decision, since taken back, stays with its case and is opened anew beside it."""
    answers = case.submissions.latest("seq").answers
    outcome = kind_of(case.kind).flow_for(case.subject_key).outcomes[decision.outcome]
    if outcome.reopens:
        leave(case)
    decided = Decided(answers, decision.outcome, on, decision.amount, document_number)
    for one in kind_of(case.kind).following(case.subject_key, decided):
        NextStage.objects.create(
            tenant=tenant,
            case=case,
            subject=one.subject,
            title_ja=one.title.ja,
            title_en=one.title.en,
            due_on=one.due_on,
            opened_at=now,
        )


def close(case: Case, now: datetime) -> None:
    """The decision was taken back: nothing can be begun from the case until it is decided anew. If it had made room for
    another case and none has come, this one follows again."""
    NextStage.objects.filter(case=case, closed_at=None).update(closed_at=now)
    left = Succession.objects.filter(later=case, live=False).first()
    if left is not None and not Succession.objects.filter(stage=left.stage_id, live=True).exists():
        Succession.objects.filter(pk=left.pk).update(live=True)


def succeed(number: str, subject: str, later: int, *, now: datetime | None = None) -> Succession:
    """The case `later` (its id) is being filed for this stage of the case with this number, in the same transaction.

    Raises FollowedError; two at once meet at the unique constraint, and the second is it.
    """
    found = opened(number, subject)
    if found is None:
        raise FollowedError(f"{number} {subject}: not open")
    succession = Succession(tenant=current_tenant(), stage=found.stage, later_id=later)
    if not statements.insert(succession, unless_there=True):
        raise FollowedError(f"{number} {subject}: followed")
    audit.record(
        events.STAGE_BEGUN,
        tenant=current_tenant(),
        actor=audit.Actor.resident(),
        target=found.stage.case.target,
        data={"subject": subject, "later": later},
        at=now or timezone.now(),
    )
    return succession


def leave(case: Case) -> None:
    """The case was withdrawn, or sent back by its outcome: another one may follow in its place."""
    Succession.objects.filter(later=case, live=True).update(live=False)


def remind(tenant: Tenant, today: date | None = None) -> int:
    """Mail those whose next stage is due soon and not begun, once each; returns how many. In the body's scope.

    Marking and mailing are one transaction, so that a killed worker reminds neither twice nor never.
    """
    today = today or timezone.localdate()
    with transaction.atomic():
        due = list(
            NextStage.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(due_on__range=(today, today + REMIND_BEFORE), reminded_at=None, closed_at=None)
            .exclude(successions__live=True)
            .select_related("case__department")
            .order_by("pk")[:_BATCH]
        )
        now = timezone.now()
        NextStage.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=now)
        told = [one for one in due if one.case.applicant_mail]
        for one in told:
            mail.stage_due(tenant, one)
            audit.record(
                events.STAGE_REMINDED,
                tenant=tenant,
                actor=audit.Actor.system("cases.remind_stages"),
                target=one.case.target,
                data={"subject": one.subject},
                at=now,
            )
    return len(told)
