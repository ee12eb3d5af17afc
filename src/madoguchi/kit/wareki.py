"""Japanese eras (和暦): dates of the Gregorian calendar to and from 元号 years, and dates with unknown parts.

Stored is always the Western date (GIF: 西暦 ISO); the era is for showing and for reading what people typed.
Era boundaries: 元号法 (昭和54年法律第43号) and the 政令 on 平成 and 令和; 明治, 大正 and 昭和 as commonly
tabulated ([K]: no statute was opened for this table; research note §10).

Until 明治5年12月2日 (= 1872-12-31) Japan used a lunisolar calendar, so "明治3年5月1日" is *not* 1870-05-01.
Days before 1873-01-01 are refused in both directions with the code `lunar_calendar`.

Codes of `WarekiError`: unknown_era, year_out_of_range, no_such_day, before_era, after_era, lunar_calendar,
unreadable, weekday_mismatch, unknown_part_order. `before_era` and `after_era` carry `instead`, the same day
as it should be written ("平成31年5月1日" -> "令和元年5月1日"), because officers meet such dates on old
prints every day.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Final, Literal, NoReturn

from madoguchi.kit.errors import KitError

GREGORIAN_FROM: Final = date(1873, 1, 1)
WEEKDAYS: Final = "月火水木金土日"


class WarekiError(KitError):
    """A date that cannot be read or converted; the codes are in the module docstring."""


@dataclass(frozen=True)
class Era:
    """One era: `letter` as on forms (R8.11.22), `digit` as in JPKI dates of birth; `last` None: it runs."""

    name: str
    letter: str
    digit: int
    first: date
    last: date | None

    def year_text(self, year: int) -> str:
        """Year 1 as 元: (令和, 1) -> "令和元年", (令和, 8) -> "令和8年"."""
        return f"{self.name}{'元' if year == 1 else year}年"


# The first day of an era is the day of the change: 1989-01-07 was still 昭和64年. 昭和 and 大正 formally
# share 1926-12-25 and 明治 and 大正 1912-07-30; the tables of the offices give the shared day to the newer
# era.
ERAS: Final = (
    Era("明治", "M", 1, date(1868, 1, 25), date(1912, 7, 29)),
    Era("大正", "T", 2, date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", 3, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", 4, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", 5, date(2019, 5, 1), None),
)
_BY_NAME: Final = {key: era for era in ERAS for key in (era.name, era.letter)}


@dataclass(frozen=True)
class Wareki:
    """An era and the year within it, counted from 1."""

    era: Era
    year: int

    def __str__(self) -> str:
        return self.era.year_text(self.year)


Form = Literal["wareki", "wareki_short", "western", "iso", "slash", "dot", "compact"]


@dataclass(frozen=True)
class ReadDate:
    """What `parse_date` read: the day, the form it was typed in, and the era when one was typed."""

    date: date
    form: Form
    era: Era | None


def to_wareki(day: date) -> Wareki:
    """The era and year of a day from 1873-01-01 on. Raises `lunar_calendar` for earlier days."""
    if day < GREGORIAN_FROM:
        raise WarekiError("lunar_calendar", date=day)
    era = next(era for era in reversed(ERAS) if era.first <= day)
    return Wareki(era, day.year - era.first.year + 1)


def format_wareki(day: date, *, weekday: bool = False) -> str:
    """ "令和8年11月22日", with `weekday` "令和8年11月22日（日）". Raises as `to_wareki`."""
    text = f"{to_wareki(day)}{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}）" if weekday else text


def era_or_western(day: date) -> str:
    """`format_wareki`; a day before 1873 in Western years ("1872年12月31日"), for it had another name in Japan."""
    return format_wareki(day) if day >= GREGORIAN_FROM else f"{day.year}年{day.month}月{day.day}日"


def format_both(day: date) -> str:
    """ "2026年11月22日（日）（令和8年）": for screens, where foreign residents read along. Raises as
    `to_wareki`.
    """
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）（{to_wareki(day)}）"


def era_named(text: str) -> Era:
    """The era for "令和", "R" or "r" (any width). Raises `unknown_era`."""
    era = _BY_NAME.get(unicodedata.normalize("NFKC", text).strip().upper())
    if era is None:
        raise WarekiError("unknown_era", era=text)
    return era


def from_wareki(era: Era | str, year: int, month: int, day: int) -> date:
    """The Western date of an era date. `era` is an `Era`, its name or its letter; `year` counts from 1
    (元年).

    Raises `WarekiError`: unknown_era, year_out_of_range (below 1 or past the year 9999), lunar_calendar
    (明治1–5), no_such_day (2月30日), before_era (平成元年1月7日), after_era (平成31年5月1日); the last two
    carry `instead`.
    """
    if isinstance(era, str):
        era = era_named(era)
    western = era.first.year + year - 1
    if year < 1 or western > MAXYEAR:
        raise WarekiError("year_out_of_range", era=era.name, year=year)
    if western < GREGORIAN_FROM.year:
        raise WarekiError("lunar_calendar", era=era.name, year=year)
    result = _day(western, month, day)
    if result < era.first:
        raise WarekiError("before_era", era=era.name, date=result, instead=format_wareki(result))
    if era.last is not None and result > era.last:
        raise WarekiError("after_era", era=era.name, date=result, instead=format_wareki(result))
    return result


_DAY_WORDS: Final = r"(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?"
_DAY_MARKS: Final = r"(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
_ERA: Final = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])(?P<year>元|[0-9]{1,4})"
_FORMS: Final = (
    ("wareki", re.compile(_ERA + "年" + _DAY_WORDS)),
    ("wareki_short", re.compile(_ERA + _DAY_MARKS)),
    ("western", re.compile("(?P<year>[0-9]{4})年" + _DAY_WORDS)),
    ("western_marks", re.compile("(?P<year>[0-9]{4})" + _DAY_MARKS)),
    ("compact", re.compile("(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")),
)
_MARK_NAMES: Final[dict[str, Form]] = {"-": "iso", "/": "slash", ".": "dot"}


def parse_date(text: str) -> ReadDate:
    """Read one day as people type it: "令和8年11月22日", "R8.11.22", "2026-11-22", "2026/11/22", "20261122" …

    Full-width digits and letters, spaces, the one-character eras (㋿) and a weekday in brackets are accepted.
    A two-digit year without an era is refused: 08/11/22 may be three different days.
    Raises `WarekiError`: unreadable, weekday_mismatch and the codes of `from_wareki`.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for name, pattern in _FORMS:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        parts = found.groupdict()
        month, day, era = int(parts["month"]), int(parts["day"]), None
        year = 1 if parts["year"] == "元" else int(parts["year"])
        if "era" in parts:
            era = era_named(parts["era"])
            result = from_wareki(era, year, month, day)
        else:
            result = _day(year, month, day)
        weekday = parts.get("weekday")
        if weekday is not None and weekday != WEEKDAYS[result.weekday()]:
            raise WarekiError("weekday_mismatch", date=result, typed=weekday, actual=WEEKDAYS[result.weekday()])
        return ReadDate(result, _form(name, parts), era)
    raise WarekiError("unreadable", text=text)


def _form(name: str, parts: dict[str, str | None]) -> Form:
    if name == "western_marks":
        return _MARK_NAMES[parts["mark"] or "-"]
    forms: dict[str, Form] = {
        "wareki": "wareki",
        "wareki_short": "wareki_short",
        "western": "western",
        "compact": "compact",
    }
    return forms[name]


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise WarekiError("no_such_day", year=year, month=month, day=day) from None


@dataclass(frozen=True)
class PartialDate:
    """A date whose day, or month and day, nobody knows (生年月日に不明日がある人).

    `year` is Western, `month` and `day` None when unknown; a day without a month is refused
    (unknown_part_order), a day that cannot exist too (no_such_day). Never fill in 1月1日 for the unknown: it
    would become a birthday.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise WarekiError("unknown_part_order", year=self.year, day=self.day)
        _day(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def first(self) -> date:
        """The earliest day it can be (for "at least 65 years old" compare with `last`)."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def known(self) -> date | None:
        """The day itself when every part is known, else None."""
        return self.first if self.first == self.last else None

    def isoformat(self) -> str:
        """ "1945-00-00", "1945-05-00", "1945-05-03": sorts as text, unknown parts first. Not an ISO 8601
        date.
        """
        return f"{self.year:04d}-{self.month or 0:02d}-{self.day or 0:02d}"

    def format(self) -> str:
        """ "昭和20年月日不詳", "昭和20年5月日不詳", "昭和20年5月3日".

        When the unknown part spans a change of era both are named ("昭和64年・平成元年月日不詳");
        before 1873 the Western year is printed, as there is no Gregorian era year.
        """
        if self.first < GREGORIAN_FROM:
            years = f"{self.year}年"
        else:
            first, last = to_wareki(self.first), to_wareki(self.last)
            years = str(first) if first == last else f"{first}・{last}"
        if self.month is None:
            return f"{years}月日不詳"
        return f"{years}{self.month}月日不詳" if self.day is None else f"{years}{self.month}月{self.day}日"


_ISO_LIKE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTIAL_WORDS: Final = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和)?(?P<year>元|[0-9]{1,4})年(?:(?P<month>[0-9]{1,2})月)?(?:月?日?(?:不詳|不明))?"
)


def parse_partial(text: str) -> PartialDate:
    """Read "1945-00-00", "1945-05-00", "昭和20年", "昭和20年5月", either with 不詳 / 不明, or any complete
    date.

    An era year is checked against its era as far as its parts are known (平成31年6月 -> after_era).
    Raises `WarekiError`: unreadable and the codes of `from_wareki`.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    iso = _ISO_LIKE.fullmatch(plain)
    if iso is not None:
        year, month, day = (int(part) for part in iso.groups())
        return PartialDate(year, month or None, day or None)
    words = _PARTIAL_WORDS.fullmatch(plain)
    if words is None:
        complete = parse_date(plain).date
        return PartialDate(complete.year, complete.month, complete.day)
    month_known = int(words["month"]) if words["month"] else None
    typed = 1 if words["year"] == "元" else int(words["year"])
    if words["era"] is None:
        if words["year"] == "元":
            _unreadable(text)
        return PartialDate(typed, month_known)
    era = era_named(words["era"])
    western = era.first.year + typed - 1
    if typed < 1 or western > MAXYEAR:
        raise WarekiError("year_out_of_range", era=era.name, year=typed)
    if western < GREGORIAN_FROM.year:
        raise WarekiError("lunar_calendar", era=era.name, year=typed)
    partial = PartialDate(western, month_known)
    if partial.last < era.first:
        raise WarekiError("before_era", era=era.name, date=partial.last, instead=partial.format())
    if era.last is not None and partial.first > era.last:
        raise WarekiError("after_era", era=era.name, date=partial.first, instead=partial.format())
    return partial


def _unreadable(text: str) -> NoReturn:
    raise WarekiError("unreadable", text=text)
