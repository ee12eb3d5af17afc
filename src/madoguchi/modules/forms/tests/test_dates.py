"""Dates, months and fiscal years: both calendars, days that do not exist, days that nobody knows."""

from __future__ import annotations

import pytest

from madoguchi.modules.forms.tests.sample import codes, keeps, make


def day(year: str, month: str = "", date: str = "", era: str = "") -> dict[str, str]:
    return {"era": era, "year": year, "month": month, "day": date}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (day("2026", "11", "22"), "2026-11-22"),
        (day("２０２６年", "１１月", "２２日"), "2026-11-22"),
        (day("8", "11", "22", "R"), "2026-11-22"),
        (day("元", "5", "1", "令和"), "2019-05-01"),
        (day("31", "4", "30", "H"), "2019-04-30"),
        (day("64", "1", "7", "S"), "1989-01-07"),
        (day("2024", "2", "29", "西暦"), "2024-02-29"),
        (day("15", "7", "30", "T"), "1926-07-30"),
        (day("6", "1", "1", "M"), "1873-01-01"),
    ],
)
def test_dates(typed: dict[str, str], value: str) -> None:
    keeps(make("date"), typed, value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (day("", "11", "22"), ("year", "date_year_missing")),
        (day("2026", "", "22"), ("month", "date_month_missing")),
        (day("2026", "11", ""), ("day", "date_day_missing")),
        (day("あ", "1", "1"), ("year", "date_year_not_number")),
        (day("2026", "x", "1"), ("month", "date_month_not_number")),
        (day("2026", "1", "-1"), ("day", "date_day_not_number")),
        (day("99999", "1", "1"), ("year", "date_year_not_number")),
        (day("26", "11", "22"), ("year", "date_year_two_digits")),
        (day("1800", "1", "1"), ("year", "date_year_range")),
        (day("9999", "1", "1"), ("year", "date_year_range")),
        (day("2026", "1", "1", "R"), ("year", "date_year_looks_western")),
        (day("0", "1", "1", "R"), ("year", "date_year_range")),
        (day("3", "1", "1", "M"), ("year", "date_year_range")),
        (day("1", "1", "1", "慶応"), ("era", "date_era_unknown")),
        (day("2026", "13", "1"), ("month", "date_no_such_month")),
        (day("2026", "2", "30"), ("day", "date_no_such_day")),
        (day("2026", "2", "29"), ("day", "date_no_such_day")),
        (day("31", "5", "1", "H"), ("era", "date_after_era")),
        (day("1", "4", "30", "R"), ("era", "date_before_era")),
    ],
)
def test_dates_that_do_not_exist_are_explained(typed: dict[str, str], code: tuple[str, str]) -> None:
    assert codes(make("date"), typed) == [code]


def test_an_era_alone_is_no_answer() -> None:
    assert make("date").is_blank(day("", era="S"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (day("20", "5", "", "S"), "1945-05-00"),
        (day("1945"), "1945-00-00"),
        (day("1945", "5", "3"), "1945-05-03"),
    ],
)
def test_days_that_nobody_knows(typed: dict[str, str], value: str) -> None:
    keeps(make("date", partial=True), typed, value)


def test_unknown_parts_from_the_end_only() -> None:
    assert codes(make("date", partial=True), day("1945", "", "3")) == [("month", "date_month_missing")]
    assert codes(make("date", partial=True), day("31", "6", "", "H")) == [("era", "date_after_era")]


def test_dates_are_read_back_in_both_calendars() -> None:
    assert make("date").show("2019-05-01", "ja") == ["2019年5月1日（令和元年）"]
    assert make("date").show("2019-05-01", "en") == ["1 May 2019"]
    assert make("date", partial=True).show("1945-05-00", "ja") == ["昭和20年5月日不詳"]
    assert make("date", partial=True).show("1945-00-00", "en") == ["1945, day unknown"]
    assert make("year_month").show("2026-03", "ja") == ["2026年3月（令和8年）"]
    assert make("year_month").show("1860-03", "ja") == ["1860年3月"], "Japan had another calendar"
    assert make("fiscal_year").show(2026, "ja") == ["2026年度（令和8年度）"]


def test_months_and_fiscal_years() -> None:
    keeps(make("year_month"), {"era": "H", "year": "31", "month": "4"}, "2019-04")
    assert codes(make("year_month"), {"era": "H", "year": "31", "month": "5"}) == [("era", "date_after_era")]
    assert codes(make("year_month"), {"year": "2026"}) == [("month", "date_month_missing")]
    keeps(make("fiscal_year"), {"era": "R", "year": "8年度"}, 2026)
    assert codes(make("fiscal_year", past=True), {"era": "令和", "year": "30"}) == [("year", "fiscal_year_too_late")]
    keeps(make("fiscal_year", past=True), {"year": "2026"}, 2026)
    assert codes(make("fiscal_year", min=2020), {"year": "2019"}) == [("year", "fiscal_year_too_early")]
    assert codes(make("fiscal_year", max=2020), {"year": "2021"}) == [("year", "fiscal_year_too_late")]
