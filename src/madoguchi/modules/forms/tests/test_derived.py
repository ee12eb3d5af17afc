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


CLASS = form(
    field("born", "date", required=True), field("start_on", "date", required=True), field("late", "number"),
    calc("years", "max(0, fiscal_year(start_on) - fiscal_year(born) - 1, late)", unit=text("歳児クラス")),
    calc("fee", "max(0, 30000 - years * 1000)", "money"),
)  # fmt: skip


def test_a_result_waits_for_what_has_to_be_answered_and_says_for_what() -> None:
    typed = {"born": {"year": "2023", "month": "5", "day": "1"}}
    assert not {"years", "fee"} & set(forms.validate(CLASS, typed, today=TODAY).answers), "not max(0, nothing)"
    drawn = {one.path: one for one in forms.page_context(CLASS, "one", typed, today=TODAY).controls}
    assert (drawn["years"].text, drawn["years"].waits) == ("", ["「start_on」", "「late」"])
    assert drawn["fee"].follows == ["born", "start_on", "late"], "through the other result"
    answered = {**typed, "start_on": {"year": "2027", "month": "4", "day": "1"}}
    outcome = forms.validate(CLASS, answered, today=TODAY)
    assert (outcome.answers["years"], outcome.answers["fee"]) == (3, 27000), "what is optional is not waited for"


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


def test_a_newer_version_takes_nobodys_answer_for_what_it_works_out_and_loses_none() -> None:
    old = form(field("a", "number"), calc("b", "a * 2"), field("origin", "hidden", options=SOURCES, default="web"),
               field("s", "serial"))  # fmt: skip
    typed = forms.typed_from_answers(old, {"a": 3, "b": 6, "origin": "letter", "s": "K7M2XW4PB"})
    gone = forms.rebase(old, form(field("a", "number")), typed, today=TODAY)
    assert (gone.typed, gone.kept) == ({"a": "3"}, ())
    asked = forms.rebase(old, form(field("b", "number"), field("origin"), field("s")), typed, today=TODAY)
    assert asked.typed == {"b": "6", "origin": "letter", "s": "K7M2XW4PB"}
    back = forms.rebase(form(field("a", "number"), field("b")), old, {"a": "3", "b": "七"}, today=TODAY)
    assert back.typed == {"a": "3"}
    assert [(one.path, one.fate, one.typed) for one in back.kept] == [("b", forms.Fate.GONE, "七")]
    only_web = form(field("origin", "hidden", options=SOURCES[:1], default="web"))
    assert forms.validate(only_web, forms.rebase(old, only_web, typed, today=TODAY).typed, today=TODAY).answers == {
        "origin": "web",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "sentence", "effect"),
    [
        (calc("x", "1"), calc("x", "2"), "「「x」」の計算の式が変わりました。", "amount"),
        (calc("x", "1"), calc("x", "1", unit=text("枚")), "「「x」」の単位が変わりました。", "harmless"),
        (field("x", "serial"), field("x", "serial", prefix="A-"), "「「x」」の番号の頭が変わりました。", "harmless"),
        (
            field("x", "signature", text=text("誓う")),
            field("x", "signature", text=text("同意する")),
            "「「x」」の文が変わりました。",
            "reread",
        ),
        (field("y"), calc("x", "1"), "「「x」」が加わりました。", "harmless"),
        (calc("x", "1"), field("y"), "「「x」」がなくなりました。", "harmless"),
    ],
)
def test_a_difference_of_versions_is_told(old: Any, new: Any, sentence: str, effect: str) -> None:
    changes = {one.ja: one.effect for one in forms.compare(form(field("z"), old), form(field("z"), new))}
    assert changes[sentence] == effect
    assert len(changes) == (1 if old["id"] == new["id"] else 2)


def test_what_expressions_call_today_can_be_the_day_of_filing() -> None:
    one = form(field("born", "date"), calc("years", "age(born, today)"), field("at", "date", min="today"),
               field("sign", "signature", text=text("誓う")))  # fmt: skip
    typed = {
        "born": {"year": "2008", "month": "11", "day": "22"}, "at": {"year": "2026", "month": "11", "day": "20"},
        "sign": {"name": "杜"},
    }  # fmt: skip
    filed = forms.validate(one, typed, today=TODAY, as_of=date(2026, 11, 20))
    assert (filed.answers["years"], filed.answers["sign"]["date"], filed.ok) == (17, "2026-11-22", True)
    assert [fault.path for fault in forms.validate(one, typed, today=TODAY).faults] == ["at"]


def test_columns_and_json_of_every_kind_are_these_and_stay_these() -> None:
    """Pinned letter by letter: spreadsheets and systems of offices are built on them."""
    one = form(
        {"use": "person", "prefix": "owner", "leave_out": ["address", "phone", "mail", "birth"]},
        calc("area", "2.5", unit=text("㎡")), calc("until", "date('2027-03-31')", "date"),
        calc("price", "120", "money"), calc("large", "true", "yes_no"), calc("code", "'A'", "text"),
        field("origin", "hidden", options=SOURCES, default="web"), field("number", "serial", prefix="INU-"),
        field("sign", "signature", text=text("誓う"), agrees_with="owner_name"),
    )  # fmt: skip
    typed = {
        "owner_name": {"family": "杜", "given": "一"}, "owner_kana": {"family": "モリ", "given": "ハジメ"},
        "sign": {"name": "杜 一"},
    }  # fmt: skip
    outcome = forms.validate(one, typed, today=TODAY)
    assert outcome.ok, outcome.faults
    answers = {**outcome.answers, "number": "INU-K7M2XW4PB"}
    [line] = forms.export_rows(one, answers)[""]
    assert line == {
        "owner_name.family": "杜", "owner_name.given": "一", "owner_name.reduced": "杜 一",
        "owner_kana.family": "モリ", "owner_kana.given": "ハジメ",
        "area": "2.5", "until": "2027-03-31", "price": "120", "large": "はい", "code": "A",
        "origin": "web", "origin.label": "web", "number": "INU-K7M2XW4PB",
        "sign.name": "杜 一", "sign.date": "2026-11-22",
    }  # fmt: skip
    [table] = forms.export_columns(one)
    assert [column.id for column in table.columns] == list(line)
    assert [column.label.ja for column in table.columns][-2:] == ["「sign」：氏名", "「sign」：署名した日"]
    assert forms.answers_of_rows(one, {"": [line]}) == answers
    shapes = forms.as_json(one, answers)
    assert {key: shapes[key] for key in shapes if not key.startswith("owner")} == {
        "area": "2.5", "until": "2027-03-31", "price": 120, "large": True, "code": "A",
        "origin": {"code": "web", "label": "web"}, "number": "INU-K7M2XW4PB",
        "sign": {"fullName": "杜 一", "date": "2026-11-22"},
    }  # fmt: skip
    assert forms.from_json(one, shapes) == answers


@pytest.mark.parametrize(
    ("ways", "expected"), [({}, -1), ({"round": "down"}, -1), ({"round": "up"}, -2), ({"round": "half"}, -2)]
)
def test_a_result_below_nothing_is_rounded_as_money_is(ways: dict[str, str], expected: int) -> None:
    one = form(field("n", "number", decimals=2, min=-1000), calc("yen", "n", "money", **ways),
               calc("about", "n * 10", decimals=0, **ways))  # fmt: skip
    answers = forms.validate(one, {"n": "-1.5"}, today=TODAY).answers
    assert answers["yen"] == expected
    assert forms.validate(one, {"n": "-0.15"}, today=TODAY).answers["about"] == expected


def test_a_day_before_the_calendar_of_eras_is_said_by_the_western_year() -> None:
    one = form(field("n", "number"), calc("x", "date('1900-05-01') - n", "date"))
    answer = forms.validate(one, {"n": "20000"}, today=TODAY).answers["x"]
    said = {lang: one.field("x").type.show(answer, lang) for lang in ("ja", "easy", "en")}
    assert said == {"ja": ["1845年7月28日"], "easy": ["1845年7月28日"], "en": ["28 July 1845"]}


def test_no_number_outgrows_what_can_be_said() -> None:
    place = "page[0].field[1].value"
    for literal in ("n * 1e5000", "n * 0.0000000000000001", "n * 1000000000000000"):
        assert problems(definition(field("n", "number"), calc("x", literal))) == [(place, "expression")]
    squares = [calc(f"x{n + 1}", f"x{n} * x{n}") for n in range(30)]
    one = form(field("x0", "number", decimals=2), *squares)
    for typed, kept in (("12345.67", 1), ("0.01", 4), ("1", 30)):
        answers = forms.validate(one, {"x0": typed}, today=TODAY).answers
        assert len(answers) == 1 + kept
        assert [one.field(key).type.show(value, "ja") for key, value in answers.items()]
