"""What a resident is told about a case: plain words, whose turn it is, what to expect, what there is to
fetch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Department
from madoguchi.kit.languages import english
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.money import format_yen
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Party, Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.conditions import continued, replaced
from madoguchi.modules.cases.domain.flow import Flow, Outcome
from madoguchi.modules.cases.domain.kinds import CaseKind, kind_of
from madoguchi.modules.cases.models import Case, Correction, Decision, FixedFee
from madoguchi.modules.cases.queries.outcomes import preset_conditions
from madoguchi.modules.cases.queries.waiting import waited


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the time line. `sentence` is in the reader's language; `office`: the department that did it, as it
    was then, "" for the resident; `given_by`: who gave a part by a link; `text`: what the office wrote with it."""

    sentence: str
    at: datetime
    office: str
    text: str = ""
    given_by: str = ""

    @property
    def by_office(self) -> bool:
        """Whether the office did it, and not the resident."""
        return bool(self.office)


@dataclass(frozen=True, slots=True)
class Result:
    """The decision as the resident may know it: only once it is out, with the document's number and file id.

    `headline` is for residents: the outcome's label where a document tells it, which bears the same word (許可); else
    the label is the officer's button, and `text` says what came of it. `text` is what the outcome says, in the reader's
    language (the document itself is in Japanese), `conditions` what the officer added. `reason` is given here when
    there is no document to carry it. `document_number` and `file_id` are "" without one; `amount`: yen granted.
    """

    headline: str
    text: str
    favourable: bool
    conditions: str
    reason: str
    on: date
    document_number: str
    file_id: str
    amount: int | None = None
    amount_label: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Everything the status page shows. `fee_reason`: why the fee was fixed again, or at 0 yen; "" otherwise."""

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
    waits: tuple[str, ...] = ()
    fee_reason: str = ""

    @property
    def fee_estimated(self) -> bool:
        """Whether the fee is one that the office has to fix yet."""
        return self.flow.fixes_fee and not self.case.fee_fixed_on

    @property
    def your_turn(self) -> bool:
        """Whether the office waits for something that a correction does not ask for (papers, a fee)."""
        return self.phase == Phase.RESIDENT and self.correction is None

    @property
    def last_message(self) -> str:
        """What the office wrote last, for the resident to act on; "" without any."""
        return next((step.text for step in reversed(self.steps) if step.text), "")

    @property
    def receipt_number(self) -> str:
        """The number as stored, without hyphens."""
        return self.case.receipt_number


def status(receipt_number: str) -> Status | None:
    """The status of one case of the open scope; None for an unknown number. Five queries."""
    return status_many([receipt_number]).get(receipt_number)


def status_many(receipt_numbers: Iterable[str]) -> dict[str, Status]:
    """The status of many cases by receipt number; unknown ones are absent. Five queries, however many
    cases, and one more if the office has fixed the fee of any."""
    cases = list(
        Case.objects.filter(receipt_number__in=list(receipt_numbers))
        .select_related("department")
        .prefetch_related(
            Prefetch("corrections", to_attr="asked"),
            Prefetch("messages", to_attr="told"),
            Prefetch("decisions", Decision.objects.select_related("issuance", "revocation"), to_attr="made"),
        )
    )
    entries = audit.timeline_many([case.target for case in cases])
    fixed: dict[int, list[FixedFee]] = {}
    if any(case.fee_fixed_on for case in cases):
        for one in FixedFee.objects.filter(case__in=[case for case in cases if case.fee_fixed_on]):
            fixed.setdefault(one.case_id, []).append(one)
    return {case.receipt_number: _status(case, entries[case.target], fixed.get(case.pk, [])) for case in cases}


def _status(case: Any, entries: list[audit.Entry], fixed: list[FixedFee]) -> Status:
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
        sentence=_transferred(case, entries) or state.plain.in_(lang),
        phase=state.phase,
        due_on=case.due_on,
        paused=state.phase == Phase.RESIDENT or (bool(case.waits) and flow.waiting_stands),
        correction=open_correction,
        steps=tuple(_steps(entries, case, flow, _written(case, kind, lang, fixed), lang)),
        result=_result(case, kind, flow, lang),
        waits=tuple(waited(one, lang) for one in case.waits) if state.phase != Phase.DONE else (),
        can_withdraw=any(act.id == words.WITHDRAW for act in flow.acts_of(Party.RESIDENT, case.state)),
        fee_reason=fixed[-1].reason if fixed else "",
    )


def _written(case: Any, kind: CaseKind, lang: str, fixed: list[FixedFee]) -> dict[tuple[str, int], str]:
    """What the office wrote to the resident, by the key under which the event names it, and the row."""
    texts = {("message", message.pk): message.text for message in case.told}
    texts |= {("correction", asked.pk): _asked(asked, kind, case, lang) for asked in case.asked}
    for one in fixed:
        said = _("手数料：%(yen)s") % {"yen": f"¥{one.total:,}" if is_english(lang) else format_yen(one.total)}
        texts["fixed", one.pk] = f"{said}\n{one.reason}".strip()
    flow = kind.flow_for(case.subject_key)
    for decision in case.made:
        texts["decision", decision.pk] = _headline(flow.outcomes[decision.outcome], case, kind, lang)
        if hasattr(decision, "revocation"):
            texts["revocation", decision.pk] = decision.revocation.reason
    return texts


def _asked(correction: Correction, kind: CaseKind, case: Any, lang: str) -> str:
    """A correction as a message: the general words, then each field with its own."""
    labels = {field.id: field.label.in_(lang) for field in kind.form_for(case.subject_key).fields}
    if any(item["field"] not in labels for item in correction.fields):
        # Asked under a version of the form that the case has left since.
        for form_key in case.submissions.values_list("form_key", flat=True):
            earlier = kind.form_of(case.subject_key, form_key)
            labels = {**{field.id: field.label.in_(lang) for field in earlier.fields}, **labels}
    lines = [
        _("「%(label)s」：%(reason)s") % {"label": labels.get(item["field"], item["field"]), "reason": item["reason"]}
        for item in correction.fields
    ]
    return "\n".join(line for line in (correction.message, *lines) if line)


def _steps(
    entries: list[audit.Entry], case: Case, flow: Flow, written: dict[tuple[str, int], str], lang: str
) -> Iterable[Step]:
    moves = [entry for entry in entries if entry.word == events.TRANSFERRED.name]
    office = _named(moves[0], "source", lang) if moves else case.department.in_(lang)
    for entry in entries:
        if entry.word in events.TO_RESIDENT and _known(entry, flow):
            by_office = entry.actor.kind != audit.ActorKind.RESIDENT
            given_by = str(entry.data.get("by", "")) if entry.word == events.PART_GIVEN.name else ""
            who = office if by_office else ""
            yield Step(_sentence(entry, flow, lang), entry.at, who, _text(entry, written), given_by)
        if entry.word == events.TRANSFERRED.name:
            office = _named(entry, "department", lang)


def _named(entry: audit.Entry, end: str, lang: str) -> str:
    """The department at one end ("source" or "department") of a transfer, by its name on that day."""
    named = str(entry.data.get(f"{end}_en") or "") if english(lang) else ""
    return named or str(entry.data.get(f"{end}_name", ""))


def _known(entry: audit.Entry, flow: Flow) -> bool:
    """Whether the resident knows of it: a decision with a document only once that is out, as its own entry."""
    if entry.word == events.DECIDED.name:
        outcome = flow.outcome(str(entry.data.get("outcome")))
        return outcome is not None and not outcome.document
    return entry.word != events.REVOKED.name or bool(entry.data.get("known"))


def _transferred(case: Case, entries: list[audit.Entry]) -> str:
    """What to say while a case waits in a department that it was moved to: it did not arrive just now."""
    if case.phase != Phase.WAITING or not any(entry.word == events.TRANSFERRED.name for entry in entries):
        return ""
    return _("別の担当部署へ移しました。新しい担当が受け取るのをお待ちください。")


def _sentence(entry: audit.Entry, flow: Flow, lang: str) -> str:
    """An act that the pack added is told by the state it led to: its own label is the office's word for the button."""
    act = flow.acts.get(str(entry.data.get("act"))) if entry.word == events.STEPPED.name else None
    return flow.state(act.to).label.in_(lang) if act else events.TO_RESIDENT[entry.word].in_(lang)


def _text(entry: audit.Entry, written: dict[tuple[str, int], str]) -> str:
    keys = {
        events.MESSAGED.name: ("message", "message"),
        events.STEPPED.name: ("message", "message"),
        events.CORRECTION_ASKED.name: ("correction", "correction"),
        events.CORRECTION_WITHDRAWN.name: ("message", "message"),
        events.DECIDED.name: ("decision", "decision"),
        events.ISSUED.name: ("decision", "decision"),
        events.REVOKED.name: ("revocation", "decision"),
        events.FEE_FIXED.name: ("fixed", "fixed"),
    }
    kind, key = keys.get(entry.word, ("", ""))
    return written.get((kind, entry.data.get(key) or 0), "")


def _headline(outcome: Outcome, case: Case, kind: CaseKind, lang: str) -> str:
    text = "" if outcome.document else kind.outcome_text(case.subject_key, outcome.id, lang).strip()
    return text or _("結果：%(label)s") % {"label": outcome.label.in_(lang)}


def _result(case: Any, kind: CaseKind, flow: Flow, lang: str) -> Result | None:
    if case.phase != Phase.DONE or not case.made or hasattr(case.made[-1], "revocation"):
        return None
    decision: Decision = case.made[-1]
    outcome = flow.outcomes[decision.outcome]
    issuance = getattr(decision, "issuance", None)
    if outcome.document and issuance is None:
        return None
    text = kind.outcome_text(case.subject_key, outcome.id, lang)
    if decision.conditions and decision.conditions != preset_conditions(case, outcome):
        # Rewritten for this case: in Japanese, as they stand in the document, whatever the language of the page.
        text = replaced(text, decision.conditions)
    return Result(
        headline=_headline(outcome, case, kind, lang),
        text=text if outcome.document else "",
        favourable=outcome.favourable,
        conditions=continued(text, decision.text),
        reason="" if issuance else decision.reason,
        on=issuance.issued_on if issuance else timezone.localdate(decision.at),
        document_number=issuance.document_number if issuance else "",
        file_id=issuance.file_id if issuance else "",
        amount=decision.amount,
        amount_label=outcome.amount_label.in_(lang),
    )
