"""The one way from typed text to answers: conditions, rows, rules across fields, and what never appears."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from madoguchi.modules.forms.domain.applicant import applicant
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.readback import read_back
from madoguchi.modules.forms.domain.reading import operands
from madoguchi.modules.forms.domain.validation import anchor
from madoguchi.modules.forms.tests.dog import DEATH, DOG, choice, faults, judge
from madoguchi.modules.forms.tests.sample import field, form, text


def test_a_good_form() -> None:
    outcome = judge(DOG, DEATH)
    assert outcome.ok
    assert outcome.pages == ("dog", "owner")
    assert outcome.answers == {
        "matter": "death",
        "died_on": "2026-11-20",
        "owner": {"family": "杜", "given": "さくら"},
        "agree": True,
        "items": [{"kind": "desk", "number": 2}],
    }


def test_nothing_typed() -> None:
    assert faults(judge(DOG, {})) == [
        ("matter", "required_choice"),
        ("owner.family", "required"),
        ("agree", "consent_missing"),
        ("items", "rows_too_few"),
    ]


def test_hidden_answers_are_dropped_even_when_they_are_wrong() -> None:
    typed = {**DEATH, "moved_on": {"year": "x"}, "city": "名取市", "reason": "r"}
    outcome = judge(DOG, typed)
    assert outcome.ok
    assert not {"moved_on", "city"} & set(outcome.answers)
    assert outcome.answers["reason"] == "r"
    assert "city" not in outcome.visible
    assert outcome.env["city"] is None


def test_what_depends_on_a_hidden_answer_is_hidden_too() -> None:
    typed = {**DEATH, "told": "yes", "who": "隣の人"}
    assert "who" not in judge(DOG, typed).answers
    moved = {
        **typed,
        "matter": choice("move"),
        "moved_on": {"year": "2026", "month": "1", "day": "1"},
        "city": "c",
        "reason": "r",
    }
    assert judge(DOG, moved).answers["who"] == "隣の人"


def test_a_condition_decides_what_is_required() -> None:
    assert ("reason", "required") in faults(judge(DOG, {**DEATH, "matter": choice("move")}))
    assert ("reason", "required") not in faults(judge(DOG, DEATH))


def test_a_wrong_answer_is_told_once() -> None:
    outcome = judge(DOG, {**DEATH, "died_on": {"year": "2026", "month": "2", "day": "30"}})
    assert faults(outcome) == [("died_on.day", "date_no_such_day")]
    assert "died_on" not in outcome.answers


def test_bounds_that_depend_on_the_day() -> None:
    late = {**DEATH, "died_on": {"year": "2026", "month": "11", "day": "23"}}
    assert faults(judge(DOG, late)) == [("died_on.year", "date_too_late")]
    assert "died_on" not in judge(DOG, late).answers


def test_rows_have_paths_and_blank_rows_are_dropped() -> None:
    rows: list[Any] = [
        {"kind": choice("desk"), "number": "1"},
        {"kind": choice(""), "number": " "},
        {"kind": choice("bed"), "number": "9"},
        "nonsense",
    ]
    outcome = judge(DOG, {**DEATH, "items": rows})
    assert faults(outcome) == [
        ("items", "check"),
        ("items.2.number", "number_too_large"),
        ("items.2.size", "required"),
    ]
    assert outcome.answers["items"] == [{"kind": "desk", "number": 1}, {"kind": "bed"}]
    assert "items.2.size" in outcome.visible
    assert "items.0.size" not in outcome.visible
    assert outcome.faults[1].anchor == "f-items-2-number"


def test_too_many_rows() -> None:
    rows = [{"kind": choice("desk"), "number": "1"}] * 4
    assert faults(judge(DOG, {**DEATH, "items": rows})) == [("items", "rows_too_many")]


def test_a_rule_for_every_row() -> None:
    def row(day_from: str, day_until: str) -> dict[str, Any]:
        return {
            "kind": choice("desk"),
            "number": "1",
            "from_on": {"year": "2026", "month": "1", "day": day_from},
            "until_on": {"year": "2026", "month": "2" if int(day_until) < 20 else "3", "day": day_until},
        }

    outcome = judge(DOG, {**DEATH, "items": [row("1", "19"), row("20", "1")]})
    assert faults(outcome) == [("items.0.until_on", "check")]
    assert outcome.faults[0].params["text"].ja == "30日まで"


def test_rules_wait_for_their_answers() -> None:
    one = form(
        field("start", "date"),
        field("end", "date"),
        check=[{"id": "order", "that": "end >= start", "field": "end", "message": text("終わりは始まりより後")}],
    )
    start = {"start": {"year": "2026", "month": "2", "day": "1"}}
    assert judge(one, start).ok
    assert (
        judge(one, {**start, "end": {"year": "2026", "month": "2", "day": "30"}}).faults[0].code == "date_no_such_day"
    )
    assert faults(judge(one, {**start, "end": {"year": "2026", "month": "1", "day": "1"}})) == [("end", "check")]


def test_a_rule_about_absence_runs_without_answers() -> None:
    one = form(
        field("phone"),
        field("mail"),
        check=[
            {
                "id": "reach",
                "that": "not (is_empty(phone) and is_empty(mail))",
                "field": "phone",
                "message": text("どちらか"),
            }
        ],
    )
    assert faults(judge(one, {})) == [("phone", "check")]
    assert judge(one, {"mail": "x"}).ok


def test_a_rule_with_a_condition_of_its_own() -> None:
    one = form(
        field("n", "number"),
        field("strict", "yes_no"),
        check=[{"id": "c", "when": "strict", "that": "n < 3", "field": "n", "message": text("3より小さく")}],
    )
    assert judge(one, {"n": "5", "strict": "no"}).ok
    assert faults(judge(one, {"n": "5", "strict": "yes"})) == [("n", "check")]


def test_the_faults_of_one_page() -> None:
    assert faults(judge(DOG, {}, pages={"dog"})) == [("matter", "required_choice")]


def test_faults_come_in_the_order_of_the_page_not_of_the_conditions() -> None:
    one = form(field("a", when="b", required=True), field("b", "yes_no", required=True), field("c", required=True))
    assert faults(judge(one, {})) == [("b", "required_choice"), ("c", "required")]
    assert faults(judge(one, {"b": "yes"})) == [("a", "required"), ("c", "required")]


def test_nested_groups() -> None:
    one = form(
        field(
            "people",
            "group",
            max=5,
            field=[field("who"), field("reasons", "group", min=1, field=[field("why", required=True), field("more")])],
        )
    )
    typed = {"people": [{"who": "父", "reasons": [{"why": "仕事"}, {"more": "x"}]}, {"who": "母"}]}
    outcome = judge(one, typed)
    assert faults(outcome) == [("people.0.reasons.1.why", "required"), ("people.1.reasons", "rows_too_few")]
    assert outcome.answers["people"][0] == {"who": "父", "reasons": [{"why": "仕事"}, {"more": "x"}]}
    rows = read_back(one, outcome.answers, "ja")[0].rows
    assert (rows[0].group, rows[0].lines[0]) == ("「people」 1", "父")
    assert rows[1].group == "「people」 1 「reasons」 1"
    assert rows[1].field_id == "people"


def test_read_back_lists_unanswered_fields_when_asked() -> None:
    outcome = judge(DOG, DEATH)
    sections = read_back(DOG, outcome.answers, "en", visible=outcome.visible)
    assert [section.page_id for section in sections] == ["dog", "owner"]
    assert ("reason", ["(none)"]) in [(row.field_id, row.lines) for row in sections[0].rows]
    assert [row.path for row in sections[0].rows] == ["matter", "died_on", "note", "reason"]
    only = read_back(DOG, outcome.answers, "ja")
    assert [row.path for row in only[0].rows] == ["matter", "died_on"]
    assert only[1].rows[-1].group == "品目 1"


def test_the_applicant() -> None:
    found = applicant(DOG, judge(DOG, DEATH).answers)
    assert (found.name, found.mail) == ("杜　さくら", "")


def test_stored_answers_feed_expressions_again() -> None:
    outcome = judge(DOG, DEATH)
    env = operands(DOG, outcome.answers)
    assert env["died_on"] == date(2026, 11, 20)
    assert {key: value for key, value in outcome.env.items() if key != "today"} == {
        **env, "items": outcome.env["items"],
    }  # fmt: skip
    assert env["items"][0]["number"] == 2


def test_anchors() -> None:
    assert anchor("items.2.kind") == "f-items-2-kind"


def test_ten_fields_take_far_less_than_a_millisecond() -> None:
    one = form(
        field("a", "choice", required=True), field("b", "date", when="a == 'a'", max="today"), field("c", "name"),
        field("d", "kana"), field("e", "email"), field("f", "phone"), field("g", "address"), field("h", "number"),
        field("i", "textarea"), field("j", "consent"),
    )  # fmt: skip
    typed = {
        "a": choice("a"), "b": {"era": "R", "year": "8", "month": "11", "day": "1"},
        "c": {"family": "杜", "given": "さくら"},
        "d": {"family": "ﾓﾘ", "given": "さくら"}, "e": "a@example.jp", "f": "022-382-1234", "h": "3",
        "i": "はい", "j": "yes",
        "g": {"postal_code": "981-1224", "prefecture": "宮城県", "city": "名取市", "town": "増田1", "building": ""},
    }  # fmt: skip
    assert judge(one, typed).ok
    best = min(_timed(one, typed) for _round in range(5))
    assert best < 0.001


def _timed(one: Form, typed: dict[str, Any]) -> float:
    before = time.perf_counter()
    for _turn in range(20):
        judge(one, typed)
    return (time.perf_counter() - before) / 20
