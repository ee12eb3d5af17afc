"""Times, periods, persons, corporations, linked lists, wishes, tables, quantities: what they take and refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.types.bank import transfer_account
from madoguchi.modules.forms.tests.dog import faults, judge
from madoguchi.modules.forms.tests.sample import CONTEXT, TODAY, codes, field, form, keeps, make, problems, text
from madoguchi.modules.forms.tests.sample import definition as whole

# --- times


@pytest.mark.parametrize(
    ("hour", "minute", "value"),
    [
        ("9", "30", "09:30"),
        ("２３", "５９分", "23:59"),
        ("9:05", "", "09:05"),
        ("午後3時15分", "", "15:15"),
        ("午後3", "0", "15:00"),
        ("3時", "", "03:00"),
        ("午前12", "10", "00:10"),
        ("12 PM", "10", "12:10"),
    ],
)
def test_times(hour: str, minute: str, value: str) -> None:
    keeps(make("time"), {"hour": hour, "minute": minute}, value)


@pytest.mark.parametrize(
    ("keys", "hour", "minute", "code"),
    [
        ({}, "24", "0", ("hour", "time_hour_number")),
        ({}, "午後13", "0", ("hour", "time_hour_number")),
        ({}, "9", "60", ("minute", "time_minute_number")),
        ({}, "9", "", ("minute", "time_minute_missing")),
        ({}, "", "5", ("hour", "time_hour_missing")),
        ({"min": "09:00", "max": "17:00"}, "17", "1", ("hour", "time_between")),
        ({"min": "09:00"}, "8", "59", ("hour", "time_from")),
        ({"max": "09:00"}, "9", "1", ("hour", "time_until")),
        ({"step": 15}, "9", "5", ("minute", "time_step")),
    ],
)
def test_times_refused(keys: dict[str, Any], hour: str, minute: str, code: tuple[str, str]) -> None:
    assert codes(make("time", **keys), {"hour": hour, "minute": minute}) == [code]


@given(st.text(max_size=8) | st.sampled_from(["9:", "午後", "時", "99時"]), st.text(max_size=4))
def test_any_time_is_read_or_refused(hour: str, minute: str) -> None:
    kind = make("time")
    typed = {"hour": hour, "minute": minute}
    if not kind.is_blank(typed):
        outcome = judge(form(field("x", "time")), {"x": typed})
        value = outcome.answers.get("x")
        assert (value is None) == bool(outcome.faults)
        assert value is None or kind.clean(kind.typed_from(value), CONTEXT) == value


# --- periods


def ends(start: str, end: str, parts: tuple[str, ...] = ("year", "month", "day")) -> dict[str, str]:
    typed = {f"start.{part}": text for part, text in zip(parts, start.split("-"), strict=False)}
    return typed | {f"end.{part}": text for part, text in zip(parts, end.split("-"), strict=False)}


def test_a_time_that_ends_on_the_next_day() -> None:
    night = {"start.hour": "22", "start.minute": "00", "end.hour": "7", "end.minute": "0"}
    assert codes(make("period", of="time"), night) == [("end.hour", "period_times")]
    kind, value = make("period", of="time", overnight=True), {"start": "22:00", "end": "07:00"}
    keeps(kind, night, value)
    assert kind.show(value, "ja") == ["22時00分から翌日7時00分まで"]
    assert kind.show(value, "easy") == ["22時00分から次の日の7時00分まで"]
    assert kind.show(value, "en") == ["22:00 to 07:00 the next day"]
    assert kind.show({"start": "09:00", "end": "12:30"}, "ja") == ["9時00分から12時30分まで"]
    assert kind.operand(value) == {"start": 1320, "end": 1860}
    assert kind.operand({"start": "22:00"}) == {"start": 1320}
    assert "翌日" in kind.paper_words("ja")["written"]
    assert problems(whole(field("x", "period", overnight=True))) == [("page[0].field[0].overnight", "type")]


def test_periods_of_days_months_and_times() -> None:
    keeps(make("period"), ends("2026-4-1", "2026-4-1"), {"start": "2026-04-01", "end": "2026-04-01"})
    keeps(make("period", of="month", open=True), ends("2026-4", ""), {"start": "2026-04"})
    clock = ends("9-0", "12-30", ("hour", "minute"))
    keeps(make("period", of="time"), clock, {"start": "09:00", "end": "12:30"})
    eras = {"start.era": "R", "end.era": "R", **ends("8-1-1", "8-12-31")}
    keeps(make("period"), eras, {"start": "2026-01-01", "end": "2026-12-31"})
    assert make("period").show({"start": "2026-04-01", "end": "2026-04-30"}, "en") == ["1 April 2026 to 30 April 2026"]
    assert make("period", of="time").show({"start": "09:00", "end": "12:30"}, "ja") == ["9時00分から12時30分まで"]


def test_periods_refused() -> None:
    assert codes(make("period"), ends("2026-4-2", "2026-4-1")) == [("end.year", "period_reversed")]
    assert codes(make("period"), ends("2026-4-2", "")) == [("end.year", "period_end_missing")]
    both = ends("2026-13-1", "2026-2-30")
    assert codes(make("period"), both) == [("start.month", "date_no_such_month"), ("end.day", "date_no_such_day")]
    same = ends("9-0", "9-0", ("hour", "minute"))
    assert codes(make("period", of="time"), same) == [("end.hour", "period_times")]
    assert codes(make("period", of="time", overnight=True), same) == [("end.hour", "period_same")]
    assert problems(whole(field("x", "period", of="time", min="9"))) == [("page[0].field[0].min", "type")]


def test_a_period_has_its_bounds_and_its_parts_in_conditions() -> None:
    one = form(
        field("stay", "period", min="today"),
        field("why", when="stay.end - stay.start > 30", required=True),
    )
    outcome = judge(one, {"stay": ends("2026-11-21", "2026-12-31")})
    assert faults(outcome) == [("stay.start.year", "date_too_early"), ("why", "required")]
    told = forms.message(outcome.faults[0], "ja")
    assert told == "「「stay」：はじめ」は2026年11月22日（令和8年）かそれより後の日にしてください。"


# --- persons


def test_the_sex_is_optional_has_a_reason_and_may_be_kept_to_oneself() -> None:
    kind = make("sex")
    for value, code in (("male", "1"), ("female", "2"), ("other", "9"), ("unsaid", "0")):
        keeps(kind, {"value": value, "other": ""}, value)
        assert kind.shape(value) == {"sex": code}
    assert judge(form(field("x", "sex")), {}).ok
    bare = {key: value for key, value in field("x", "sex").items() if key != "why"}
    assert problems(whole(bare)) == [("page[0].field[0].why", "missing")]


@pytest.mark.parametrize(
    ("age_on", "said"),
    [
        ("2027-04-01", "満25歳（2027年4月1日（令和9年）現在）"),
        ("date('2027-04-02')", "満26歳（2027年4月2日（令和9年）現在）"),
    ],
)
def test_the_age_is_told_on_a_named_day(age_on: str, said: str) -> None:
    one = form(field("x", "birth", age_on=age_on))
    typed = {"x": {"era": "平成", "year": "13", "month": "4", "day": "2"}}
    outcome = judge(one, typed)
    assert outcome.answers == {"x": "2001-04-02"}
    [section] = forms.read_back(one, outcome.answers, "ja")
    assert list(section.rows[0].lines) == ["2001年4月2日（平成13年）", said]
    assert forms.page_context(one, "one", typed, today=TODAY).controls[0].text == said


def test_the_age_may_hang_on_another_answer_and_on_today() -> None:
    one = form(
        field("start", "date"),
        field("born", "birth", age_on="start"),
        field("kids", "group", field=[field("kid", "birth", age_on="today")]),
    )
    answers = {"start": "2026-12-01", "born": "2000-12-02", "kids": [{"kid": "2020-11-22"}]}
    rows = forms.read_back(one, answers, "en", today=TODAY)[0].rows
    assert rows[1].lines[1] == "25 years old on 1 December 2026"
    assert rows[2].lines[1] == "6 years old on 22 November 2026"
    # Nobody knows what "today" was: nothing is said about it.
    assert len(forms.read_back(one, answers, "en")[0].rows[2].lines) == 1
    rows_of = forms.export_rows(one, answers, today=TODAY)
    assert (rows_of[""][0]["born.age"], rows_of["kids"][0]["kids.kid.age"]) == ("25", "6")


def test_nobody_is_born_tomorrow() -> None:
    assert faults(judge(form(field("x", "birth")), {"x": {"year": "2026", "month": "11", "day": "23"}})) == [
        ("x.year", "date_too_late")
    ]


def test_names_with_a_former_name_and_an_alias() -> None:
    kind = make("name", also=["common", "former"])
    typed = {"family": "髙橋", "given": "花子", "former": "佐藤", "common": ""}
    value = {"family": "髙橋", "given": "花子", "former": "佐藤"}
    keeps(kind, typed, value)
    assert kind.show(value, "ja") == ["髙橋　花子", "旧氏：佐藤"]
    assert kind.plain(value) == "髙橋　花子", "a letter is addressed to one name"
    assert codes(kind, {**typed, "common": "\ue000"}) == [("common", "private_use")]
    assert codes(kind, {"single": "yes", "former": "佐藤"}) == [("family", "family_missing")]
    keeps(make("kana", also=["former"]), {"family": "た", "given": "は", "former": "さとう"},
          {"family": "タ", "given": "ハ", "former": "サトウ"})  # fmt: skip


FIRM = {
    "number": "8000012010038", "name": "株式会社みちのく", "kana": "みちのく", "position": "",
    "representative": "杜　一郎",
}  # fmt: skip


def test_corporations_are_checked_as_one_block() -> None:
    kind = make("corporation")
    keeps(kind, FIRM, {**FIRM, "kana": "ミチノク"})
    club = {**FIRM, "number": "", "no_number": "yes", "name": "増田町内会"}
    keeps(kind, club, {**FIRM, "number": "", "name": "増田町内会", "kana": "ミチノク"})
    assert codes(kind, {**FIRM, "number": ""}) == [("number", "corporation_number_missing")]
    assert codes(kind, {**FIRM, "number": "7000012010038"}) == [("number", "corporate_number_check")]
    assert codes(kind, {**FIRM, "number": "", "no_number": "yes"}) == [("number", "corporation_has_number")]
    assert codes(kind, {**FIRM, "no_number": "yes"}) == [("number", "corporation_number_both")]
    assert codes(kind, {**FIRM, "kana": "道の区"}) == [("kana", "corporation_kana_not_kana")]
    assert codes(kind, {"number": "8000012010038"}) == [
        ("name", "corporation_name_missing"), ("kana", "corporation_kana_missing"),
        ("representative", "corporation_representative_missing"),
    ]  # fmt: skip
    one = form(field("firm", "corporation"), meta={"applicant_name": "firm"})
    assert forms.applicant(one, judge(one, {"firm": FIRM}).answers).name == "株式会社みちのく　杜　一郎"


# --- tables and quantities


def test_tables() -> None:
    kind = make("table")
    typed = {"wage.amount": "１，０００", "wage.kind": "yearly", "rent.note": ""}
    keeps(kind, typed, {"wage": {"amount": 1000, "kind": "yearly"}})
    assert kind.show({"wage": {"amount": 1000, "kind": "yearly"}}, "en") == ["Wages: Amount 1,000 yen, Kind yearly"]
    assert kind.is_blank({"wage.amount": " "})
    assert codes(kind, {"wage.amount": "x", "rent.note": "y"}) == [
        ("wage.amount", "money_unreadable"), ("rent.amount", "required"),
    ]  # fmt: skip
    one = form(field("x", "table"), field("why", when="sum(r.amount for r in x if r.row == 'wage') > 5", required=True))
    outcome = judge(one, {"x": {"wage.amount": "9000001"}})
    assert faults(outcome) == [("x.wage.amount", "number_too_large"), ("why", "required")]
    assert forms.message(outcome.faults[0], "ja") == "「「x」：給与の金額」は9,000,000円以下にしてください。"


def test_quantities() -> None:
    kind = make("quantity", max=500, decimals=1)
    keeps(kind, {"number": "１２．５０ kg", "unit": "kg"}, {"number": "12.5", "unit": "kg"})
    assert kind.show({"number": 3, "unit": "piece"}, "en") == ["3 pieces"]
    assert kind.is_blank({"number": "", "unit": "kg"})
    assert codes(kind, {"number": "x", "unit": "kg"}) == [("number", "number_unreadable")]
    assert codes(kind, {"number": "1", "unit": "t"}) == [("unit", "quantity_unit_missing")]
    one = form(field("x", "quantity", max=5), field("y", when="x.number > 3 and x.unit == 'piece'", required=True))
    outcome = judge(one, {"x": {"number": "6", "unit": "piece"}})
    assert faults(outcome) == [("x.number", "number_too_large"), ("y", "required")]
    assert forms.message(outcome.faults[0], "en") == "“「x」 (en)” must be at most 5 pieces."


def test_what_each_file_should_show() -> None:
    assert problems(whole(field("x", "file", each=[text("遠景"), text("近景")]))) == [("page[0].field[0].each", "type")]
    assert problems(whole(field("x", "file", camera=True, kinds=["pdf"]))) == [("page[0].field[0].camera", "type")]
    view = forms.page_context(
        form(field("x", "file", count=2, each=[text("遠景")], camera=True)), "one", {}, today=TODAY
    )
    assert (view.controls[0].each, view.controls[0].camera) == (["遠景"], True)


# --- ゆうちょ


@pytest.mark.parametrize(
    ("symbol", "number", "branch", "kind", "account"),
    [
        ("18120", "12345671", "818", "ordinary", "1234567"),
        ("10120", "11", "018", "ordinary", "0000001"),
        ("00180", "123456", "019", "current", "0123456"),
    ],
)
def test_the_account_behind_a_passbook(symbol: str, number: str, branch: str, kind: str, account: str) -> None:
    found = transfer_account(symbol, number)
    assert found is not None
    assert (found["branch_code"], found["kind"], found["number"]) == (branch, kind, account)
    assert found["branch_name"].translate(str.maketrans("〇一二三四五六七八九", "0123456789")) == f"{branch}店"


def test_a_passbook_issued_again_and_a_savings_account() -> None:
    typed = {"source": "yucho", "symbol": "１８１２０－２", "yucho_number": "12345671", "holder_kana": "モリ"}
    value = make("bank_account").clean(typed, CONTEXT)
    assert (value["symbol"], value["branch_code"], value["number"]) == ("18120", "818", "1234567")
    keeps(make("bank_account"), {**typed, "yucho_savings": "yes"}, {**value, "kind": "savings"})
    assert transfer_account("00180", "123456", savings=True) is None


@given(st.from_regex("[01][0-9]{4}", fullmatch=True), st.from_regex("[0-9]{1,8}", fullmatch=True))
def test_every_account_has_seven_digits_or_there_is_none(symbol: str, number: str) -> None:
    found = transfer_account(symbol, number)
    if found is not None:
        assert len(found["number"]) == 7
        assert int(found["number"]) == int(number[:-1] if symbol.startswith("1") else number)


# --- whatever is typed


class Nothing:
    """A post without anything in it, to learn what a control posts."""

    def get(self, _name: str, default: str) -> str:
        return default

    def getlist(self, _name: str) -> list[str]:
        return []


_BITS = st.sampled_from(
    (
        "", "1", " ", "２０２６", "12", "元", "R", "令和", "31", "kg", "wood", "desk", "other", "a", "b", "yes", "9:30",
        "8000012010038", "株式会社髙", "タ", "\ue000", "-1", "10120", "宮城県", "38.1716", "140度53分",
        "140.8917,38.1716",
        "38.1,140.8\n38.2,140.9\n38.1,140.9", "38.1,140.8\n38.2,140.9\n38.1,140.9\n38.2,140.8",
    )
)  # fmt: skip
_NEW = [
    "time",
    "birth",
    "period",
    "sex",
    "linked",
    "ranked",
    "table",
    "quantity",
    "corporation",
    "name",
    "bank_account",
    "point",
    "line",
    "area",
]


@pytest.mark.parametrize("name", _NEW)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_is_refused_in_words_or_can_be_typed_again(name: str, data: st.DataObject) -> None:
    keys = {"other": True} if name in ("linked", "ranked") else {"also": ["former"]} if name == "name" else {}
    one = form(field("x", name, **keys))
    kind = one.field("x").type
    typed = {part: data.draw(_BITS) for part in kind.read(Nothing(), "x")}
    outcome = judge(one, {"x": typed})
    assert all(forms.message(fault, lang) for fault in outcome.faults for lang in ("ja", "en"))
    if "x" in outcome.answers:
        assert not outcome.faults
        value = outcome.answers["x"]
        assert kind.clean(kind.typed_from(value), CONTEXT) == value
        assert kind.from_cells(kind.cells(value, "ja")) == value
        assert kind.from_shape(kind.shape(value)) == value
        assert kind.plain(value)


@settings(max_examples=60)
@given(st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=2), st.sampled_from(["ja", "en"]))
@example(Decimal("-0.5"), "ja")
@example(Decimal("-1234.5"), "en")
@example(Decimal("0.05"), "ja")
def test_what_is_shown_of_a_number_is_the_number(number: Decimal, lang: str) -> None:
    """Its sign, too: −0.5 has no whole part that could carry it."""
    kind = make("number", decimals=2, unit=text("通"))
    assume(abs(number) < 10**15)
    stored = kind.read_number(str(number))
    shown = kind.show(stored, lang)[0]
    assert shown.startswith("-") == (number < 0)
    assert kind.read_number(shown) == stored
    assert Decimal(shown.removesuffix(kind.unit.in_(lang)).replace(",", "")) == number
