"""The functions of the expression language. Every one takes empty values and answers empty (None) for them.

Values at run time: text ``str``, number ``int | Decimal``, date ``datetime.date``, several choices ``tuple[str,
…]``, rows ``tuple[Mapping, …]``, empty ``None``. A date with unknown parts is present but cannot be compared or
counted with.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from madoguchi.kit import checkdigits, kana, workdays
from madoguchi.modules.forms.domain.kinds import Kind

# Answers have at most 15 digits before the point and 6 behind. What is reckoned with them has at most _DIGITS before
# and behind it, so that 100 digits keep every sum exact, and no chain of products outgrows the machine.
EXACT = Context(prec=100)
_DIGITS = 45
Number = int | Decimal


def is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def exact(value: Number) -> Number | None:
    """An integral Decimal as int, so that results compare, hash and print alike. None for a number with more digits
    than can be reckoned with exactly: like a day that leaves the calendar, it is no result."""
    if not value:
        return 0
    if isinstance(value, int):
        return value if abs(value) < 10**_DIGITS else None
    if value.adjusted() >= _DIGITS:
        return None
    if value == value.to_integral_value():
        return int(value)
    exponent = value.normalize(EXACT).as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= -_DIGITS else None


def add(left: Any, right: Any) -> Any:
    """number + number, date + days. None when a side is empty or the date leaves the calendar."""
    if isinstance(left, date) and isinstance(right, int):
        return _shift(left, right)
    if is_number(left) and is_number(right):
        return exact(EXACT.add(Decimal(left), Decimal(right)))
    return None


def subtract(left: Any, right: Any) -> Any:
    """number - number, date - days (a date), date - date (days)."""
    if isinstance(left, date):
        if isinstance(right, date):
            return (left - right).days
        return _shift(left, -right) if isinstance(right, int) else None
    if is_number(left) and is_number(right):
        return exact(EXACT.subtract(Decimal(left), Decimal(right)))
    return None


def multiply(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        return exact(left * right)
    if is_number(left) and is_number(right):
        return exact(EXACT.multiply(Decimal(left), Decimal(right)))
    return None


def floor_divide(left: Any, right: Any) -> Any:
    """The whole number at or below the quotient, so that ``%`` never falls below 0 (of negative numbers -7 // 2 is -4,
    where rounding "down" gives -3: kit.rounding). None for division by zero."""
    if is_number(left) and is_number(right) and right != 0:
        return exact(math.floor(Fraction(left) / Fraction(right)))
    return None


def modulo(left: Any, right: Any) -> Any:
    quotient = floor_divide(left, right)
    return None if quotient is None else subtract(left, multiply(quotient, right))


def _shift(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def age(birth: Any, on: Any) -> int | None:
    """Full years on a day, as people count: the birthday itself completes the year (29 February: 1 March)."""
    if not isinstance(birth, date) or not isinstance(on, date):
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def legal_age(birth: Any, on: Any) -> int | None:
    """The age reached on a day, where a law says 「○歳に達した」: the day *before* the birthday completes the year
    (年齢計算ニ関する法律, 民法143条), as for 介護保険. 「○歳未満」 lasts until the end of that day: ``age``."""
    return age(birth, _shift(on, 1)) if isinstance(on, date) else None


def school_year_end(birth: Any, years: Any) -> date | None:
    """「years 歳に達する日以後の最初の3月31日」. One reaches an age the day *before* the birthday
    (年齢計算ニ関する法律), so somebody born on 1 April belongs to the year that ends the day before."""
    if not isinstance(birth, date) or not isinstance(years, int):
        return None
    late = (birth.month, birth.day) > (4, 1)
    year = birth.year + years + late
    return date(year, 3, 31) if 1 <= year <= 9999 else None


def add_months(day: Any, months: Any) -> date | None:
    """The same day so many months on; the last day of the month where it does not exist (民法143条2項)."""
    if not isinstance(day, date) or not isinstance(months, int):
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(first: Any, months: Any) -> date | None:
    """The last day of so many months that begin with ``first`` (民法143条2項): 31 March for 12 from 1 April, the last
    of February for one from 31 January. None below one month and after the year 9999."""
    if not isinstance(first, date) or not isinstance(months, int):
        return None
    try:
        return workdays.last_day(first, months)
    except workdays.WorkdayError:
        return None


def months_covered(first: Any, last: Any) -> int | None:
    """How many months from the first day to the last, a month begun counted as one (1月未満の端数は1月); 0 when the
    last is earlier. Months end as ``last_day`` says: 31 January to 28 February is one."""
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    if last < first:
        return 0
    months = (last.year - first.year) * 12 + last.month - first.month
    whole = last_day(first, months)  # None for 0: the month has only begun
    return months if whole is not None and whole >= last else months + 1


def fiscal_year(day: Any) -> int | None:
    """The 年度 of a day: April to March, named by the year of its April."""
    return day.year - (day.month < 4) if isinstance(day, date) else None


def days_between(first: Any, last: Any) -> int | None:
    """Days from first to last, the first not counted (初日不算入); negative when last is earlier."""
    return (last - first).days if isinstance(first, date) and isinstance(last, date) else None


def open_day(day: Any, offices: workdays.Calendar) -> date | None:
    """The day, or the next on which these offices are open, with which a period ends whose last day is closed
    (民法142条)."""
    try:
        return offices.next_open(day) if isinstance(day, date) else None
    except workdays.WorkdayError:  # a year whose holidays nobody knows
        return None


def days_covered(firsts: Any, ends: Any, otherwise: Any) -> int:
    """Days that lie in at least one of the periods, each day once: row by row from a first day to the day before an
    end; a row without an end goes on until ``otherwise``. Rows without a first day are skipped."""
    periods = sorted(
        (first, end if isinstance(end, date) else otherwise)
        for first, end in zip(firsts or (), ends or (), strict=False)
        if isinstance(first, date)
    )
    days, reached = 0, date.min
    for first, end in periods:
        days += max(0, (end - max(first, reached)).days)
        reached = max(reached, end)
    return days


def count(value: Any) -> int:
    """How many rows, files or chosen options; 0 when empty."""
    return len(value) if isinstance(value, (tuple, list)) else 0


def total(values: Any) -> Any:
    """The sum of a column; empty members are skipped, an empty column is 0."""
    result: Number = 0
    for value in values or ():
        if is_number(value):
            result = add(result, value)
    return result


def smallest(*values: Any) -> Any:
    return _pick(min, values)


def largest(*values: Any) -> Any:
    return _pick(max, values)


def _pick(choose: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    """min or max of the arguments, or of one column; empties and partly unknown dates do not take part."""
    members = values[0] if len(values) == 1 and isinstance(values[0], (tuple, list)) else values
    known = [value for value in members or () if is_number(value) or isinstance(value, date)]
    return choose(known) if known else None


def length(text: Any) -> int:
    return len(text) if isinstance(text, str) else 0


def is_empty(value: Any) -> bool:
    """No answer: nothing typed, no row, no file, or every part of it empty."""
    if isinstance(value, Mapping):
        return all(is_empty(part) for part in value.values())
    return value is None or value in ("", (), [])


def same_kana(left: Any, right: Any) -> bool:
    """Whether two kana names are the same however they are spaced (ｶﾅ, small ョ and width do not count).

    Takes texts and names with parts; false when either is empty.
    """
    one, other = (kana.compare_key(_joined(side)) for side in (left, right))
    return bool(one) and one == other


def insurer_number_ok(number: Any) -> bool:
    """Whether a 保険者番号 has a right check digit (kit.checkdigits); false for none."""
    return isinstance(number, str) and checkdigits.insurer_number_ok(number)


def _joined(name: Any) -> str:
    if isinstance(name, Mapping):
        return "".join(part for part in name.values() if isinstance(part, str))
    return name if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it takes (a tuple of allowed kinds per argument), what it gives, how it is
    written.
    """

    call: Callable[..., Any]
    takes: tuple[tuple[Kind, ...], ...]
    gives: Kind
    usage: str
    # is_empty, count and sum are asked *about* absence, so a check that uses them runs on empty answers too.
    wants_empty: bool = False
    many: bool = False
    # Asks when the offices are open: `call` takes their calendar as its last argument, which no pack writes.
    of_offices: bool = False


_COUNTABLE = (Kind.ROWS, Kind.FILES, Kind.SET, Kind.LIST)

FUNCTIONS: Mapping[str, Function] = {
    "age": Function(age, ((Kind.DATE,), (Kind.DATE,)), Kind.NUMBER, "age(birth, today)"),
    "legal_age": Function(legal_age, ((Kind.DATE,), (Kind.DATE,)), Kind.NUMBER, "legal_age(birth, today)"),
    "school_year_end": Function(
        school_year_end, ((Kind.DATE,), (Kind.NUMBER,)), Kind.DATE, "school_year_end(birth, 18)"
    ),
    "add_months": Function(add_months, ((Kind.DATE,), (Kind.NUMBER,)), Kind.DATE, "add_months(start, 6)"),
    "last_day": Function(last_day, ((Kind.DATE,), (Kind.NUMBER,)), Kind.DATE, "last_day(start, 12)"),
    "months_covered": Function(months_covered, ((Kind.DATE,), (Kind.DATE,)), Kind.NUMBER, "months_covered(start, end)"),
    "fiscal_year": Function(fiscal_year, ((Kind.DATE,),), Kind.NUMBER, "fiscal_year(today)"),
    "days_between": Function(days_between, ((Kind.DATE,), (Kind.DATE,)), Kind.NUMBER, "days_between(start, end)"),
    "open_day": Function(open_day, ((Kind.DATE,),), Kind.DATE, "open_day(moved_on + 14)", of_offices=True),
    "days_covered": Function(
        days_covered,
        ((Kind.LIST,), (Kind.LIST,), (Kind.DATE,)),
        Kind.NUMBER,
        "days_covered((job.start for job in jobs), (job.end for job in jobs), today)",
        wants_empty=True,
    ),
    "count": Function(count, (_COUNTABLE,), Kind.NUMBER, "count(items)", wants_empty=True),
    "sum": Function(total, ((Kind.LIST,),), Kind.NUMBER, "sum(items.number)", wants_empty=True),
    "min": Function(smallest, ((Kind.NUMBER, Kind.DATE, Kind.LIST),), Kind.NUMBER, "min(a, b)", many=True),
    "max": Function(largest, ((Kind.NUMBER, Kind.DATE, Kind.LIST),), Kind.NUMBER, "max(a, b)", many=True),
    "same_kana": Function(
        same_kana, ((Kind.TEXT, Kind.RECORD),) * 2, Kind.BOOL, "same_kana(account.holder_kana, owner_kana)"
    ),
    "insurer_number_ok": Function(insurer_number_ok, ((Kind.TEXT,),), Kind.BOOL, "insurer_number_ok(insurer_number)"),
    "length": Function(length, ((Kind.TEXT,),), Kind.NUMBER, "length(reason)"),
    "is_empty": Function(
        is_empty,
        ((Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOL, Kind.RECORD, *_COUNTABLE),),
        Kind.BOOL,
        "is_empty(mail)",
        wants_empty=True,
    ),
}
