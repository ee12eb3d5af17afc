"""段階 as read: what a case opens, what it was begun from, and the whole chain with states and amounts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import translation

from madoguchi.modules.cases.choices import Phase, Text
from madoguchi.modules.cases.domain.kinds import Decided, kind_of
from madoguchi.modules.cases.models import Case, Decision, NextStage, Succession

_LONGEST = 12  # cases of one chain that are looked for


@dataclass(frozen=True, slots=True)
class Opened:
    """A stage that is open: from which case, what was decided there, and the live case that follows ("" = none)."""

    stage: NextStage
    decided: Decided
    filed_on: str
    follower: str

    @property
    def subject_key(self) -> str:
        return self.stage.case.subject_key


@dataclass(frozen=True, slots=True)
class Link:
    """One case of a chain, in the order of the stages. `amount`: what its standing decision grants, with its label;
    `live`: False for one that was withdrawn."""

    case: Case
    title: str
    state: str
    phase: Phase
    amount: int | None
    amount_label: str
    live: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Next:
    """A stage that a case has opened: its name, its last day, where to begin it ("" while it is not taken), the receipt
    number of the live case that follows ("" = none)."""

    stage: NextStage
    title: str
    address: str
    follower: str


def opened(number: str, subject: str) -> Opened | None:
    """An open stage of the case with this number in the open scope, whether or not it is followed already; None when
    there is none."""
    stage = (
        NextStage.objects.select_related("case__department")
        .prefetch_related(_live())
        .filter(case__receipt_number=number, subject=subject, closed_at=None)
        .first()
    )
    if stage is None:
        return None
    case = stage.case
    decision = case.decisions.select_related("issuance").filter(revocation=None).order_by("-seq").first()
    if decision is None:
        return None
    issuance = getattr(decision, "issuance", None)
    decided = Decided(
        case.submissions.latest("seq").answers,
        decision.outcome,
        issuance.issued_on if issuance else decision.at.date(),
        decision.amount,
        issuance.document_number if issuance else "",
    )
    return Opened(stage, decided, case.filed_on.isoformat(), _follower(stage))


def next_of_case(case: Case, *, to_begin: bool = False) -> tuple[Next, ...]:
    """What the case has opened; `to_begin`: with the addresses, for the resident. Two queries, one where nothing is."""
    lang = translation.get_language() or "ja"
    kind = kind_of(case.kind)
    return tuple(
        Next(
            stage,
            stage.title(lang),
            kind.stage_address(stage.subject, case.receipt_number) if to_begin else "",
            _follower(stage),
        )
        for stage in NextStage.objects.filter(case=case, closed_at=None).prefetch_related(_live())
    )


def chain(case: Case) -> tuple[Link, ...]:
    """The chain that a case is part of, from its first stage; () for a case that stands alone. One query for that."""
    links = {case.pk: case}
    order: list[tuple[int, int]] = []
    live = {case.pk: True}
    fresh = {case.pk}
    while fresh and len(links) <= _LONGEST:
        found = Succession.objects.filter(Q(later__in=fresh) | Q(stage__case__in=fresh)).select_related(
            "later", "stage__case"
        )
        fresh = set()
        for one in found:
            for member in (one.stage.case, one.later):
                if member.pk not in links:
                    links[member.pk] = member
                    fresh.add(member.pk)
            live[one.later_id] = one.live
            if (one.stage.case_id, one.later_id) not in order:
                order.append((one.stage.case_id, one.later_id))
    if not order:
        return ()
    granted = {
        decision.case_id: decision
        for decision in Decision.objects.filter(case__in=list(links), revocation=None).order_by("seq")
    }
    depth = dict.fromkeys(links, 0)
    for _round in order:
        for earlier, later in order:
            depth[later] = max(depth[later], depth[earlier] + 1)
    members = sorted(links.values(), key=lambda one: (depth[one.pk], one.filed_at, one.pk))
    return tuple(
        _link(one, granted.get(one.pk), here=one.pk == case.pk, live=live.get(one.pk, True)) for one in members
    )


def _link(case: Case, decision: Decision | None, *, here: bool, live: bool) -> Link:
    lang = translation.get_language() or "ja"
    flow = kind_of(case.kind).flow_for(case.subject_key)
    outcome = flow.outcome(decision.outcome) if decision else None
    label: Text | None = outcome.amount_label if outcome else None
    # What was decided is told once it is out: the resident reads this too.
    known = decision is not None and case.phase == Phase.DONE
    return Link(
        case,
        case.title(lang),
        flow.state(case.state).label.in_(lang),
        Phase(case.phase),
        decision.amount if decision and known else None,
        label.in_(lang) if label and known else "",
        live,
        here,
    )


def _live() -> Prefetch[str]:
    return Prefetch("successions", Succession.objects.filter(live=True).select_related("later"), to_attr="alive")


def _follower(stage: NextStage) -> str:
    alive: list[Succession] = stage.alive  # type: ignore[attr-defined]  # by the prefetch above
    return alive[0].later.receipt_number if alive else ""
