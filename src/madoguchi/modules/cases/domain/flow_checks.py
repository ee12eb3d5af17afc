"""Checks over a whole flow: does every outcome go out as the law asks, can each state be reached and left?"""

from __future__ import annotations

from collections.abc import Collection

from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.flow import Act, Flow
from madoguchi.modules.cases.domain.flow_problems import Problems
from madoguchi.modules.cases.domain.standard_flows import EXAMINED, STANDARD_FLOWS


def check_outcomes(flow: Flow, problems: Problems, *, disposition: bool) -> None:
    """An examined case is answered by a document; an adverse 処分 needs 理由 (行手法8) and 教示 (行審法82).

    `problems` takes the findings.
    """
    decides = words.DECIDE in flow.acts
    if decides and not flow.outcomes:
        problems.add("outcome", "決定の結果（outcome）が1つもありません。", "There is no outcome to decide on.")
    if not decides and flow.outcomes:
        problems.add(
            "outcome",
            "この流れには決定がないので outcome は使われません。",
            "This flow decides nothing, so its outcomes are never used.",
        )
    for outcome in flow.outcomes.values():
        place, label = f"outcome.{outcome.id}", outcome.label
        if flow.base == EXAMINED and not outcome.document:
            problems.add(
                f"{place}.document",
                f"結果「{label.ja}」を知らせる書類（document）がありません。",
                f"No document tells the resident of the outcome “{label.en}”.",
            )
        if not disposition or outcome.favourable:
            continue
        if not outcome.reason_required:
            problems.add(
                f"{place}.reason_required",
                f"「{label.ja}」は不利益な処分なので、理由が必要です（行政手続法8条）。",
                f"“{label.en}” is adverse: it needs a reason (Administrative Procedure Act, art. 8).",
            )
        if not outcome.appeal:
            problems.add(
                f"{place}.appeal",
                f"「{label.ja}」には教示（appeal）が必要です（行政不服審査法82条）。",
                f"“{label.en}” needs an appeal notice (Administrative Complaint Review Act, art. 82).",
            )


def check_graph(flow: Flow, problems: Problems) -> None:
    """Find states that no case reaches, and states that no case gets out of."""
    edges = {(origin, to) for act in flow.acts.values() for origin in act.origins for to in _targets(flow, act)}
    if flow.fee_wait:  # the payment leads on
        edges.add((flow.fee_wait, flow.fee_then))
    reached = _closure({flow.initial}, edges)
    done = {state.id for state in flow.states.values() if state.phase == Phase.DONE}
    ending = _closure(done, {(to, origin) for origin, to in edges})
    for state_id in flow.states:
        # A standard state may idle: without a document nothing is ever "issued", and that is no fault of
        # the pack.
        if state_id not in reached and state_id not in STANDARD_FLOWS[flow.base].states:
            problems.add(
                f"state.{state_id}",
                f"状態「{state_id}」には、どの行為からも着きません。",
                f"No act leads to the state “{state_id}”.",
            )
        if state_id in reached and state_id not in ending:
            problems.add(
                f"state.{state_id}",
                f"状態「{state_id}」から完了に進めません。",
                f"From the state “{state_id}” nothing leads to an end.",
            )


def _targets(flow: Flow, act: Act) -> Collection[str]:
    if act.id == words.DECIDE:
        return {flow.after_decision(outcome) for outcome in flow.outcomes.values()}
    return act.targets


def _closure(start: Collection[str], edges: Collection[tuple[str, str]]) -> set[str]:
    reached, frontier = set(start), list(start)
    while frontier:
        here = frontier.pop()
        for origin, to in edges:
            if origin == here and to not in reached:
                reached.add(to)
                frontier.append(to)
    return reached
