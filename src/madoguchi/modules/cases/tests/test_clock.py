"""The clock: 初日不算入, working and calendar days, pauses; once by example and once by property."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.cases.choices import Unit
from madoguchi.modules.cases.domain.clock import (
    Clock,
    Pause,
    StandardPeriod,
    correction_due,
    due_on,
    read_clock,
    stand,
)

USUAL = Calendar()
FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 22)  # Monday 11/23 is 勤労感謝の日


def test_the_day_of_arrival_does_not_count() -> None:
    assert due_on(FRIDAY, StandardPeriod(1, Unit.WORKING), USUAL) == date(2026, 11, 24)
    open_saturday = Calendar(opening_days=frozenset({date(2026, 11, 21)}))
    assert due_on(FRIDAY, StandardPeriod(1, Unit.CALENDAR), open_saturday) == date(2026, 11, 21)


def test_calendar_days_end_on_an_opening_day() -> None:
    assert due_on(FRIDAY, StandardPeriod(2, Unit.CALENDAR), USUAL) == date(2026, 11, 24)


def test_a_body_s_own_closing_day_counts() -> None:
    closed = Calendar(closing_days=frozenset({date(2026, 11, 24)}))
    assert due_on(SUNDAY, StandardPeriod(1, Unit.WORKING), closed) == date(2026, 11, 25)


def test_an_open_correction_stops_the_clock() -> None:
    period = StandardPeriod(5, Unit.WORKING)
    asked = date(2026, 11, 26)  # Tue 24, Wed 25 and Thu 26 are used up
    for today in (asked, date(2026, 12, 25)):
        clock = read_clock(SUNDAY, period, USUAL, [Pause(asked)], today)
        assert clock == Clock(period, None, 2, paused=True, overdue=False)


def test_after_the_answer_the_clock_goes_on() -> None:
    period = StandardPeriod(5, Unit.WORKING)
    pause = Pause(date(2026, 11, 26), date(2026, 12, 3))
    clock = read_clock(SUNDAY, period, USUAL, [pause], date(2026, 12, 3))
    assert (clock.due_on, clock.remaining, clock.paused) == (date(2026, 12, 7), 2, False)


def test_asked_and_answered_on_one_day_costs_nothing() -> None:
    period = StandardPeriod(5, Unit.WORKING)
    pause = Pause(date(2026, 11, 26), date(2026, 11, 26))
    assert due_on(SUNDAY, period, USUAL, [pause]) == due_on(SUNDAY, period, USUAL)


def test_late_is_late_on_the_weekend_too() -> None:
    clock = read_clock(date(2026, 11, 10), StandardPeriod(3, Unit.WORKING), USUAL, [], date(2026, 11, 14))
    assert (clock.due_on, clock.overdue) == (date(2026, 11, 13), True)


def test_a_period_has_at_least_a_day_and_a_known_unit() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        StandardPeriod(0, Unit.WORKING)
    with pytest.raises(ValueError, match="weeks"):
        StandardPeriod(1, "weeks")  # type: ignore[arg-type]


def test_a_correction_is_due_on_an_opening_day() -> None:
    assert correction_due(date(2026, 11, 13), 14, USUAL) == date(2026, 11, 27)
    assert correction_due(date(2026, 11, 14), 7, USUAL) == date(2026, 11, 24)


# The first look at a year reads its holidays, which is slower than Hypothesis likes.
settings.register_profile("calendar", deadline=None)
settings.load_profile("calendar")

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
periods = st.builds(StandardPeriod, st.integers(1, 90), st.sampled_from(Unit))


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Pause]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start += timedelta(days=draw(st.integers(0, 20)))
        end = start + timedelta(days=draw(st.integers(0, 30)))
        found.append(Pause(start, end))
        start = end
    return found


@given(filed=days, period=periods, data=st.data())
def test_the_last_day_is_open_after_arrival_and_outside_pauses(
    filed: date, period: StandardPeriod, data: st.DataObject
) -> None:
    spans = data.draw(pauses(filed))
    last = due_on(filed, period, USUAL, spans)
    assert last is not None
    assert last > filed
    assert USUAL.is_open(last)
    assert not any(pause.start < last <= pause.end for pause in spans if pause.end)


@given(filed=days, period=periods, data=st.data())
def test_a_pause_never_shortens_the_time(filed: date, period: StandardPeriod, data: st.DataObject) -> None:
    plain = due_on(filed, period, USUAL)
    paused = due_on(filed, period, USUAL, data.draw(pauses(filed)))
    assert plain is not None
    assert paused is not None
    assert paused >= plain


@given(filed=days, period=periods, data=st.data(), gone=st.integers(0, 200))
def test_remaining_days_and_overdue_agree(filed: date, period: StandardPeriod, data: st.DataObject, gone: int) -> None:
    spans = data.draw(pauses(filed))
    today = filed + timedelta(days=gone)
    clock = read_clock(filed, period, USUAL, [pause for pause in spans if pause.start <= today], today)
    if clock.paused or clock.due_on is None:
        return
    assert clock.overdue == (today > clock.due_on)
    assert clock.remaining <= 0 if clock.overdue else clock.remaining >= 0
    assert clock.remaining <= period.days


@given(filed=days, period=periods, asked=st.integers(0, 60), later=st.integers(0, 60))
def test_while_the_clock_stands_the_rest_does_not_change(
    filed: date, period: StandardPeriod, asked: int, later: int
) -> None:
    start = filed + timedelta(days=asked)
    first_due = due_on(filed, period, USUAL)
    assert first_due is not None
    if start > first_due:
        return
    at_once = read_clock(filed, period, USUAL, [Pause(start)], start)
    after = read_clock(filed, period, USUAL, [Pause(start)], start + timedelta(days=later))
    assert at_once.remaining == after.remaining


turns = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=8)


@given(start=days, moves=turns)
def test_standstills_follow_whose_turn_it_is(start: date, moves: list[tuple[bool, int]]) -> None:
    """Whatever the order of turns: the spans lie one after the other, and the last is open while the clock stands."""
    standstills: list[list[str | None]] = []
    day, standing = start, False
    for standing, gone in moves:
        day += timedelta(days=gone)
        standstills = stand(standstills, standing=standing, on=day)
    assert bool(standstills) >= standing
    assert not standstills or (standstills[-1][1] is None) == standing
    assert all(end is not None for _start, end in standstills[:-1])
    flat = [one for span in standstills for one in span if one]
    assert flat == sorted(flat)


@given(start=days, moves=turns)
def test_the_same_turn_again_changes_nothing(start: date, moves: list[tuple[bool, int]]) -> None:
    standstills: list[list[str | None]] = []
    for standing, gone in moves:
        once = stand(standstills, standing=standing, on=start)
        assert stand(once, standing=standing, on=start + timedelta(days=gone)) == once
        standstills = once


@given(filed=days, period=periods, worked=st.integers(1, 60), stood=st.integers(0, 400))
def test_a_decision_taken_back_leaves_the_days_that_were_left(
    filed: date, period: StandardPeriod, worked: int, stood: int
) -> None:
    decided = filed + timedelta(days=worked)
    first_due = due_on(filed, period, USUAL)
    assert first_due is not None
    if decided > first_due:
        return
    revoked = decided + timedelta(days=stood)
    left = read_clock(filed, period, USUAL, [], decided).remaining
    revived = read_clock(filed, period, USUAL, [Pause(decided, revoked)], revoked)
    assert revived.remaining == left
    assert not revived.overdue or left == 0, "the last day itself was used up by the decision"
