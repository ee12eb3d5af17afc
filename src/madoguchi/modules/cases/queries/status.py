"""What a resident is told about a case: plain words, whose turn it is, what to expect, what there is to
fetch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone, translation

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Party, Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.flow import Flow
from madoguchi.modules.cases.domain.kinds import CaseKind, kind_of
from madoguchi.modules.cases.models import Case, Correction, Decision


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the time line. `sentence` is in the reader's language."""

    sentence: str
    at: datetime
    by_office: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The decision as the resident may know it: only once it is out, with the document's number and file id.

    `reason` is given here when there is no document to carry it. `document_number` and `file_id` are ""
    without one.
    """

    label: str
    favourable: bool
    reason: str
    on: date
    document_number: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Status:
    """Everything the status page shows."""

    case: Case
    kind: CaseKind
    flow: Flow
    department: Department
    title: str
    sentence: str
    phase: Phase
    due_on: date | None
    paused: bool
    correction: Correction | None
    steps: tuple[Step, ...]
    result: Result | None
    can_withdraw: bool

    @property
    def receipt_number(self) -> str:
        """The number as stored, without hyphens."""
        return self.case.receipt_number


def status(receipt_number: str) -> Status | None:
    """The status of one case of the open scope; None for an unknown number. Four queries."""
    return status_many([receipt_number]).get(receipt_number)


def status_many(receipt_numbers: Iterable[str]) -> dict[str, Status]:
    """The status of many cases by receipt number; unknown ones are absent. Four queries, however many
    cases."""
    cases = list(
        Case.objects.filter(receipt_number__in=list(receipt_numbers))
        .select_related("department")
        .prefetch_related(
            Prefetch("corrections", to_attr="asked"),
            Prefetch("decisions", Decision.objects.select_related("issuance", "revocation"), to_attr="made"),
        )
    )
    entries = audit.timeline_many([case.target for case in cases])
    return {case.receipt_number: _status(case, entries[case.target]) for case in cases}


def _status(case: Any, entries: list[audit.Entry]) -> Status:
    lang = translation.get_language() or "ja"
    kind = kind_of(case.kind)
    flow = kind.flow_for(case.subject_key)
    state = flow.state(case.state)
    open_correction = next((item for item in case.asked if item.is_open), None)
    return Status(
        case=case,
        kind=kind,
        flow=flow,
        department=case.department,
        title=case.title(lang),
        sentence=state.plain.in_(lang),
        phase=state.phase,
        due_on=case.due_on,
        paused=open_correction is not None,
        correction=open_correction,
        steps=tuple(_steps(entries, lang)),
        result=_result(case.made, flow, state.phase, lang),
        can_withdraw=any(act.id == words.WITHDRAW for act in flow.acts_of(Party.RESIDENT, case.state)),
    )


def _steps(entries: list[audit.Entry], lang: str) -> Iterable[Step]:
    for entry in entries:
        if entry.word == events.REVOKED.name and not entry.data.get("known"):
            continue  # a decision that never left the office
        if entry.word in events.SHOWN_TO_RESIDENT:
            yield Step(entry.sentence(lang), entry.at, entry.actor.kind == audit.ActorKind.OFFICER)


def _result(decisions: list[Decision], flow: Flow, phase: Phase, lang: str) -> Result | None:
    if phase != Phase.DONE or not decisions or hasattr(decisions[-1], "revocation"):
        return None
    decision = decisions[-1]
    outcome = flow.outcomes[decision.outcome]
    issuance = getattr(decision, "issuance", None)
    if outcome.document and issuance is None:
        return None
    return Result(
        label=outcome.label.in_(lang),
        favourable=outcome.favourable,
        reason="" if issuance else decision.reason,
        on=issuance.issued_on if issuance else timezone.localdate(decision.at),
        document_number=issuance.document_number if issuance else "",
        file_id=issuance.file_id if issuance else "",
    )
