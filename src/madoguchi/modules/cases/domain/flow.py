"""A flow: the states a case passes through, the acts that move it, and the outcomes a decision may have.

Standard acts (`Act.id`) have a service of their own; an act that a pack adds only moves the case between
states. The three standard flows are in `standard_flows`, the reading of a pack's `flow.toml` in
`flow_compiler`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.modules.cases.choices import EMPTY, Party, Phase, Text

RECEIVE = "receive"
EXAMINE = "examine"
ASK_CORRECTION = "ask_correction"
ANSWER_CORRECTION = "answer_correction"
WITHDRAW_CORRECTION = "withdraw_correction"
WITHDRAW = "withdraw"
DECIDE = "decide"
ISSUE = "issue"
REVOKE_DECISION = "revoke_decision"
CONFIRM_MAIL = "confirm_mail"
FIX_FEE = "fix_fee"

STANDARD_ACTS = frozenset(
    {
        RECEIVE,
        EXAMINE,
        ASK_CORRECTION,
        ANSWER_CORRECTION,
        WITHDRAW_CORRECTION,
        WITHDRAW,
        DECIDE,
        ISSUE,
        REVOKE_DECISION,
        CONFIRM_MAIL,
        FIX_FEE,
    }
)

# Acts that belong to no flow but to every case; a pack's act may not take their names.
DESK_ACTS = frozenset({"assign", "hand_over", "transfer", "note", "message", "record_fee", "move_version", "ask_part"})


@dataclass(frozen=True, slots=True)
class State:
    """One state: `label` is the office's word, `plain` the sentence that the resident reads."""

    id: str
    phase: Phase
    label: Text
    plain: Text


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who may perform it, from which states, and the state it leads to.

    `permission` is the officer's permission, empty for acts of the resident. `to_without_document` is used by
    `decide` alone: an outcome for which no document goes out leads there, as nothing is left to issue.
    `message_required`: the officer writes to the resident with it; `more_days` moves the expected day on by so
    many days of the standard period's unit (決定期間の延長).
    """

    id: str
    by: Party
    label: Text
    origins: frozenset[str]
    to: str
    permission: str = ""
    reason_required: bool = False
    to_without_document: str = ""
    message_required: bool = False
    more_days: int = 0

    @property
    def is_standard(self) -> bool:
        """Tell whether a service of its own carries this act out."""
        return self.id in STANDARD_ACTS

    @property
    def targets(self) -> frozenset[str]:
        """Return every state this act can lead to."""
        return frozenset(target for target in (self.to, self.to_without_document) if target)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to decide. `document` names what goes out ("" = nothing) and `title` stands above it (empty: the
    procedure's own); `appeal` names the pack's appeal texts; `text` opens the document and stands on the status page;
    `when`: an expression over the answers ("" = always), without which it cannot be chosen (no 全壊 for a car);
    `amount`: an expression for the yen that this decision grants, which the officer may lower or raise up to
    `amount_most` ("" = no amount / no limit), and `amount_label` what it is called (交付決定額); `reopens`: of a
    case that follows another, this outcome makes room for a new one (請求書を返す).
    """

    id: str
    label: Text
    favourable: bool = True
    reason_required: bool = False
    document: str = ""
    appeal: tuple[str, ...] = ()
    title: Text = field(default=EMPTY)
    text: Text = field(default=EMPTY)
    when: str = ""
    amount: str = ""
    amount_most: str = ""
    amount_label: Text = field(default=EMPTY)
    reopens: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A compiled flow. Every id that an act names exists; every state can be reached and left for an end.

    `waiting_stands`: whether the clock stands while a part of somebody else's is still to come.
    `fee_wait`: the state in which a fee that the office has fixed is waited for, and `fee_then` where its payment leads
    ("" = a case waits for no fee).
    """

    base: str
    initial: str
    states: Mapping[str, State]
    acts: Mapping[str, Act]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    correction_days: int = 14
    waiting_stands: bool = False
    fee_wait: str = ""
    fee_then: str = ""

    @property
    def fixes_fee(self) -> bool:
        """Whether the office fixes the fee while it examines; until then it is an estimate."""
        return FIX_FEE in self.acts

    def state(self, state_id: str) -> State:
        """Return a state. Raises KeyError for a state that this flow never had."""
        return self.states[state_id]

    def outcome(self, outcome_id: str) -> Outcome | None:
        """Return an outcome, or None when the flow does not have it."""
        return self.outcomes.get(outcome_id)

    def act(self, act_id: str, state_id: str) -> Act | None:
        """Return the act if it may be performed in this state, else None."""
        act = self.acts.get(act_id)
        return act if act is not None and state_id in act.origins else None

    def acts_of(self, party: Party, state_id: str) -> tuple[Act, ...]:
        """Return what a party may do in this state, in the flow's order."""
        return tuple(act for act in self.acts.values() if act.by == party and state_id in act.origins)

    def after_decision(self, outcome: Outcome) -> str:
        """Return the state a decision with this outcome leads to."""
        act = self.acts[DECIDE]
        return act.to if outcome.document or not act.to_without_document else act.to_without_document
