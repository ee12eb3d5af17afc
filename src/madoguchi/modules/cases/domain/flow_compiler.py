"""Reads a pack's `flow.toml` into a `Flow`, or says everything that is wrong with it.

Shape of the input:
    extends = "examined" | "notification" | "instant" | "by_mail"
    [correction] days = 14                      [withdraw] until = "decision" | "never"
    [waiting] clock = "runs" | "stands"         while somebody else's part is still to come
    [fee] wait = state, then = state            (only where fees.toml leaves the amount to the office)
    [[outcome]] id, label{ja,en}, favourable, reason_required, document, title{ja,en}, appeal = [ids],
                text{ja,en}, when, amount, amount_most (expressions over the answers; whoever has the form checks
                them), amount_label{ja,en}
    [[state]]   id, label{ja,en}, phase = "waiting" | "office" | "resident" | "done", plain{ja,en}
    [[act]]     id, label{ja,en}, from = [states], to = state, by = "officer" | "resident", reason = bool,
                message = bool, more_days = int
A standard act may be opened to added states (`[[act]] id = "decide", from = ["surveyed"]`) or sent to
another state (`[[act]] id = "receive", to = "queued"`); nothing else about it can be changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from madoguchi.kit.languages import LANGUAGES, text_of
from madoguchi.modules.cases.choices import EMPTY, FIX_FEE_PERMISSION, HANDLE_PERMISSION, Party, Phase, Text
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.flow import Act, Flow, Outcome, State
from madoguchi.modules.cases.domain.flow_checks import check_graph, check_outcomes
from madoguchi.modules.cases.domain.flow_problems import FlowError, Problems, listed
from madoguchi.modules.cases.domain.standard_flows import BUILT_IN_DOCUMENT, DECIDED, EXAMINING, STANDARD_FLOWS

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OUTCOME = (
    "id", "label", "favourable", "reason_required", "document", "title", "appeal", "text", "when", "amount",
    "amount_most", "amount_label", "reopens",
)  # fmt: skip
_KEYS: dict[str, tuple[str, ...]] = {
    "flow": ("extends", "correction", "waiting", "withdraw", "fee", "outcome", "state", "act"),
    "correction": ("days",),
    "waiting": ("clock",),
    "withdraw": ("until",),
    "fee": ("wait", "then"),
    "outcome": _OUTCOME,
    "state": ("id", "label", "phase", "plain"),
    "act": ("id", "label", "from", "to", "by", "reason", "message", "more_days"),
}
_CHANGEABLE = ("id", "from", "to")
_MOST_DAYS = 365

_Value = TypeVar("_Value", bool, int)


def compile_flow(
    data: Mapping[str, Any],
    *,
    documents: Collection[str] = (),
    appeals: Collection[str] = (),
    disposition: bool = False,
    reason_required: bool = False,
    fixes_fee: bool = False,
) -> Flow:
    """Compile the parsed `flow.toml`; raises `FlowError` with every problem found.

    `documents`: ids of the pack's own document templates ("decision" is built in); `appeals`: ids of its
    教示 texts; `disposition`: the pack's outcome is a 処分, so an unfavourable one needs a reason and an
    appeal text (行政手続法8条, 行政不服審査法82条); `reason_required`: the pack's `[disposition]` asks for
    a reason with every unfavourable outcome; `fixes_fee`: the amount of the fee is left to the office.
    """
    reader = _Reader(data)
    base = reader.base()
    states = {**base.states, **reader.states(base)}
    acts = reader.acts(base, states)
    if reader.withdraw_until() == "never":
        acts.pop(words.WITHDRAW, None)
    wait, then = reader.fee_wait(states, fixes_fee=fixes_fee)
    if fixes_fee and words.DECIDE in acts:
        acts[words.FIX_FEE] = _fix_fee(states, wait)
    known_documents = {*documents, BUILT_IN_DOCUMENT}
    outcomes = reader.outcomes(known_documents, appeals, reason_required=reason_required)
    flow = replace(
        base,
        states=states,
        acts=acts,
        outcomes=outcomes or base.outcomes,
        correction_days=reader.correction_days(base.correction_days),
        waiting_stands=reader.waiting_stands(),
        fee_wait=wait,
        fee_then=then,
    )
    check_outcomes(flow, reader.problems, disposition=disposition)
    check_graph(flow, reader.problems)
    reader.problems.raise_if_any(flow)
    return flow


def _fix_fee(states: Mapping[str, State], wait: str) -> Act:
    """手数料を確定する: while the office has the case, undecided, and again while the payment is waited for."""
    origins = {state.id for state in states.values() if state.phase == Phase.OFFICE and state.id != DECIDED}
    label = Text("手数料を確定する", "Fix the fee")
    return Act(words.FIX_FEE, Party.OFFICER, label, frozenset({*origins, wait} - {""}), wait, FIX_FEE_PERMISSION)


class _Reader:
    """Reads one part after the other; a fault is noted and reading goes on, so that all are said at once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems = Problems()
        self._keys("flow", data, "flow")

    def base(self) -> Flow:
        """The standard flow that is extended. Raises `FlowError` at once: without it nothing can be read."""
        name = self.data.get("extends")
        if not isinstance(name, str) or name not in STANDARD_FLOWS:
            choices = listed(STANDARD_FLOWS)
            self.problems.add(
                "extends", f"extends は {choices} のどれかにしてください。", f"extends is one of {choices}."
            )
            raise FlowError(self.problems.found)
        return STANDARD_FLOWS[name]

    def states(self, base: Flow) -> dict[str, State]:
        states: dict[str, State] = {}
        for place, table in self._tables("state"):
            state_id = self._id(place, table, taken={*base.states, *states})
            label, plain = self._text(place, table, "label"), self._text(place, table, "plain")
            phase = table.get("phase")
            if phase not in set(Phase):
                choices = listed(Phase)
                self.problems.add(
                    f"{place}.phase",
                    f"phase は {choices} のどれかにしてください。",
                    f"phase is one of {choices}.",
                )
                continue
            states[state_id] = State(state_id, Phase(phase), label, plain)
        return states

    def acts(self, base: Flow, states: Mapping[str, State]) -> dict[str, Act]:
        acts = dict(base.acts)
        for place, table in self._tables("act"):
            origins, to = self._origins(place, table, states), self._to(place, table, states)
            standard = base.acts.get(str(table.get("id")))
            if standard is None:
                act = self._added_act(place, table, origins, to, taken=acts)
                acts[act.id] = act
                continue
            for key in set(table) - set(_CHANGEABLE):
                self.problems.add(
                    f"{place}.{key}",
                    f"標準の行為の {key} は変えられません。",
                    f"{key} of a standard act cannot be changed.",
                )
            acts[standard.id] = replace(standard, origins=standard.origins | origins, to=to or standard.to)
        return acts

    def _added_act(
        self, place: str, table: Mapping[str, Any], origins: frozenset[str], to: str, taken: Collection[str]
    ) -> Act:
        act_id = self._id(place, table, taken=taken)
        if act_id in words.STANDARD_ACTS:
            self.problems.add(place, f"この流れに行為「{act_id}」はありません。", f"This flow has no act “{act_id}”.")
        if act_id in words.DESK_ACTS:
            self.problems.add(
                place,
                f"「{act_id}」はどの案件にもある操作の名前です。",
                f"“{act_id}” is the name of an act that every case has.",
            )
        for key in ("from", "to"):
            if not table.get(key):
                self.problems.add(f"{place}.{key}", f"{key} がありません。", f"{key} is missing.")
        by = table.get("by", Party.OFFICER)
        if by not in set(Party):
            choices = listed(Party)
            self.problems.add(f"{place}.by", f"by は {choices} のどちらかにしてください。", f"by is one of {choices}.")
            by = Party.OFFICER
        permission = HANDLE_PERMISSION if by == Party.OFFICER else ""
        label = self._text(place, table, "label")
        return Act(
            act_id,
            Party(by),
            label,
            origins,
            to,
            permission,
            self._flag(place, table, "reason"),
            message_required=self._officers_own(place, by, "message", value=self._flag(place, table, "message")),
            more_days=self._officers_own(place, by, "more_days", value=self._days(place, table, "more_days")),
        )

    def _officers_own(self, place: str, by: str, key: str, *, value: _Value) -> _Value:
        """What only an act of the officer can do: write to the resident, give the office more time."""
        if value and by != Party.OFFICER:
            self.problems.add(
                f"{place}.{key}",
                f'{key} は職員の行為（by = "officer"）だけに書けます。',
                f"Only an act of the officer has {key}.",
            )
        return value

    def outcomes(
        self, documents: Collection[str], appeals: Collection[str], *, reason_required: bool
    ) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        for place, table in self._tables("outcome"):
            outcome_id = self._id(place, table, taken=outcomes)
            document = table.get("document", "")
            if document and document not in documents:
                self.problems.unknown(f"{place}.document", ("書類", "document"), document, documents)
            appeal = self._strings(place, table, "appeal")
            for item in appeal:
                if item not in appeals:
                    self.problems.unknown(f"{place}.appeal", ("教示", "appeal text"), item, appeals)
            favourable = self._flag(place, table, "favourable", default=True)
            outcomes[outcome_id] = Outcome(
                outcome_id,
                self._text(place, table, "label"),
                favourable,
                self._flag(place, table, "reason_required") or (reason_required and not favourable),
                document,
                appeal,
                title=self._document_title(place, table),
                text=self._text(place, table, "text") if "text" in table else EMPTY,
                when=str(table.get("when", "")),
                **self._amount(place, table),
                reopens=self._flag(place, table, "reopens"),
            )
        return outcomes

    def _amount(self, place: str, table: Mapping[str, Any]) -> dict[str, Any]:
        """What a decision grants: the expression and its label go together."""
        if "amount" not in table:
            for key in ("amount_most", "amount_label"):
                if key in table:
                    self.problems.add(
                        f"{place}.{key}", f"{key} は amount といっしょに書いてください。", f"{key} goes with amount."
                    )
            return {}
        return {
            "amount": str(table["amount"]),
            "amount_most": str(table.get("amount_most", "")),
            "amount_label": self._text(place, table, "amount_label"),
        }

    def fee_wait(self, states: Mapping[str, State], *, fixes_fee: bool) -> tuple[str, str]:
        """The state in which a fixed fee is waited for, and where its payment leads; both "" without [fee]."""
        table = self._table("fee")
        if not table:
            return "", ""
        if not fixes_fee:
            self.problems.add(
                "fee", "[fee] は、fees.toml に estimate = true があるときだけ書けます。",
                "[fee] goes with estimate = true in fees.toml.",
            )  # fmt: skip
            return "", ""
        wait, then = str(table.get("wait", "")), str(table.get("then", EXAMINING))
        for key, name, phase in (("wait", wait, Phase.RESIDENT), ("then", then, Phase.OFFICE)):
            if name not in states:
                self.problems.unknown(f"fee.{key}", ("状態", "state"), name, states)
            elif states[name].phase != phase:
                self.problems.add(
                    f"fee.{key}", f"「{name}」は phase が {phase.value} の状態ではありません。",
                    f"“{name}” is no state of phase {phase.value}.",
                )  # fmt: skip
        return (wait, then) if wait in states and then in states else ("", "")

    def _document_title(self, place: str, table: Mapping[str, Any]) -> Text:
        if "title" not in table:
            return EMPTY
        if not table.get("document"):
            self.problems.add(
                f"{place}.title",
                "title は書類（document）の題名です。書類のない結果には書けません。",
                "title stands above the document; this outcome has none.",
            )
        return self._text(place, table, "title")

    def correction_days(self, default: int) -> int:
        days = self._table("correction").get("days", default)
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= _MOST_DAYS:
            self.problems.add(
                "correction.days",
                "補正の日数は 1 から 365 までの整数にしてください。",
                "Days for a correction are a whole number from 1 to 365.",
            )
            return default
        return days

    def waiting_stands(self) -> bool:
        clock = self._table("waiting").get("clock", "runs")
        if clock not in {"runs", "stands"}:
            self.problems.add(
                "waiting.clock", 'clock は "runs" か "stands" にしてください。', 'clock is "runs" or "stands".'
            )
        return bool(clock == "stands")

    def withdraw_until(self) -> str:
        until = self._table("withdraw").get("until", "decision")
        if until not in {"decision", "never"}:
            self.problems.add(
                "withdraw.until",
                'until は "decision" か "never" にしてください。',
                'until is "decision" or "never".',
            )
        return str(until)

    # --- small readers
    # -----------------------------------------------------------------------------------------

    def _table(self, key: str) -> Mapping[str, Any]:
        table = self.data.get(key, {})
        if not isinstance(table, Mapping):
            self.problems.add(key, f"[{key}] は表にしてください。", f"[{key}] is a table.")
            return {}
        self._keys(key, table, key)
        return table

    def _tables(self, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        tables = self.data.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
            self.problems.add(key, f"[[{key}]] は表の並びにしてください。", f"[[{key}]] is a list of tables.")
            return
        for number, table in enumerate(tables, start=1):
            place = f"{key}.{table.get('id') or number}"
            self._keys(key, table, place)
            yield place, table

    def _keys(self, kind: str, table: Mapping[str, Any], place: str) -> None:
        for key in table:
            if key not in _KEYS[kind]:
                self.problems.unknown(place, ("項目", "key"), key, _KEYS[kind])

    def _id(self, place: str, table: Mapping[str, Any], *, taken: Collection[str]) -> str:
        value = table.get("id")
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.problems.add(
                place,
                "id は英小文字で始まる英小文字・数字・_ にしてください。",
                "An id is made of a–z, 0–9 and _, and begins with a letter.",
            )
        elif value in taken:
            self.problems.add(place, f"id「{value}」が重なっています。", f"The id “{value}” is used twice.")
        return str(value)

    def _text(self, place: str, table: Mapping[str, Any], key: str) -> Text:
        value = table.get(key)
        if isinstance(value, Mapping) and {"ja", "en"} <= set(value) <= set(LANGUAGES):
            ja, en = value["ja"], value["en"]
            if isinstance(ja, str) and ja and isinstance(en, str) and en:
                return text_of(value)
        self.problems.add(
            f"{place}.{key}",
            f'{key} は {{ ja = "…", en = "…" }} の両方を書いてください。',
            f'{key} needs both: {{ ja = "…", en = "…" }}.',
        )
        return EMPTY

    def _flag(self, place: str, table: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.problems.add(f"{place}.{key}", f"{key} は true か false にしてください。", f"{key} is true or false.")
            return default
        return value

    def _days(self, place: str, table: Mapping[str, Any], key: str) -> int:
        value = table.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_DAYS:
            self.problems.add(
                f"{place}.{key}",
                f"{key} は 0 から {_MOST_DAYS} までの整数にしてください。",
                f"{key} is a whole number from 0 to {_MOST_DAYS}.",
            )
            return 0
        return value

    def _strings(self, place: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.problems.add(f"{place}.{key}", f'{key} は ["…"] の形にしてください。', f'{key} has the form ["…"].')
            return ()
        return tuple(value)

    def _to(self, place: str, table: Mapping[str, Any], states: Mapping[str, State]) -> str:
        to = table.get("to", "")
        if to and to not in states:
            self._unknown_state(f"{place}.to", to, states)
        return str(to)

    def _origins(self, place: str, table: Mapping[str, Any], states: Mapping[str, State]) -> frozenset[str]:
        origins = self._strings(place, table, "from")
        for origin in origins:
            if origin not in states:
                self._unknown_state(f"{place}.from", origin, states)
        return frozenset(origins)

    def _unknown_state(self, place: str, state: object, states: Iterable[str]) -> None:
        self.problems.unknown(place, ("状態", "state"), state, states)
