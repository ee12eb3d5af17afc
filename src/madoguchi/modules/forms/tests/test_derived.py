"""Answers that nobody types: worked out, handed over, given at filing. What is posted for them counts for nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.tests.sample import TODAY, definition, field, form, page, problems, text


def calc(id: str, value: str, gives: str = "number", **keys: Any) -> dict[str, Any]:
    return field(id, "calc", value=value, gives=gives, **keys)


RENT = form(
    field("start_on", "date"), field("end_on", "date"), field("number", "number", decimals=2),
    calc("months", "months_covered(start_on, end_on)", unit={"ja": "か月", "en": "months"}),
    calc("area", "months * number * 1.1"),
    calc("price", "area * 100", "money"),
    calc("whole", "area", decimals=1, round="half"),
    calc("until", "add_months(start_on, 12)", "date"),
    calc("long", "months > 6", "yes_no"),
    field("why", when="long", required=True),
    check=[{"id": "much", "that": "price < 10000", "field": "number", "message": text("多い")}],
)  # fmt: skip
TYPED = {
    "start_on": {"year": "2026", "month": "4", "day": "1"}, "end_on": {"year": "2026", "month": "11", "day": "2"},
    "number": "1.33", "why": "工事",
}  # fmt: skip


def test_results_are_exact_stored_and_seen_by_what_comes_after() -> None:
    outcome = forms.validate(RENT, TYPED, today=TODAY)
    assert outcome.ok, outcome.faults
    worked_out = {
        "months": 8, "area": "11.704", "price": 1170, "whole": "11.7", "until": "2027-04-01", "long": True,
    }  # fmt: skip
    assert {key: outcome.answers[key] for key in worked_out} == worked_out
    assert outcome.env["area"] == Decimal("11.704")
    assert forms.operands(RENT, outcome.answers)["area"] == Decimal("11.704")
    assert forms.answer_expression(RENT, "price // 10", forms.Kind.NUMBER)(outcome.env) == 117
    much = forms.validate(RENT, {**TYPED, "number": "12"}, today=TODAY)
    assert [(one.path, one.code) for one in much.faults] == [("number", "check")]
    short = forms.validate(RENT, {**TYPED, "end_on": {}}, today=TODAY)
    assert not {"months", "price", "why"} & set(short.answers)


def test_what_is_posted_or_stored_counts_for_nothing() -> None:
    post = QueryDict("_fields=price&_fields=number&price=1&number=2")
    assert set(forms.read_post(RENT, "one", post)) == {"number"}
    good = forms.validate(RENT, TYPED, today=TODAY).answers
    for lie in ({"price": "1"}, forms.typed_from_answers(RENT, {**good, "price": 1, "until": "2000-01-01"})):
        assert forms.validate(RENT, {**TYPED, **lie}, today=TODAY).answers == good


def test_it_is_read_back_exported_and_drawn() -> None:
    answers = forms.validate(RENT, TYPED, today=TODAY).answers
    rows = {row.path: list(row.lines) for row in forms.read_back(RENT, answers, "ja")[0].rows}
    assert rows["months"] == ["8か月"]
    assert rows["price"] == ["1,170円"]
    assert rows["long"] == ["はい"]
    assert rows["until"] == ["2027年4月1日（令和9年）"]
    assert forms.export_rows(RENT, answers)[""][0]["area"] == "11.704"
    assert forms.answers_of_rows(RENT, forms.export_rows(RENT, answers)) == answers
    drawn = {one.path: one for one in forms.page_context(RENT, "one", TYPED, lang="en", today=TODAY).controls}
    assert (drawn["months"].kind, drawn["months"].text) == ("calc", "8 months")
    assert forms.page_context(RENT, "one", {}, today=TODAY).controls[3].text == ""
    paper = RENT.field("months").type
    assert (paper.paper, paper.paper_words("ja")["written"].strip("　")) == ("written", "か月")


def test_a_row_of_results_alone_is_blank_and_sums_see_rows() -> None:
    one = form(
        field("items", "group", field=[field("each", "money"), field("n", "number"), calc("line", "each * n", "money"),
                                       calc("one", "1")]),
        calc("total", "sum(items.line)", "money"),
    )  # fmt: skip
    rows = [{"each": "300", "n": "2"}, {}, {"each": "50", "n": "1"}]
    outcome = forms.validate(one, {"items": rows}, today=TODAY)
    assert outcome.answers["items"] == [
        {"each": 300, "n": 2, "line": 600, "one": 1}, {"each": 50, "n": 1, "line": 50, "one": 1},
    ]  # fmt: skip
    assert outcome.answers["total"] == 650


def test_circles_later_fields_and_wrong_settings_are_found() -> None:
    assert problems(definition(calc("a", "b + 1"), calc("b", "a + 1"))) == [("a.value", "cycle")]
    assert problems(definition(calc("a", "a + 1"))) == [("page[0].field[0].value", "expression")]
    ahead = {"page": [page(calc("a", "b + 1")), page(field("b", "number"), id="two")]}
    assert problems(ahead) == [("page[0].field[0].value", "later_page")]
    assert problems(definition(field("b", "number", when="a > 1"), calc("a", "b"))) == [("b.when", "cycle")]
    assert problems(definition(calc("a", "today"))) == [("page[0].field[0].value", "expression")]
    assert problems(definition(calc("a", "today", "date", unit=text("日")))) == [("page[0].field[0].unit", "type")]
    assert problems(definition(calc("a", "1", required=True)))
    assert forms.validate(form(field("x", when="a > 1"), calc("b", "2"), calc("a", "b")), {}, today=TODAY).visible == {
        "x", "a", "b",
    }  # fmt: skip


@pytest.mark.parametrize(("round", "yen"), [("down", 104), ("up", 105), ("half", 105)])
def test_money_is_whole_yen(round: str, yen: int) -> None:
    one = form(calc("a", "209 * 0.5", "money", round=round))
    assert forms.validate(one, {}, today=date(2026, 1, 1)).answers == {"a": yen}


SOURCES = [{"value": one, "label": text(one)} for one in ("web", "letter")]
LETTER = form(
    field("origin", "hidden", options=SOURCES, default="web", parameter="source"),
    field("code", when="origin == 'letter'"), field("name"), field("number", "serial", prefix="INU-"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "value"), [("source=letter", "letter"), ("source=x", "web"), ("", "web"), ("origin=letter", "web")]
)
def test_the_address_hands_over_what_is_declared(query: str, value: str) -> None:
    typed = forms.read_address(LETTER, QueryDict(query))
    outcome = forms.validate(LETTER, typed, today=TODAY)
    assert outcome.answers == {"origin": value}
    assert outcome.visible == ({"code", "name"} if value == "letter" else {"name"})
    forged = forms.read_post(LETTER, "one", QueryDict("_fields=origin&_fields=number&origin=letter&number=1"))
    assert forged == {}
    assert forms.validate(LETTER, {"number": "INU-1", **typed}, today=TODAY).answers == {"origin": value}


def test_the_desk_reads_back_what_residents_do_not_see() -> None:
    answers = {"origin": "letter", "name": "杜", "number": "INU-K7M2XW4PB"}
    seen = [row.path for row in forms.read_back(LETTER, answers, "ja")[0].rows]
    assert seen == ["name", "number"]
    assert [row.path for row in forms.read_back(LETTER, answers, "ja", office=True)[0].rows] == ["origin", *seen]
    paths = [one.path for one in forms.page_context(LETTER, "one", {}, today=TODAY).controls]
    assert paths == ["name"]
    assert problems(definition(field("g", "group", field=[field("s", "serial")])))
    assert problems(definition(field("h", "hidden", options=SOURCES, default="fax"))) == [
        ("page[0].field[0].default", "type"),
    ]  # fmt: skip
