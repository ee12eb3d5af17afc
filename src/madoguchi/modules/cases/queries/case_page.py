"""Everything an officer sees of one case: answers with their files, what changed, clock, time line, what may
be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone, translation

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import Department, calendar_for, departments
from madoguchi.modules.cases import rules
from madoguchi.modules.cases.choices import LANGUAGES, PaidHow, Party, Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.clock import Clock, correction_due
from madoguchi.modules.cases.domain.conditions import split
from madoguchi.modules.cases.domain.flow import Act, Flow, Outcome
from madoguchi.modules.cases.domain.kinds import CaseKind, Newer, PartSeen, ReasonExample, kind_of
from madoguchi.modules.cases.domain.standard_flows import DECIDED
from madoguchi.modules.cases.models import Case, Correction, Decision, Note, SealedAnswers, Submission
from madoguchi.modules.cases.queries.applicant import applicant_rows
from madoguchi.modules.cases.queries.case_files import withheld
from madoguchi.modules.cases.queries.clocks import clock_of
from madoguchi.modules.cases.queries.inbox import Row
from madoguchi.modules.cases.queries.outcomes import Amounts, amounts, possible
from madoguchi.modules.cases.queries.same import Same, same_as
from madoguchi.modules.cases.queries.sight import colleagues_of, sealed_for, seen_by
from madoguchi.modules.cases.queries.stages import Link, Next, chain, next_of_case
from madoguchi.modules.cases.queries.today import next_of
from madoguchi.modules.cases.queries.waiting import waited
from madoguchi.modules.forms import api as forms


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after a correction, as lines to read."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One correction: what was asked [(label, the office's words)], what came of it, and the labels of fields that
    were asked for and came back as they were."""

    correction: Correction
    asked: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """What the document of an outcome says by itself: what leads in, and numbered `conditions` that may be changed."""

    outcome: str
    label: str
    lead: str
    conditions: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A paper that the office holds, with its name and place in the page's language, and its last record."""

    id: str
    label: str
    where: str
    last: Note | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case on the officer's screen. `acts` are those that state, role and flow allow, `outcomes` those that
    the answers allow; `clock` None
    without one; `messages`: what the office wrote to the resident, by the number that the time line names; `newer`:
    the version that the case could go on to; `as_filed`: what was sent, once taken over to a newer form;
    `same`: other cases of the same person or household, where the procedure tells them apart; `withheld`: id → state of
    attachments that may not be opened now."""

    case: Case
    kind: CaseKind
    flow: Flow
    title: str
    state: str
    submission: Submission
    sections: tuple[forms.Section, ...]
    rounds: tuple[Round, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    messages: Mapping[int, str]
    timeline: tuple[audit.Entry, ...]
    clock: Clock | None
    acts: tuple[Act, ...]
    outcomes: tuple[Outcome, ...]
    may_handle: bool
    may_transfer: bool
    colleagues: tuple[people.Officer, ...]
    departments: tuple[Department, ...]
    fields: tuple[tuple[str, str], ...]
    correction_due: date
    today: date
    next_case: Row | None
    newer: Newer | None = None
    held: tuple[LookedUp, ...] = ()
    chain: tuple[Link, ...] = ()
    next_stages: tuple[Next, ...] = ()
    as_filed: tuple[forms.Section, ...] = ()
    same: tuple[Same, ...] = ()
    sealed: tuple[tuple[str, str], ...] = ()
    parts: tuple[PartSeen, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def waits(self) -> list[str]:
        """Whose parts the case waits for."""
        return [waited(one, translation.get_language() or "ja") for one in self.case.waits]

    def applicant(self, *, paper: bool = False) -> list[tuple[str, list[str], None]]:
        """Who applies, as rows of a summary."""
        return applicant_rows(self.case, self.kind.form_for(self.case.subject_key), paper=paper)

    @property
    def askable(self) -> frozenset[str]:
        """Ids of the fields that a correction can name."""
        return frozenset(field_id for field_id, _label in self.fields)

    def label(self, field_id: str) -> str:
        """The label of a field that a correction can name."""
        return dict(self.fields)[field_id]

    @property
    def open_correction(self) -> Correction | None:
        """The correction that the resident has not answered yet."""
        return next((item.correction for item in self.rounds if item.correction.is_open), None)

    @property
    def language(self) -> str:
        """The language that the applicant filed in, and reads."""
        return LANGUAGES[self.case.language].in_(translation.get_language() or "ja")

    @property
    def answer_awaited(self) -> bool:
        """Whether the resident still has time to answer: nothing is decided against them meanwhile."""
        waiting = self.open_correction
        return waiting is not None and self.today <= waiting.due_on

    @property
    def fresh_answer(self) -> Round | None:
        """The correction that came last, while the office is at work on it."""
        latest = self.rounds[-1] if self.rounds else None
        at_work = self.case.phase == Phase.OFFICE and self.standing is None
        return latest if latest and at_work and latest.correction.answered_at else None

    @property
    def deciders(self) -> list[people.Officer]:
        """Who of the department can decide the case, when this officer cannot and it is time to."""
        act = self.flow.act(words.DECIDE, self.case.state)
        if act is None or not self.may_handle or self.act(words.DECIDE):
            return []
        return [colleague for colleague in self.colleagues if people.can(colleague, act.permission)]

    @property
    def waits_for_decider(self) -> bool:
        """Whether the next step is a decision that this officer's role cannot make."""
        return self.may_handle and bool(self.flow.act(words.DECIDE, self.case.state)) and not self.act(words.DECIDE)

    @property
    def reasons_asked(self) -> bool:
        """Whether any outcome of this case needs a reason."""
        return any(outcome.reason_required for outcome in self.outcomes)

    @property
    def reason_examples(self) -> list[ReasonExample]:
        """例文 of reasons for the outcomes that this case can have."""
        possible = {outcome.id for outcome in self.outcomes}
        return [one for one in self.kind.reasons_for(self.case.subject_key) if possible & set(one.outcomes)]

    @property
    def presets(self) -> list[Preset]:
        """What the document of each outcome says of itself, before what the officer adds."""
        lang = translation.get_language() or "ja"
        presets = [
            Preset(
                outcome.id,
                outcome.label.in_(lang),
                *split(self.kind.outcome_text(self.case.subject_key, outcome.id, "ja")),
            )
            for outcome in self.outcomes
            if outcome.document
        ]
        return [preset for preset in presets if preset.lead or preset.conditions]

    @property
    def standing(self) -> Decision | None:
        """The decision that counts, None before one and after its revocation."""
        latest = self.decisions[-1] if self.decisions else None
        return None if latest is None or hasattr(latest, "revocation") else latest

    @property
    def grants(self) -> list[tuple[Outcome, Amounts]]:
        """The outcomes that grant an amount, with what the answers propose and allow."""
        answers = self.submission.answers
        return [(one, amounts(self.case, self.flow, one, answers)) for one in self.outcomes if one.amount]

    @property
    def fee_estimated(self) -> bool:
        """Whether the fee is one that the office has to fix yet."""
        return self.flow.fixes_fee and not self.case.fee_fixed_on

    @property
    def fee_gap(self) -> int:
        """Yen still owed (below 0: paid too much) once a payment was recorded: a correction may change the fee."""
        case = self.case
        if case.fee_paid_amount is None or case.fee_paid_how == PaidHow.WAIVED:
            return 0
        return case.fee_total - case.fee_paid_amount

    @property
    def acts_in_order(self) -> list[Act]:
        """The acts that lead on, the likeliest first; taking a decision back is no way on and stands apart."""
        ranks = (words.ISSUE, words.DECIDE, words.RECEIVE, words.EXAMINE, words.FIX_FEE, words.ASK_CORRECTION)
        onward = [act for act in self.acts if act.id != words.REVOKE_DECISION]
        return sorted(onward, key=lambda act: ranks.index(act.id) if act.id in ranks else len(ranks))

    def told(self, entry: audit.Entry) -> str:
        """What the office wrote to the resident with this line of the time line; "" when nothing."""
        return self.messages.get(entry.data.get("message") or 0, "")

    def act(self, act_id: str) -> Act | None:
        """The act if this officer may do it now."""
        return next((act for act in self.acts if act.id == act_id), None)


def case_for(officer: people.Officer, number: str) -> Case | None:
    """The case with this number, if it lies with the officer's department; None otherwise, whatever the
    cause."""
    return seen_by(officer).select_related("department").filter(receipt_number=number).first()


def case_page(officer: people.Officer, number: str, today: date | None = None) -> CasePage | None:
    """The page of one case for this officer; None when it is not this officer's to see. Eleven queries, one more
    where a procedure tells people apart, one where files are attached, two for a case that follows or is followed."""
    case = (
        seen_by(officer)
        .filter(receipt_number=number)
        .annotate(has_sealed=Exists(SealedAnswers.objects.filter(case=OuterRef("pk"))))
        .select_related("department", "assignee__account")
        .prefetch_related(
            "submissions",
            "corrections",
            "notes",
            "messages",
            Prefetch("decisions", Decision.objects.select_related("issuance", "revocation")),
        )
        .first()
    )
    if case is None:
        return None
    today = today or timezone.localdate()
    lang = translation.get_language() or "ja"
    kind = kind_of(case.kind)
    flow, form = kind.flow_for(case.subject_key), kind.form_for(case.subject_key)
    submissions = list(case.submissions.all())
    corrections = list(case.corrections.all())
    decisions = tuple(case.decisions.all())
    calendar = calendar_for(officer.tenant)
    sections = tuple(_sections(form, submissions[-1], case, lang))
    may_handle = people.can(officer, rules.HANDLE.name)
    over = case.phase == Phase.DONE or case.state == DECIDED
    decided = bool(decisions) and not hasattr(decisions[-1], "revocation")
    notes = tuple(case.notes.all())
    return CasePage(
        case=case,
        kind=kind,
        flow=flow,
        title=case.title(lang),
        state=flow.state(case.state).label.in_(lang),
        submission=submissions[-1],
        sections=sections,
        rounds=tuple(_rounds(kind, case, submissions, corrections, lang)),
        decisions=decisions,
        notes=notes,
        messages={message.pk: message.text for message in case.messages.all()},
        timeline=tuple(audit.timeline(case.target)),
        clock=clock_of(case, calendar, today),
        acts=tuple(act for act in flow.acts_of(Party.OFFICER, case.state) if people.can(officer, act.permission)),
        outcomes=possible(flow, form, submissions[-1].answers),
        may_handle=may_handle,
        may_transfer=may_handle and not decided and case.phase != Phase.DONE,
        colleagues=colleagues_of(case, rules.HANDLE.name) if may_handle else (),
        departments=tuple(d for d in departments(today) if d.pk != case.department_id) if may_handle else (),
        fields=_fields(form, lang),
        correction_due=correction_due(today, flow.correction_days, calendar),
        today=today,
        next_case=next_of(officer, case, today) if over and may_handle else None,
        newer=kind.newer_for(case.subject_key) if may_handle and not over and not decided else None,
        held=tuple(
            LookedUp(
                one.id,
                one.label.in_(lang),
                one.where.in_(lang),
                next((note for note in reversed(notes) if note.about == one.id), None),
            )
            for one in kind.held_for(case.subject_key)
        ),
        # Of a case that a circle hides nothing is said here: who belongs to it finds it in its own list.
        chain=tuple(one for one in chain(case) if not one.case.hidden_by or one.here),
        next_stages=next_of_case(case) if case.phase == Phase.DONE else (),
        as_filed=_as_filed(kind, case, submissions, lang),
        withheld=withheld(submissions[-1].answers),
        same=same_as(case, officer) if kind.once_for(case.subject_key, submissions[-1].answers) else (),
        sealed=tuple(
            (key, form.circles[key].label.in_(lang)) for key in sealed_for(officer, case) if key in form.circles
        )
        if case.has_sealed
        else (),
        parts=tuple(kind.parts_for(case.subject_key, case.receipt_number, lang))
        if kind.parts_for is not None and form.parties
        else (),
    )


def last_sent(case: Case) -> Submission:
    """The answers as the resident sent them last."""
    return case.submissions.filter(Q(seq=1) | Q(correction__isnull=False) | ~Q(party="")).latest("seq")


def _as_filed(kind: CaseKind, case: Case, submissions: list[Submission], lang: str) -> tuple[forms.Section, ...]:
    if submissions[-1].was_sent:
        return ()
    sent = next(one for one in reversed(submissions) if one.was_sent)
    return tuple(forms.read_back(kind.form_of(case.subject_key, sent.form_key), sent.answers, lang, office=True))


def _sections(form: forms.Form, submission: Submission, case: Case, lang: str) -> list[forms.Section]:
    """The answers, with the shown fields that were left empty: an officer may ask for just these."""
    typed = forms.typed_from_answers(form, submission.answers)
    visible = forms.validate(form, typed, today=case.filed_on).visible
    return forms.read_back(form, submission.answers, lang, visible=visible, today=case.filed_on, office=True)


def _rounds(
    kind: CaseKind, case: Case, submissions: list[Submission], corrections: list[Correction], lang: str
) -> list[Round]:
    """Each under the form that it was asked and answered in."""
    answered = {submission.correction_id: place for place, submission in enumerate(submissions)}
    rounds = []
    for correction in corrections:
        before = [submission for submission in submissions if submission.filed_at <= correction.at]
        form = kind.form_of(case.subject_key, (before or submissions)[-1].form_key)
        labels = _labels(form, lang)
        asked = tuple((labels.get(item["field"], item["field"]), item["reason"]) for item in correction.fields)
        place = answered.get(correction.pk)
        changes: tuple[Change, ...] = ()
        unchanged: tuple[str, ...] = ()
        if place is not None:
            changes = tuple(_changes(form, submissions[place - 1], submissions[place], lang))
            same = [field_id for field_id in correction.field_ids if field_id not in submissions[place].changed]
            unchanged = tuple(labels.get(field_id, field_id) for field_id in same)
        rounds.append(Round(correction, asked, changes, unchanged))
    return rounds


def _changes(form: forms.Form, before: Submission, after: Submission, lang: str) -> list[Change]:
    old, new = _lines(form, before, lang), _lines(form, after, lang)
    labels = _labels(form, lang)
    return [Change(labels.get(name, name), old.get(name, ()), new.get(name, ())) for name in after.changed]


def _lines(form: forms.Form, submission: Submission, lang: str) -> dict[str, tuple[str, ...]]:
    """The answers as lines, by top-level field; the rows of a group follow each other."""
    found: dict[str, tuple[str, ...]] = {}
    for section in forms.read_back(form, submission.answers, lang, office=True):
        for row in section.rows:
            found[row.field_id] = found.get(row.field_id, ()) + tuple(row.lines)
    return found


def _fields(form: forms.Form, lang: str) -> tuple[tuple[str, str], ...]:
    """The fields that a correction can name: (id, label), in the form's order."""
    return tuple((field.id, field.label.in_(lang)) for field in form.correctable)


def _labels(form: forms.Form, lang: str) -> dict[str, str]:
    """Of every field that can have changed: what follows from a corrected answer changes with it."""
    return {field.id: field.label.in_(lang) for field in form.fields}
