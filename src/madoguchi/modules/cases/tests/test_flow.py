"""The standard flows, and what a pack may add to them."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.modules.cases.choices import Party, Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.flow_compiler import compile_flow
from madoguchi.modules.cases.domain.flow_problems import FlowError
from madoguchi.modules.cases.domain.standard_flows import STANDARD_FLOWS

GRANT: dict[str, Any] = {"id": "grant", "label": {"ja": "許可", "en": "Granted"}, "document": "decision"}
REFUSAL: dict[str, Any] = {
    "id": "refusal",
    "label": {"ja": "不許可", "en": "Refused"},
    "favourable": False,
    "reason_required": True,
    "document": "decision",
    "appeal": ["review"],
}


def faults(data: dict[str, Any], **options: Any) -> dict[str, str]:
    with pytest.raises(FlowError) as raised:
        compile_flow(data, **options)
    return {problem.place: problem.ja for problem in raised.value.problems}


def examined(**more: Any) -> dict[str, Any]:
    return {"extends": "examined", "outcome": [GRANT], **more}


def test_a_plain_pack_compiles() -> None:
    flow = compile_flow(
        {"extends": "examined", "outcome": [GRANT, REFUSAL], "correction": {"days": 10}},
        appeals=["review"],
        disposition=True,
    )
    assert flow.initial == "filed"
    assert flow.correction_days == 10
    assert list(flow.outcomes) == ["grant", "refusal"]
    assert flow.outcomes["refusal"].appeal == ("review",)


def test_who_may_do_what_in_which_state() -> None:
    flow = compile_flow(examined())
    assert [act.id for act in flow.acts_of(Party.OFFICER, "filed")] == ["receive", "examine"]
    assert [act.id for act in flow.acts_of(Party.RESIDENT, "correcting")] == ["answer_correction", "withdraw"]
    assert [act.id for act in flow.acts_of(Party.OFFICER, "issued")] == ["revoke_decision"]
    assert flow.acts_of(Party.RESIDENT, "decided") == ()
    assert flow.act(words.DECIDE, "filed") is None
    assert flow.acts[words.DECIDE].permission == "cases.decide"


def test_a_notification_is_confirmed_by_the_clerk_and_ends_without_a_document() -> None:
    flow = compile_flow({"extends": "notification"})
    outcome = flow.outcomes["confirmed"]
    assert flow.acts[words.DECIDE].permission == "cases.handle"
    assert flow.after_decision(outcome) == "closed"
    assert flow.state("closed").phase == Phase.DONE


def test_an_outcome_with_a_document_waits_to_be_issued() -> None:
    flow = compile_flow(examined())
    assert flow.after_decision(flow.outcomes["grant"]) == "decided"


def test_an_instant_case_is_done_on_arrival() -> None:
    flow = compile_flow({"extends": "instant"})
    assert flow.state(flow.initial).phase == Phase.DONE
    assert not flow.acts


def test_withdrawal_can_be_ruled_out() -> None:
    flow = compile_flow(examined(withdraw={"until": "never"}))
    assert words.WITHDRAW not in flow.acts
    assert words.WITHDRAW in compile_flow(examined()).acts


def test_a_pack_adds_a_state_and_acts() -> None:
    flow = compile_flow(
        examined(
            state=[
                {
                    "id": "surveyed",
                    "phase": "office",
                    "label": {"ja": "現地確認済み", "en": "Surveyed"},
                    "plain": {"ja": "現地を確認しました。", "en": "The place has been looked at."},
                }
            ],
            act=[
                {
                    "id": "survey",
                    "label": {"ja": "現地を確認した", "en": "Survey done"},
                    "from": ["examining"],
                    "to": "surveyed",
                    "reason": True,
                },
                {"id": "decide", "from": ["surveyed"]},
            ],
        )
    )
    act = flow.act("survey", "examining")
    assert act is not None
    assert act.permission == "cases.handle"
    assert act.reason_required
    assert not act.is_standard
    assert flow.act(words.DECIDE, "surveyed") is not None
    assert flow.act(words.DECIDE, "examining") is not None


@pytest.mark.parametrize(
    ("data", "place", "words_of_it"),
    [
        ({"extends": "examind"}, "extends", "examined"),
        (examined(outcomes=[]), "flow", "「outcome」のことですか"),
        (examined(correction={"days": 0}), "correction.days", "1 から 365"),
        (examined(correction={"day": 3}), "correction", "「days」のことですか"),
        (examined(withdraw={"until": "later"}), "withdraw.until", "never"),
        ({"extends": "examined"}, "outcome", "1つもありません"),
        ({"extends": "instant", "outcome": [GRANT]}, "outcome", "使われません"),
        ({"extends": "examined", "outcome": [{**GRANT, "document": "permitt"}]}, "outcome.grant.document", "permit"),
        ({"extends": "examined", "outcome": [{**GRANT, "document": ""}]}, "outcome.grant.document", "書類"),
        ({"extends": "examined", "outcome": [{**GRANT, "appeal": ["x"]}]}, "outcome.grant.appeal", "教示"),
        ({"extends": "examined", "outcome": [{**GRANT, "label": {"ja": "許可"}}]}, "outcome.grant.label", "en"),
        ({"extends": "examined", "outcome": [GRANT, GRANT]}, "outcome.grant", "重なって"),
        ({"extends": "examined", "outcome": [{**GRANT, "id": "不許可"}]}, "outcome.不許可", "英小文字"),
        (examined(act=[{"id": "decide", "from": ["surveyd"]}]), "act.decide.from", "surveyd"),
        (examined(act=[{"id": "receive", "by": "resident"}]), "act.receive.by", "変えられません"),
        (examined(act=[{"id": "receive", "to": "nowhere"}]), "act.receive.to", "nowhere"),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_place(data: dict[str, Any], place: str, words_of_it: str) -> None:
    found = faults(data, documents=["permit"])
    assert place in found
    assert words_of_it in found[place]


def test_an_act_writes_to_the_resident_and_gives_more_time() -> None:
    extend = {
        "id": "extend",
        "label": {"ja": "延長する", "en": "Extend"},
        "from": ["examining"],
        "to": "examining",
        "message": True,
        "more_days": 30,
    }
    act = compile_flow(examined(act=[extend])).acts["extend"]
    assert (act.message_required, act.more_days) == (True, 30)
    mine = faults(examined(act=[{**extend, "by": "resident"}]))
    assert set(mine) == {"act.extend.message", "act.extend.more_days"}
    assert set(faults(examined(act=[{**extend, "more_days": -1}]))) == {"act.extend.more_days"}


def test_a_document_has_a_title_of_its_own() -> None:
    title = {"ja": "道路占用許可書", "en": "Permit"}
    assert compile_flow(examined(outcome=[{**GRANT, "title": title}])).outcomes["grant"].title.ja == "道路占用許可書"
    without = {"id": "done", "label": {"ja": "済み", "en": "Done"}, "title": title}
    assert set(faults({"extends": "notification", "outcome": [without]})) == {"outcome.done.title"}


def test_all_faults_are_said_at_once() -> None:
    data = examined(correction={"days": 0}, withdraw={"until": "later"})
    assert set(faults(data)) >= {"correction.days", "withdraw.until"}


def test_a_state_without_a_way_in_and_one_without_a_way_out_are_found() -> None:
    lonely = {"phase": "office", "label": {"ja": "島", "en": "Island"}, "plain": {"ja": "島", "en": "Island"}}
    trap = {**lonely, "id": "trap"}
    found = faults(
        examined(
            state=[{**lonely, "id": "island"}, trap],
            act=[{"id": "fall", "label": {"ja": "落ちる", "en": "Fall"}, "from": ["received"], "to": "trap"}],
        )
    )
    assert "着きません" in found["state.island"]
    assert "完了に進めません" in found["state.trap"]


def test_an_adverse_disposition_needs_reason_and_appeal() -> None:
    bare = {**REFUSAL, "appeal": [], "reason_required": False}
    found = faults({"extends": "examined", "outcome": [GRANT, bare]}, disposition=True)
    assert "8条" in found["outcome.refusal.reason_required"]
    assert "82条" in found["outcome.refusal.appeal"]
    assert "outcome.grant.appeal" not in found


def test_the_disposition_can_demand_reasons_for_all_adverse_outcomes() -> None:
    bare = {**REFUSAL, "reason_required": False}
    flow = compile_flow(
        {"extends": "examined", "outcome": [GRANT, bare]},
        appeals=["review"],
        disposition=True,
        reason_required=True,
    )
    assert flow.outcomes["refusal"].reason_required
    assert not flow.outcomes["grant"].reason_required


@pytest.mark.parametrize("name", list(STANDARD_FLOWS))
def test_every_state_of_a_standard_flow_speaks_both_languages(name: str) -> None:
    for state in STANDARD_FLOWS[name].states.values():
        assert state.label.in_("ja")
        assert state.plain.in_("en")
        assert state.plain.in_("ja") != state.plain.in_("en")
