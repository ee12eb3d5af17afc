"""Days, months and fiscal years; Western years or 和暦, typed in boxes."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Any, ClassVar, NoReturn, Self

from madoguchi.kit import datewords, wareki
from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, Day, OneOf, Spec
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.choices import ERAS_EN
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.kinds import DATE, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Typed,
    as_text,
    part_of,
)

# "" and these mean the Western calendar; every other value is an era for kit.wareki.era_named ("令和", "R").
WESTERN = "西暦"
_WESTERN_WORDS = ("", WESTERN, "western", "ad")
EDGE: Spec = OneOf(TextSpec(max=200), Day())
EN_MONTHS = calendar.month_name


def refuse(code: str, sub: str, **params: Any) -> NoReturn:
    raise Invalid([Flaw(code, sub, params)])


def number(text: str, sub: str) -> int | None:
    """A typed part as a number; None when empty; 元 is 1 in a year box. Raises ``Invalid``."""
    plain = characters.half_width(text).removesuffix({"year": "年", "month": "月", "day": "日"}[sub]).strip()
    if not plain:
        return None
    if plain == "元" and sub == "year":
        return 1
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 4:
        refuse(f"date_{sub}_not_number", sub)
    return int(plain)


def western_year(era: str, year: int, sub: str = "year") -> int:
    """The Western year of a year box. Raises ``Invalid`` for a year that the calendar or era cannot have."""
    era = characters.half_width(era)
    if era.lower() in _WESTERN_WORDS:
        if year < 100:
            refuse("date_year_two_digits", sub, year=year)
        if not wareki.GREGORIAN_FROM.year <= year <= MAXYEAR - 1000:
            refuse("date_year_range", sub, year=year)
        return year
    try:
        found = wareki.era_named(era)
    except wareki.WarekiError:
        refuse("date_era_unknown", "era")
    if year > 1000:
        refuse("date_year_looks_western", sub, era=found.name, year=year)
    western = found.first.year + year - 1
    if year < 1 or western < wareki.GREGORIAN_FROM.year:
        refuse("date_year_range", sub, year=year)
    return western


def _era_of(era: str) -> str:
    """The name of the era that was chosen, "" for Western years."""
    plain = characters.half_width(era)
    return "" if plain.lower() in _WESTERN_WORDS else wareki.era_named(plain).name


class DayNumber(int):
    """A day of a month as somebody typed it; it need not exist."""


def ordinal(number: int) -> str:
    """1 → "1st", 22 → "22nd", 13 → "13th"."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """A month as somebody named it: with the era and its year, or with `era` "" by the Western year."""

    western: int
    month: int
    era: str
    year: int

    def in_(self, lang: str) -> str:
        if english(lang):
            also = f" ({ERAS_EN.get(self.era, self.era)} {self.year})" if self.era else ""
            return f"{EN_MONTHS[self.month]} {self.western}{also}"
        return (
            f"{self.era}{'元' if self.year == 1 else self.year}年{self.month}月"
            if self.era
            else f"{self.western}年{self.month}月"
        )


def check_era(era: str, year: int, first: date, last: date) -> None:
    """Raise ``Invalid`` when the whole span first…last lies outside the chosen era (平成31年5月)."""
    if characters.half_width(era).lower() in _WESTERN_WORDS:
        return
    found = wareki.era_named(era)
    if found.last is not None and first > found.last:
        refuse(
            "date_after_era",
            "era",
            era=found.name,
            last=found.last,
            instead=wareki.to_wareki(first),
            day=first,
        )
    if last < found.first:
        refuse(
            "date_before_era",
            "era",
            era=found.name,
            first=found.first,
            instead=wareki.to_wareki(last),
            day=last,
        )


def known_month(year: int, month: int) -> None:
    if not 1 <= month <= 12:
        refuse("date_no_such_month", "month", month=month)


def show_day(day: date, lang: str) -> str:
    """「2026年11月22日（令和8年）」 / "22 November 2026", "22/11/2026"; before 1873, when Japan had another calendar,
    without an era: 「1850年5月1日」."""
    era = f"（{wareki.to_wareki(day)}）" if day >= wareki.GREGORIAN_FROM else ""
    known = datewords.in_words(day, lang)
    if known is not None:
        return known if lang != "easy" else f"{known}{era}"
    if english(lang):
        return f"{day.day} {EN_MONTHS[day.month]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日{era}"


class PartlyKnown:
    """A date with unknown parts as the expression language sees it: present, but nothing can be counted
    with it.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartlyKnown) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True)
class DateType(FieldType):
    """``date``: a day. Stored: "YYYY-MM-DD"; with ``partial`` also "1945-05-00" and "1945-00-00" (不明日).

    Keys: ``min``, ``max`` (expressions: "today", "today+30", "start", or a day), ``partial``.
    Typed: {"era", "year", "month", "day"}; era empty or 西暦 for Western years.
    """

    name: ClassVar[str] = "date"
    control: ClassVar[str] = "date"
    parts: ClassVar[tuple[str, ...]] = ("era", "year", "month", "day")
    keys: ClassVar[Mapping[str, Spec]] = {"min": EDGE, "max": EDGE, "partial": Bool()}

    min: str = ""
    max: str = ""
    partial: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(edge(data.get("min")), edge(data.get("max")), data.get("partial", False))

    @property
    def operand_type(self) -> Type:
        return DATE

    def limits(self) -> Mapping[str, tuple[str, Kind]]:
        return {key: (text, Kind.DATE) for key, text in (("min", self.min), ("max", self.max)) if text}

    def is_blank(self, typed: Typed) -> bool:
        # An era alone is the form's preset, not an answer.
        return all(characters.is_blank(part_of(typed, part)) for part in ("year", "month", "day"))

    def missing(self) -> Flaw:
        return Flaw("required", "year")

    def clean(self, typed: Typed, context: Context) -> str:
        year, month, day = (number(part_of(typed, part), part) for part in ("year", "month", "day"))
        if year is None:
            refuse("date_year_missing", "year")
        if month is None and not (self.partial and day is None):
            refuse("date_month_missing", "month")
        if day is None and not self.partial:
            refuse("date_day_missing", "day")
        era = part_of(typed, "era")
        western = western_year(era, year)
        if month is not None:
            known_month(western, month)
            last = calendar.monthrange(western, month)[1]
            if day is not None and not 1 <= day <= last:
                named = NamedMonth(western, month, _era_of(era), year)
                refuse("date_no_such_day", "day", month=named, day=DayNumber(day), last=last)
        span = wareki.PartialDate(western, month, day)
        check_era(era, year, span.first, span.last)
        if span.last < wareki.GREGORIAN_FROM:
            refuse("date_year_range", "year", year=western)
        return span.isoformat()

    def judge(self, value: str, limits: Mapping[str, Any]) -> list[Flaw]:
        span = _span(value)
        low, high = limits.get("min"), limits.get("max")
        if isinstance(low, date) and span.last < low:
            return [Flaw("date_too_early", "year", {"min": low})]
        if isinstance(high, date) and span.first > high:
            return [Flaw("date_too_late", "year", {"max": high})]
        return []

    def typed_from(self, value: Any) -> dict[str, str]:
        year, month, day = [*as_text(value).split("-"), "", "", ""][:3]
        return {"era": "", "year": year, "month": month.strip("0") and month, "day": day.strip("0") and day}

    def operand(self, value: str) -> Any:
        if self.partial:
            known = _span(value).known
            return known or PartlyKnown(value)
        return date.fromisoformat(value)

    def show(self, value: str, lang: str) -> list[str]:
        span = _span(value)
        if span.known:
            return [show_day(span.known, lang)]
        if not english(lang):
            return [span.format()]
        return [f"{EN_MONTHS[span.month]} {span.year}, day unknown" if span.month else f"{span.year}, day unknown"]


def edge(value: object) -> str:
    """A limit as an expression: a day written bare or in quotes becomes date('…')."""
    text = value.isoformat() if isinstance(value, date) else as_text(value).strip()
    try:
        return f"date('{date.fromisoformat(text)}')"
    except ValueError:
        return text


def _span(value: str) -> wareki.PartialDate:
    year, month, day = (int(part) for part in value.split("-"))
    return wareki.PartialDate(year, month or None, day or None)
