"""Opening days and clocks: worked examples of the articles, then the laws that must hold for any days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit.workdays import Calendar, WorkdayError

USUAL = Calendar()
OWN = Calendar(
    closing_days=frozenset(date(2026, 6, day) for day in range(8, 20)) | {date(2027, 2, 1)},
    opening_days=frozenset({date(2026, 11, 22)}),
)
# A few years only: working out the holidays of a year takes 50 ms, once.
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))
CALENDARS = st.sampled_from([USUAL, OWN])
UNITS = st.sampled_from(["working", "calendar"])
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 90)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))),
    max_size=4,
)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 20), True),  # Friday
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
        (date(2026, 5, 6), False),  # 振替休日
        (date(2026, 9, 22), False),  # 国民の休日 between two holidays
        (date(2027, 3, 22), False),  # 春分の日 on a Sunday, moved
    ],
)
def test_opening_days(day, is_open):
    assert USUAL.is_open(day) is is_open


def test_a_body_closes_and_opens_days_of_its_own():
    assert USUAL.is_open(date(2026, 6, 10))
    assert not OWN.is_open(date(2026, 6, 10))
    assert OWN.is_open(date(2026, 11, 22))
    assert OWN.next_open(date(2026, 6, 6)) == date(2026, 6, 22)


def test_next_open_and_adding():
    assert USUAL.next_open(date(2026, 11, 20)) == date(2026, 11, 20)
    assert USUAL.next_open(date(2026, 11, 21)) == date(2026, 11, 24)
    assert USUAL.add_open_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert USUAL.add_open_days(date(2027, 1, 4), -1) == date(2026, 12, 28)
    assert USUAL.add_open_days(date(2026, 11, 21), 0) == date(2026, 11, 24)
    assert USUAL.open_days_between(date(2026, 11, 20), date(2026, 11, 24)) == 1
    assert USUAL.open_days_between(date(2026, 11, 24), date(2026, 11, 20)) == -1
    assert USUAL.open_days_between(date(2026, 1, 1), date(2026, 1, 1)) == 0


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        # 140条: the first day does not count.
        (date(2026, 4, 1), {"days": 14}, date(2026, 4, 15)),
        (date(2026, 4, 1), {"days": 14, "first_day_counts": True}, date(2026, 4, 14)),
        (date(2026, 4, 1), {"days": 0}, date(2026, 4, 1)),
        # 142条, 地方自治法4条の2: Sunday 22 and the holiday on 23 move to Tuesday 24.
        (date(2026, 11, 8), {"days": 14}, date(2026, 11, 24)),
        (date(2026, 12, 15), {"days": 14}, date(2027, 1, 4)),
        # Working days.
        (date(2026, 11, 20), {"days": 1, "unit": "working"}, date(2026, 11, 24)),
        (date(2026, 11, 20), {"days": 1, "unit": "working", "first_day_counts": True}, date(2026, 11, 20)),
        (date(2026, 11, 22), {"days": 1, "unit": "working", "first_day_counts": True}, date(2026, 11, 24)),
        (date(2026, 4, 28), {"days": 5, "unit": "working"}, date(2026, 5, 11)),
        # 143条: the day before the corresponding day of the first day that counts.
        (date(2026, 1, 14), {"months": 1, "first_day_counts": True}, date(2026, 2, 13)),
        (date(2026, 1, 15), {"months": 1}, date(2026, 2, 16)),  # 15 is a Sunday
        (date(2026, 1, 31), {"months": 1}, date(2026, 3, 2)),  # counts from 2/1, ends on Saturday 2/28
        (date(2026, 3, 30), {"months": 1}, date(2026, 4, 30)),  # counts from 3/31, no 4/31: the last day
        (date(2026, 3, 31), {"months": 1}, date(2026, 4, 30)),  # counts from 4/1, the whole of April
        (date(2028, 1, 29), {"months": 1}, date(2028, 2, 29)),  # counts from 1/30, no 2/30
        (date(2028, 1, 30), {"months": 1}, date(2028, 2, 29)),
        (date(2026, 8, 31), {"months": 3}, date(2026, 11, 30)),
        (date(2026, 11, 30), {"months": 3}, date(2027, 3, 1)),  # 2027-02-28 is a Sunday
        (date(2024, 2, 28), {"years": 1}, date(2025, 2, 28)),  # counts from 2/29, none in 2025
        (date(2024, 2, 29), {"years": 1}, date(2025, 2, 28)),  # counts from 3/1
        (date(2026, 4, 1), {"years": 1, "first_day_counts": True}, date(2027, 3, 31)),
        (date(2025, 12, 10), {"months": 12}, date(2026, 12, 10)),
    ],
)
def test_deadlines(start, period, last):
    assert USUAL.deadline(start, **period) == last


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({}, "period"),
        ({"days": 1, "months": 1}, "period"),
        ({"days": -1}, "period"),
        ({"days": 0, "first_day_counts": True}, "period"),
        ({"months": 0}, "period"),
        ({"years": 0}, "period"),
        ({"months": 1, "unit": "working"}, "unit"),
    ],
)
def test_periods_that_make_no_sense(period, code):
    with pytest.raises(WorkdayError) as caught:
        USUAL.deadline(date(2026, 4, 1), **period)
    assert caught.value.code == code


def test_years_without_a_holiday_law_are_refused():
    for call in (
        lambda: USUAL.is_open(date(1947, 12, 1)),
        lambda: USUAL.add_open_days(date(2150, 12, 20), 300),
        lambda: USUAL.deadline(date(2026, 1, 1), years=9000),
        lambda: USUAL.deadline(date(2026, 1, 1), days=10**12),
        lambda: USUAL.due(date(2026, 1, 1), 10**12, "calendar"),
        lambda: USUAL.add_open_days(date(2026, 1, 1), -(10**12)),
    ):
        with pytest.raises(WorkdayError) as caught:
            call()
        assert caught.value.code == "out_of_range"


@given(CALENDARS, DAYS, st.integers(-300, 300))
def test_adding_and_counting_are_inverse(calendar, day, count):
    found = calendar.add_open_days(day, count)
    assert calendar.is_open(found)
    if count:
        assert calendar.open_days_between(day, found) == count


@given(CALENDARS, DAYS, DAYS)
def test_counting_agrees_with_looking_at_each_day(calendar, one, other):
    start, end = sorted((one, other))
    end = min(end, start + timedelta(days=120))
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert calendar.open_days_between(start, end) == sum(calendar.is_open(day) for day in days)
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    assert calendar.open_days_between(end, start) == -sum(calendar.is_open(day) for day in days)


@given(CALENDARS, DAYS, DAYS, st.integers(1, 60), UNITS)
def test_deadlines_are_open_and_keep_the_order_of_their_starts(calendar, one, other, days, unit):
    first, second = sorted((one, other))
    due = calendar.deadline(first, days=days, unit=unit)
    assert calendar.is_open(due)
    assert due > first
    assert due <= calendar.deadline(second, days=days, unit=unit)
    assert due <= calendar.deadline(first, days=days + 1, unit=unit)
    assert calendar.deadline(first, days=days, unit=unit, first_day_counts=True) <= due


@given(CALENDARS, DAYS, DAYS, st.integers(1, 24))
def test_month_deadlines_are_open_and_keep_order(calendar, one, other, months):
    first, second = sorted((one, other))
    due = calendar.deadline(first, months=months)
    assert calendar.is_open(due)
    assert due <= calendar.deadline(second, months=months)
    assert calendar.deadline(first, months=12) == calendar.deadline(first, years=1)


def test_a_clock_that_pauses_for_a_correction():
    start = date(2026, 4, 1)  # Wednesday
    assert USUAL.due(start, 10) == date(2026, 4, 15)
    pause = (date(2026, 4, 6), date(2026, 4, 13))  # five opening days, 7 to 13
    assert USUAL.due(start, 10, "working", [pause]) == date(2026, 4, 22)
    assert USUAL.elapsed(start, date(2026, 4, 6), "working", [pause]) == 3
    assert USUAL.elapsed(start, date(2026, 4, 10), "working", [pause]) == 3
    assert USUAL.elapsed(start, date(2026, 4, 14), "working", [pause]) == 4
    assert USUAL.remaining(start, date(2026, 4, 14), 10, "working", [pause]) == 6
    assert USUAL.remaining(start, date(2026, 4, 22), 10, "working", [pause]) == 0
    assert USUAL.remaining(start, date(2026, 4, 24), 10, "working", [pause]) == -2


def test_a_stopped_clock_has_no_due_day_but_days_left():
    start, stopped = date(2026, 4, 1), (date(2026, 4, 6), None)
    assert USUAL.due(start, 10, "working", [stopped]) is None
    assert USUAL.due(start, 10, "calendar", [stopped]) is None
    assert USUAL.remaining(start, date(2026, 8, 1), 10, "working", [stopped]) == 7
    # It had run out before it was stopped: that stays so.
    assert USUAL.due(start, 3, "working", [stopped]) == date(2026, 4, 6)
    assert USUAL.due(start, 2, "working", [stopped]) == date(2026, 4, 3)


def test_calendar_days_move_past_closing_days_and_pauses():
    start = date(2026, 4, 1)
    assert USUAL.due(start, 3, "calendar") == date(2026, 4, 6)  # 4/4 is a Saturday
    assert USUAL.remaining(start, date(2026, 4, 6), 3, "calendar") == 0
    assert USUAL.remaining(start, date(2026, 4, 8), 3, "calendar") == -2
    assert USUAL.due(start, 3, "calendar", [(date(2026, 4, 4), date(2026, 4, 8))]) == date(2026, 4, 9)
    assert USUAL.due(start, 3, "calendar", [(date(2026, 4, 4), None)]) is None


def test_pauses_that_overlap_count_once():
    start = date(2026, 4, 1)
    one, other = (date(2026, 4, 6), date(2026, 4, 10)), (date(2026, 4, 8), date(2026, 4, 13))
    both = USUAL.due(start, 10, "working", [other, one])
    assert both == USUAL.due(start, 10, "working", [(date(2026, 4, 6), date(2026, 4, 13))])


def test_clocks_do_not_run_backwards():
    for call in (
        lambda: USUAL.elapsed(date(2026, 4, 2), date(2026, 4, 1)),
        lambda: USUAL.due(date(2026, 4, 1), 5, "working", [(date(2026, 4, 6), date(2026, 4, 3))]),
    ):
        with pytest.raises(WorkdayError) as caught:
            call()
        assert caught.value.code == "backwards"
    with pytest.raises(WorkdayError, match="period"):
        USUAL.due(date(2026, 4, 1), -1)


@given(CALENDARS, DAYS, st.integers(0, 60), PAUSES)
@settings(max_examples=200)
def test_at_its_due_day_a_working_clock_has_run_exactly_its_days(calendar, start, days, pauses):
    due = calendar.due(start, days, "working", pauses)
    assert due is not None
    assert calendar.is_open(due)
    assert not any(stopped < due <= resumed for stopped, resumed in pauses)
    if days:
        assert calendar.elapsed(start, due, "working", pauses) == days
        assert calendar.elapsed(start, due - timedelta(days=1), "working", pauses) == days - 1
    assert calendar.remaining(start, due, days, "working", pauses) == 0


@given(CALENDARS, DAYS, st.integers(1, 60), st.integers(0, 30), st.integers(0, 60))
@settings(max_examples=200)
def test_a_pause_extends_by_exactly_its_opening_days(calendar, start, days, offset, length):
    plain = calendar.due(start, days)
    stopped = start + timedelta(days=offset)
    resumed = stopped + timedelta(days=length)
    paused = calendar.due(start, days, "working", [(stopped, resumed)])
    if stopped < plain:
        assert calendar.open_days_between(plain, paused) == calendar.open_days_between(stopped, resumed)
    else:
        assert paused == plain


@given(CALENDARS, DAYS, st.integers(0, 60), UNITS, PAUSES)
@settings(max_examples=200)
def test_clocks_agree_with_counting_day_by_day(calendar, start, days, unit, pauses):
    def runs(day):
        paused = any(stopped < day <= resumed for stopped, resumed in pauses)
        return not paused and (unit == "calendar" or calendar.is_open(day))

    day, run = start, 0
    while run < days:
        day += timedelta(days=1)
        run += runs(day)
    assert calendar.elapsed(start, day, unit, pauses) == run
    while not calendar.is_open(day) or any(stopped < day <= resumed for stopped, resumed in pauses):
        day += timedelta(days=1)
    assert calendar.due(start, days, unit, pauses) == day
