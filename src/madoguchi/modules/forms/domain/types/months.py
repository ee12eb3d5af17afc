"""Months and fiscal years; the boxes of ``dates``, fewer of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from madoguchi.kit import wareki
from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, Int, Spec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.kinds import DATE, NUMBER, Kind, Type
from madoguchi.modules.forms.domain.types.base import Context, FieldType, Flaw, Typed, as_text, part_of, raise_if
from madoguchi.modules.forms.domain.types.dates import (
    EDGE,
    EN_MONTHS,
    check_era,
    edge,
    known_month,
    refuse,
    western_year,
)
from madoguchi.modules.forms.domain.types.dates import number as read_number


@dataclass(frozen=True)
class YearMonthType(FieldType):
    """``year_month``: a month. Stored: "YYYY-MM". In expressions: its first day. Keys: ``min``, ``max``
    (dates).
    """

    name: ClassVar[str] = "year_month"
    control: ClassVar[str] = "year_month"
    parts: ClassVar[tuple[str, ...]] = ("era", "year", "month")
    keys: ClassVar[Mapping[str, Spec]] = {"min": EDGE, "max": EDGE}

    min: str = ""
    max: str = ""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(edge(data.get("min")), edge(data.get("max")))

    @property
    def operand_type(self) -> Type:
        return DATE

    def limits(self) -> Mapping[str, tuple[str, Kind]]:
        return {key: (text, Kind.DATE) for key, text in (("min", self.min), ("max", self.max)) if text}

    def is_blank(self, typed: Typed) -> bool:
        return all(characters.is_blank(part_of(typed, part)) for part in ("year", "month"))

    def missing(self) -> Flaw:
        return Flaw("required", "year")

    def clean(self, typed: Typed, context: Context) -> str:
        year, month = (read_number(part_of(typed, part), part) for part in ("year", "month"))
        if year is None:
            refuse("date_year_missing", "year")
        if month is None:
            refuse("date_month_missing", "month")
        western = western_year(part_of(typed, "era"), year)
        known_month(western, month)
        span = wareki.PartialDate(western, month)
        check_era(part_of(typed, "era"), year, span.first, span.last)
        return f"{western:04d}-{month:02d}"

    def judge(self, value: str, limits: Mapping[str, Any]) -> list[Flaw]:
        first = self.operand(value)
        low, high = limits.get("min"), limits.get("max")
        if isinstance(low, date) and first < low.replace(day=1):
            return [Flaw("month_too_early", "year", {"min": low})]
        if isinstance(high, date) and first > high:
            return [Flaw("month_too_late", "year", {"max": high})]
        return []

    def typed_from(self, value: Any) -> dict[str, str]:
        year, month = [*as_text(value).split("-"), "", ""][:2]
        return {"era": "", "year": year, "month": month}

    def operand(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def show(self, value: str, lang: str) -> list[str]:
        first = self.operand(value)
        if english(lang):
            return [f"{EN_MONTHS[first.month]} {first.year}"]
        last = wareki.PartialDate(first.year, first.month).last
        era = f"（{wareki.to_wareki(last)}）" if last >= wareki.GREGORIAN_FROM else ""
        return [f"{first.year}年{first.month}月{era}"]


@dataclass(frozen=True)
class FiscalYearType(FieldType):
    """``fiscal_year``: 年度, named by the year of its April. Stored: int. Keys: ``min``, ``max``
    (Western years), ``past`` (not after the present one: of something that has happened).
    """

    name: ClassVar[str] = "fiscal_year"
    control: ClassVar[str] = "fiscal_year"
    parts: ClassVar[tuple[str, ...]] = ("era", "year")
    keys: ClassVar[Mapping[str, Spec]] = {"min": Int(1900, 2200), "max": Int(1900, 2200), "past": Bool()}

    min: int = 1900
    max: int = 2200
    past: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("min", cls.min), data.get("max", cls.max), data.get("past", False))

    @property
    def operand_type(self) -> Type:
        return NUMBER

    def is_blank(self, typed: Typed) -> bool:
        return characters.is_blank(part_of(typed, "year"))

    def missing(self) -> Flaw:
        return Flaw("required", "year")

    def clean(self, typed: Typed, context: Context) -> int:
        text = characters.half_width(part_of(typed, "year")).removesuffix("度")
        year = read_number(text, "year")
        if year is None:
            refuse("date_year_missing", "year")
        western = western_year(part_of(typed, "era"), year)
        flaws = []
        if western < self.min:
            flaws.append(Flaw("fiscal_year_too_early", "year", {"min": self.min}))
        last = min(self.max, context.today.year - (context.today.month < 4)) if self.past else self.max
        if western > last:
            flaws.append(Flaw("fiscal_year_too_late", "year", {"max": last}))
        raise_if(flaws)
        return western

    def typed_from(self, value: Any) -> dict[str, str]:
        return {"era": "", "year": as_text(value)}

    def show(self, value: int, lang: str) -> list[str]:
        if english(lang):
            return [f"Fiscal year {value} (April {value} to March {value + 1})"]
        return [f"{value}年度（{wareki.to_wareki(date(value, 12, 31))}度）"]

    def from_cells(self, cells: Mapping[str, str]) -> int | str | None:
        text = cells.get("", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else text or None
