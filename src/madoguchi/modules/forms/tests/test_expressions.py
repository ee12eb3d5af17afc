"""The expression language: what it accepts, what it says to authors, and that it is exact."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.modules.forms.domain.expressions import compile_expression
from madoguchi.modules.forms.domain.kinds import BOOL, DATE, FILES, NUMBER, TEXT, Kind, Type
from madoguchi.modules.forms.domain.problems import ExpressionError

TODAY = date(2026, 11, 22)
NAMES: dict[str, Type] = {
    "matter": Type(Kind.TEXT, options=("death", "move")),
    "copies": NUMBER,
    "weight": NUMBER,
    "birth": DATE,
    "start": DATE,
    "end": DATE,
    "note": TEXT,
    "agent": BOOL,
    "areas": Type(Kind.SET, options=("north", "south")),
    "photo": FILES,
    "items": Type(Kind.ROWS, parts={"number": NUMBER, "kind": Type(Kind.TEXT, options=("bed", "desk")), "born": DATE}),
    "owner": Type(Kind.RECORD, parts={"family": TEXT, "given": TEXT}),
    "holder": TEXT,
}
ANSWERS: dict[str, Any] = {
    "today": TODAY,
    "matter": "death",
    "copies": 3,
    "weight": Decimal("2.50"),
    "birth": date(2000, 2, 29),
    "start": date(2026, 12, 1),
    "end": date(2026, 12, 31),
    "note": "二文",
    "agent": True,
    "areas": ("north",),
    "photo": ({"id": "1"},),
    "items": (
        {"number": 2, "kind": "bed", "born": date(2025, 1, 1)},
        {"number": None, "kind": "desk", "born": None},
        {"number": 3, "kind": "bed", "born": date(2024, 1, 1)},
    ),
    "owner": {"family": "タカダテ", "given": "ショウタ"},
    "holder": "ﾀｶﾀﾞﾃ ｼﾖｳﾀ",
}


def run(source: str, answers: dict[str, Any] = ANSWERS) -> Any:
    return compile_expression(source, NAMES)(answers)


def faults(source: str, expect: Kind | None = None) -> list[str]:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source, NAMES, expect)
    assert all(fault.ja and fault.en for fault in caught.value.faults)
    return [fault.en for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("matter == 'death' and copies > 1", True),
        ("matter in ('death', 'move')", True),
        ("matter not in ('move',)", True),
        ("not agent", False),
        ("agent == true", True),
        ("agent or copies > 100", True),
        ("'north' in areas", True),
        ("'south' not in areas", True),
        ("1 <= copies <= 3", True),
        ("1 <= copies < 3", False),
        ("copies * 300 + 50", 950),
        ("copies * 0.1", Decimal("0.3")),
        ("weight * 2", 5),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("7 % 4", 3),
        ("copies // 0", None),
        ("today + 30", date(2026, 12, 22)),
        ("end - start", 30),
        ("end - 1", date(2026, 12, 30)),
        ("days_between(start, end) + 1", 31),
        ("start >= date('2026-12-01')", True),
        ("age(birth, today)", 26),
        ("age(birth, date('2027-02-28'))", 26),
        ("age(birth, date('2027-03-01'))", 27),
        ("fiscal_year(date('2026-03-31'))", 2025),
        ("open_day(date('2026-11-27'))", date(2026, 11, 27)),
        ("open_day(date('2026-11-20') + 1)", date(2026, 11, 24)),  # Saturday, Sunday, 勤労感謝の日
        ("open_day(date('2026-12-29'))", date(2027, 1, 4)),
        ("open_day(date('9999-12-31'))", None),
        ("add_months(date('2026-01-31'), 1)", date(2026, 2, 28)),
        # 年齢計算ニ関する法律: one reaches an age the day before the birthday.
        ("legal_age(date('1986-11-23'), today)", 40),
        ("legal_age(date('1986-11-24'), today)", 39),
        ("legal_age(date('2000-02-29'), date('2027-02-28'))", 27),
        ("legal_age(date('2000-02-29'), date('2028-02-27'))", 27),
        ("legal_age(date('2000-03-01'), date('2028-02-28'))", 27),
        ("legal_age(date('2000-03-01'), date('2028-02-29'))", 28),
        ("legal_age(birth, date('9999-12-31'))", None),
        # 民法143条2項, as kit.workdays counts: a month with no such day ends with its last day.
        ("last_day(date('2026-04-01'), 12)", date(2027, 3, 31)),
        ("last_day(date('2028-02-29'), 60)", date(2033, 2, 28)),
        ("last_day(date('2024-02-29'), 12)", date(2025, 2, 28)),
        ("last_day(date('2026-02-28') + 1, 24)", date(2028, 2, 29)),
        ("last_day(today, 0)", None),
        ("last_day(today, 999999)", None),
        ("months_covered(date('2026-01-31'), date('2026-02-28'))", 1),
        ("months_covered(date('2026-01-30'), date('2026-02-28'))", 1),
        ("months_covered(date('2026-03-31'), date('2026-04-30'))", 1),
        ("months_covered(date('2026-01-31'), date('2026-03-01'))", 2),
        ("months_covered(date('2026-04-01'), date('2026-04-30'))", 1),
        ("months_covered(date('2026-04-01'), date('2026-05-01'))", 2),
        ("months_covered(date('2026-04-01'), date('2026-04-01'))", 1),
        ("school_year_end(date('2008-04-01'), 18)", date(2026, 3, 31)),
        ("school_year_end(date('2008-04-02'), 18)", date(2027, 3, 31)),
        ("days_covered((one.born for one in items), (one.born + 10 for one in items), today)", 20),
        ("days_covered((one.born for one in items), (one.born + 400 for one in items), today)", 766),
        ("days_covered((one.born for one in items), (add_months(one.born, 200000) for one in items), today)", 1056),
        ("count(items)", 3),
        ("count(photo) + count(areas)", 2),
        ("sum(items.number)", 5),
        ("max(items.number)", 3),
        ("min(items.born)", date(2024, 1, 1)),
        ("max(copies, 10)", 10),
        ("'desk' in items.kind", True),
        ("length(note)", 2),
        ("is_empty(note)", False),
        ("owner.family == 'タカダテ'", True),
        ("same_kana(holder, owner)", True),
        ("same_kana(owner.given, 'ｼﾖｳﾀ')", True),
        ("insurer_number_ok('39042072')", True),
        ("insurer_number_ok(note)", False),
    ],
)
def test_values(source: str, value: Any) -> None:
    result = run(source)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("matter == 'death'", False),
        ("matter != 'death'", True),
        ("copies > 0", False),
        ("copies <= 0", False),
        ("copies + 1", None),
        ("today + copies", None),
        ("agent", None),
        ("not agent", True),
        ("'north' in areas", False),
        ("matter in ('death',)", False),
        ("sum(items.number)", 0),
        ("max(items.number)", None),
        ("count(items)", 0),
        ("age(birth, today)", None),
        ("legal_age(birth, today)", None),
        ("is_empty(owner)", True),
        ("is_empty(items) and is_empty(photo)", True),
        ("same_kana(holder, owner)", False),
        ("length(note)", 0),
        ("owner.family == 'x'", False),
    ],
)
def test_an_empty_answer_equals_nothing_and_counts_as_nothing(source: str, value: Any) -> None:
    assert run(source, {"today": TODAY}) == value


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("matter == 'deth'", 'no option “deth”. Did you mean "death"?'),
        ("mater == 'death'", 'No field “mater” can be used here. Did you mean "matter"?'),
        ("'west' in areas", "no option “west”"),
        ("matter in ('death', 'x')", "no option “x”"),
        ("'bad' in items.kind", 'no option “bad”. Did you mean "bed"?'),
        ("cuont(items)", 'no function “cuont”. Did you mean "count"?'),
        ("items.numbr", 'no part “.numbr”. Did you mean "number"?'),
        ("copies > '1'", "Cannot compare a number with text"),
        ("birth > '2020-01-01'", "Write a fixed date as date('2026-04-01')"),
        ("date('2026-02-30')", "Write a date as"),
        ("copies / 2", "Use “//”"),
        ("note and agent", "Write not is_empty(field)"),
        ("note + 1", "Expected a number, found text"),
        ("note > note", "Expected a number or a date"),
        ("sum(items.kind)", "sum takes a column of numbers"),
        ("min(copies, today)", "min and max take numbers only"),
        ("age(birth)", "Write age like age(birth, today)"),
        ("matter is 'death'", "comparison is not part"),
        ("None", "Ask is_empty(field)"),
        ("copies ** 2", "operation is not part"),
        ("[1 for x in items]", "construct is not part"),
        ("lambda: 1", "construct is not part"),
        ("items[0]", "construct is not part"),
        ("(lambda x: x)(1)", "not how a function is called"),
        ("__import__('os')", "no function “__import__”"),
        ("owner.__class__", "no part “.__class__”"),
        ("f'{copies}'", "construct is not part"),
        ("copies >", "does not read as an expression"),
        ("", "does not read as an expression"),
        ("(" * 300 + "1" + ")" * 300, "expression"),
        ("1" + "+1" * 300, "too complex"),
        ("not " * 100 + "agent", "too complex"),
        ("'" + "x" * 1001 + "'", "too long"),
    ],
)
def test_faults_help_the_author(source: str, part: str) -> None:
    assert part in " ".join(faults(source))


def test_every_fault_is_reported_at_once() -> None:
    assert len(faults("mater == 'x' and copies > 'y' and cuont(items) > 1")) == 3


def test_the_kind_asked_for_is_checked() -> None:
    assert faults("copies + 1", Kind.BOOL) == ["This must give yes or no, but gives a number."]
    assert compile_expression("copies + 1", NAMES, Kind.NUMBER).type.kind is Kind.NUMBER


def test_names_and_needs() -> None:
    compiled = compile_expression("end >= start and not is_empty(note) and count(items) > 1", NAMES)
    assert compiled.names == {"end", "start", "note", "items"}
    assert compiled.needs == {"end", "start"}


def test_dates_beyond_the_calendar_are_empty() -> None:
    assert run("today + 999999999") is None
    assert run("add_months(today, 999999)") is None


_NUMBERS = st.one_of(st.integers(-(10**15), 10**15), st.decimals(-(10**9), 10**9, places=6))


@given(_NUMBERS, _NUMBERS, _NUMBERS)
def test_arithmetic_is_exact(a: Any, b: Any, c: Any) -> None:
    from fractions import Fraction

    names = {"a": NUMBER, "b": NUMBER, "c": NUMBER}
    result = compile_expression("a * b + c - b", names)({"a": a, "b": b, "c": c})
    assert Fraction(result) == Fraction(a) * Fraction(b) + Fraction(c) - Fraction(b)


@given(_NUMBERS, _NUMBERS.filter(bool))
def test_floor_division_and_remainder_belong_together(a: Any, b: Any) -> None:
    names = {"a": NUMBER, "b": NUMBER}
    whole, rest = (compile_expression(f"a {sign} b", names)({"a": a, "b": b}) for sign in ("//", "%"))
    assert whole * Decimal(b) + Decimal(rest) == Decimal(a)
    assert abs(rest) < abs(b)


@given(st.dates(date(1873, 1, 1), date(2200, 1, 1)), st.integers(-40000, 40000))
def test_days_forth_and_back(day: date, days: int) -> None:
    compiled = compile_expression("day + days - day", {"day": DATE, "days": NUMBER})
    assert compiled({"day": day, "days": days}) == days
    assert compile_expression("day + days", {"day": DATE, "days": NUMBER})(
        {"day": day, "days": days}
    ) == day + timedelta(days)


@given(st.dates(date(1873, 1, 1), date(2200, 1, 1)), st.integers(1, 240), st.integers(0, 27))
def test_a_month_covered_is_one_that_has_begun(first: date, months: int, days: int) -> None:
    names = {"first": DATE, "n": NUMBER}
    end = compile_expression("last_day(first, n)", names)({"first": first, "n": months})
    covered = compile_expression("months_covered(first, end)", {**names, "end": DATE})
    assert covered({"first": first, "end": end}) == months
    assert covered({"first": first, "end": end + timedelta(1 + days)}) == months + 1


@given(st.text(max_size=60))
def test_any_text_compiles_or_is_refused_with_reasons(source: str) -> None:
    reasons: tuple[object, ...] = ("it compiles",)
    try:
        compile_expression(source, NAMES)(ANSWERS)
    except ExpressionError as error:
        reasons = error.faults
    assert reasons
