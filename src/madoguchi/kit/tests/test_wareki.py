"""Eras: worked examples at every boundary, and conversions that come back."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit import wareki
from madoguchi.kit.wareki import PartialDate, WarekiError

DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2199, 12, 31))


def code_of(call, *args):
    with pytest.raises(WarekiError) as caught:
        call(*args)
    return caught.value.code


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2024, 2, 29), "令和6年2月29日"),
        (date(2026, 11, 22), "令和8年11月22日"),
    ],
)
def test_format_and_parse_agree_on_worked_examples(day, text):
    assert wareki.format_wareki(day) == text
    assert wareki.parse_date(text).date == day


def test_weekday_and_both_calendars():
    day = date(2026, 11, 22)
    assert wareki.format_wareki(day, weekday=True) == "令和8年11月22日（日）"
    assert wareki.format_both(day) == "2026年11月22日（日）（令和8年）"
    assert wareki.format_both(date(2019, 5, 1)) == "2019年5月1日（水）（令和元年）"


def test_eras_follow_each_other_without_gap():
    for earlier, later in zip(wareki.ERAS, wareki.ERAS[1:], strict=False):
        assert earlier.last == later.first - timedelta(days=1)
    assert wareki.ERAS[-1].last is None
    assert [era.digit for era in wareki.ERAS] == [1, 2, 3, 4, 5]


@given(DAYS)
@settings(max_examples=200)
def test_every_day_comes_back(day):
    found = wareki.to_wareki(day)
    assert wareki.from_wareki(found.era, found.year, day.month, day.day) == day
    assert wareki.parse_date(wareki.format_wareki(day, weekday=True)).date == day
    letter = f"{found.era.letter}{found.year}.{day.month}.{day.day}"
    read = wareki.parse_date(letter)
    assert (read.date, read.form, read.era) == (day, "wareki_short", found.era)


@given(DAYS)
@settings(max_examples=100)
def test_the_next_day_is_never_in_an_earlier_era_year(day):
    today, tomorrow = wareki.to_wareki(day), wareki.to_wareki(day + timedelta(days=1))
    assert (today.era.digit, today.year) <= (tomorrow.era.digit, tomorrow.year)


@pytest.mark.parametrize(
    ("text", "day", "form"),
    [
        ("令和8年11月22日", date(2026, 11, 22), "wareki"),
        ("令和　８年１１月２２日", date(2026, 11, 22), "wareki"),
        ("㋿8年11月22日", date(2026, 11, 22), "wareki"),
        ("令和8年11月22日(日)", date(2026, 11, 22), "wareki"),
        ("令和8年11月22日（日曜日）", date(2026, 11, 22), "wareki"),
        ("R8.11.22", date(2026, 11, 22), "wareki_short"),
        ("r08/11/22", date(2026, 11, 22), "wareki_short"),
        ("Ｈ３１－４－３０", date(2019, 4, 30), "wareki_short"),
        ("令和元.5.1", date(2019, 5, 1), "wareki_short"),
        ("平成元年1月8日", date(1989, 1, 8), "wareki"),
        ("2026-11-22", date(2026, 11, 22), "iso"),
        ("2026/11/2", date(2026, 11, 2), "slash"),
        ("2026.11.22", date(2026, 11, 22), "dot"),
        ("20261122", date(2026, 11, 22), "compact"),
        ("２０２６年１１月２２日", date(2026, 11, 22), "western"),
        ("1870-05-01", date(1870, 5, 1), "iso"),
    ],
)
def test_parse_date_reads_and_says_what_it_read(text, day, form):
    read = wareki.parse_date(text)
    assert (read.date, read.form) == (day, form)
    assert (read.era is not None) == form.startswith("wareki")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("あした", "unreadable"),
        ("08/11/22", "unreadable"),
        ("2026-11/22", "unreadable"),
        ("2026-11-22T00:00", "unreadable"),
        ("٢٠٢٦-١١-٢٢", "unreadable"),
        ("X8.11.22", "unreadable"),
        ("令和8年2月30日", "no_such_day"),
        ("2027-02-29", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("令和8年11月22日（月）", "weekday_mismatch"),
        ("平成31年5月1日", "after_era"),
        ("平成元年1月7日", "before_era"),
        ("令和0年1月1日", "year_out_of_range"),
        ("明治3年5月1日", "lunar_calendar"),
    ],
)
def test_parse_date_refuses(text, code):
    assert code_of(wareki.parse_date, text) == code


def test_a_day_after_the_era_says_what_it_was():
    with pytest.raises(WarekiError) as caught:
        wareki.from_wareki("平成", 31, 5, 1)
    assert caught.value.code == "after_era"
    assert caught.value.data["instead"] == "令和元年5月1日"
    assert caught.value.data["date"] == date(2019, 5, 1)
    with pytest.raises(WarekiError) as caught:
        wareki.from_wareki("昭和", 100, 1, 1)
    assert caught.value.data["instead"] == "令和7年1月1日"


def test_a_day_before_the_era_says_what_it_was():
    with pytest.raises(WarekiError) as caught:
        wareki.from_wareki("R", 1, 4, 30)
    assert (caught.value.code, caught.value.data["instead"]) == ("before_era", "平成31年4月30日")


def test_from_wareki_codes_are_distinct():
    assert code_of(wareki.from_wareki, "慶応", 3, 1, 1) == "unknown_era"
    assert code_of(wareki.from_wareki, "令和", 0, 1, 1) == "year_out_of_range"
    assert code_of(wareki.from_wareki, "令和", 9000, 1, 1) == "year_out_of_range"
    assert code_of(wareki.from_wareki, "昭和", 20, 2, 30) == "no_such_day"
    assert code_of(wareki.from_wareki, "平成", 31, 5, 32) == "no_such_day"
    assert code_of(wareki.from_wareki, "明治", 5, 12, 2) == "lunar_calendar"
    assert wareki.from_wareki("明治", 6, 1, 1) == date(1873, 1, 1)
    assert code_of(wareki.to_wareki, date(1872, 12, 31)) == "lunar_calendar"


@pytest.mark.parametrize(
    ("partial", "iso", "words"),
    [
        (PartialDate(1945), "1945-00-00", "昭和20年月日不詳"),
        (PartialDate(1945, 5), "1945-05-00", "昭和20年5月日不詳"),
        (PartialDate(1945, 5, 3), "1945-05-03", "昭和20年5月3日"),
        (PartialDate(1989), "1989-00-00", "昭和64年・平成元年月日不詳"),
        (PartialDate(1989, 1), "1989-01-00", "昭和64年・平成元年1月日不詳"),
        (PartialDate(2019, 5), "2019-05-00", "令和元年5月日不詳"),
        (PartialDate(1870, 5), "1870-05-00", "1870年5月日不詳"),
    ],
)
def test_partial_dates_both_ways(partial, iso, words):
    assert partial.isoformat() == iso
    assert partial.format() == words
    assert wareki.parse_partial(iso) == partial
    if "・" not in words:
        assert wareki.parse_partial(words) == partial


def test_partial_dates_know_their_span():
    assert (PartialDate(1944, 2).first, PartialDate(1944, 2).last) == (date(1944, 2, 1), date(1944, 2, 29))
    assert (PartialDate(1945).first, PartialDate(1945).last) == (date(1945, 1, 1), date(1945, 12, 31))
    assert PartialDate(1945, 5).known is None
    assert PartialDate(1945, 5, 3).known == date(1945, 5, 3)


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("昭和２０年", PartialDate(1945)),
        ("昭和20年5月不明", PartialDate(1945, 5)),
        ("平成31年4月", PartialDate(2019, 4)),
        ("S20.5.3", PartialDate(1945, 5, 3)),
        ("1945年", PartialDate(1945)),
    ],
)
def test_parse_partial_reads_words(text, partial):
    assert wareki.parse_partial(text) == partial


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("平成31年6月", "after_era"),
        ("令和元年3月", "before_era"),
        ("明治2年", "lunar_calendar"),
        ("昭和0年", "year_out_of_range"),
        ("元年5月", "unreadable"),
        ("1945-00-03", "unknown_part_order"),
        ("1945-13-00", "no_such_day"),
        ("0000-00-00", "no_such_day"),
        ("いつか", "unreadable"),
    ],
)
def test_parse_partial_refuses(text, code):
    assert code_of(wareki.parse_partial, text) == code


def test_before_the_solar_calendar_the_western_year_is_written():
    assert wareki.era_or_western(date(1872, 12, 31)) == "1872年12月31日"
    assert wareki.era_or_western(date(1873, 1, 1)) == "明治6年1月1日"
