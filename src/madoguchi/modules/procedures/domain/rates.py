"""料金表: prices by key that hold from a day on, and the sums that are reckoned with them (占用料 and the like).

A sum is price × quantity × periods, exact until its one rounding; every line says how it came about. Before the day of
the first table there is no price, and nothing is reckoned. Where a time goes on over a change of tables, each period is
priced by the table of its first day, and each table gets its line.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from madoguchi.kit import wareki
from madoguchi.kit.rounding import Way, to_step
from madoguchi.modules.forms.api import months_covered
from madoguchi.modules.procedures.choices import Words

_NO_WORDS = Words("", "")
_SAMPLE = Words("（見本の単価）", " (sample price)")


# How many periods lie in a time, a period begun counted whole: both days count.
COUNTS: Mapping[str, Callable[[date, date], int]] = {
    "months": lambda first, last: months_covered(first, last) or 0,
    "days": lambda first, last: max(0, (last - first).days + 1),
}


class RateError(ValueError):
    """No price for these answers: the day is before every table, the key is in none, or a number is below 0."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in `per` periods (0: in those of the rule, `Priced.per`), in yen (decimals allowed), and how
    unit and thing are called."""

    amount: Decimal
    label: Words
    unit: Words = _NO_WORDS
    per: int = 0


@dataclass(frozen=True, slots=True)
class RateTable:
    """The prices in force from a day on."""

    since: date
    prices: Mapping[str, Price]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """All tables of one name, by day. `sample`: the amounts only show what a body's own would look like."""

    tables: tuple[RateTable, ...]
    sample: bool = False

    def on(self, day: date) -> RateTable | None:
        """The table in force on a day; None before the first."""
        return next((table for table in reversed(self.tables) if table.since <= day), None)

    def price(self, key: str, on: date) -> Price:
        """The price of a key on a day. Raises RateError."""
        table = self.on(on)
        try:
            return (table.prices if table else {})[key]
        except KeyError:
            raise RateError(f"{key!r} has no price on {on}") from None

    def parts(self, first: date, last: date, count: Callable[[date, date], int]) -> list[tuple[date, int]]:
        """The periods from one day to another, parted at the changes: (a day of the table, how many begin under it)."""
        parts, before = [], 0
        starts = [first, *(table.since for table in self.tables if first < table.since <= last)]
        for start, change in zip(starts, [*starts[1:], None], strict=True):
            begun = count(first, change - timedelta(days=1) if change else last)
            if begun > before:
                parts.append((start, begun - before))
            before = begun
        return parts

    def without(self, keys: Iterable[str]) -> list[str]:
        """Which of these keys some table has no price for."""
        return [key for key in keys if any(key not in table.prices for table in self.tables)]

    def said(self) -> list[Any]:
        """What decides a sum, for the hash of the rules."""
        return [
            [table.since.isoformat(), {key: _decides(price) for key, price in sorted(table.prices.items())}]
            for table in self.tables
        ]


@dataclass(frozen=True, slots=True)
class Rounding:
    """端数: the sum to `step` yen, the quantity to whole units first where `units` says how; at least `least` yen,
    but nothing for nothing."""

    way: Way = "down"
    step: int = 1
    units: Way | None = None
    least: int = 0

    def quantity(self, number: Decimal) -> Decimal:
        return number if not self.units else Decimal(to_step(number, self.units))

    def part(self, yen: Fraction) -> int:
        return to_step(yen, self.way, self.step)

    def sum(self, yen: Fraction) -> int:
        return max(self.part(yen), self.least) if yen else 0


@dataclass(frozen=True, slots=True)
class Priced:
    """How a rule reckons by a table, `table` by its name. `each`: id of a group, one line for each of its rows ("" =
    one line in all).

    The expressions see the answers, and those of the row by their own names: `key` → the price's key, `quantity` and
    `periods` → numbers, `on` → the day whose table counts (None = the day of filing). With `until`, the periods are the
    months or days (`count`) from `on` to that day, each at the table of its first day. `day` is `on` as written.
    """

    rates: Rates
    table: str
    sources: tuple[str, ...]
    key: Callable[[Mapping[str, Any]], Any]
    quantity: Callable[[Mapping[str, Any]], Any]
    periods: Callable[[Mapping[str, Any]], Any]
    on: Callable[[Mapping[str, Any]], Any] | None = None
    each: str = ""
    rounding: Rounding = Rounding()
    period: Words = _NO_WORDS
    per: int = 1
    until: Callable[[Mapping[str, Any]], Any] | None = None
    count: str = "months"
    day: str = "today"

    def sums(self, env: Mapping[str, Any]) -> list[tuple[Words, int, Words]]:
        """(what, yen, how it came about) for each row, or once, and for each table of its time; none where an answer is
        missing. Raises RateError."""
        scopes = [{**env, **row} for row in env.get(self.each) or ()] if self.each else [env]
        return [found for scope in scopes for found in self.of_one(scope)]

    def of_one(self, env: Mapping[str, Any]) -> Iterator[tuple[Words, int, Words]]:
        """`sums` for the answers of one row. Raises RateError."""
        key, quantity, parts = self.key(env), self.quantity(env), self._parts(env)
        if not key or quantity is None:
            return
        if quantity < 0 or any(periods < 0 for _day, periods in parts):
            raise RateError("a number below 0")
        counted = self.rounding.quantity(Decimal(quantity))
        exact, billed = Fraction(0), 0
        for number, (day, periods) in enumerate(parts, 1):
            price = self.rates.price(key, day)
            exact += Fraction(price.amount) * Fraction(counted) * Fraction(periods) / (price.per or self.per)
            # The whole is rounded, not each part: a line takes what the sum has grown by.
            reached = self.rounding.sum(exact) if number == len(parts) else self.rounding.part(exact)
            since = day if len(parts) > 1 else None
            ja, en = (self._told(price, counted, periods, lang, since) for lang in ("ja", "en"))
            yield price.label, reached - billed, Words(ja, en)
            billed = reached

    def _parts(self, env: Mapping[str, Any]) -> list[tuple[date, Any]]:
        """(a day of the table, the number of periods it prices), none where an answer is missing."""
        on = self.on(env) if self.on else env["today"]
        if self.until is None:
            periods = self.periods(env)
            return [] if on is None or periods is None else [(on, periods)]
        until = self.until(env)
        return [] if on is None or until is None else self.rates.parts(on, until, COUNTS[self.count])

    def _told(self, price: Price, quantity: Decimal, periods: Any, lang: str, since: date | None) -> str:
        """「1,700円 × 1.2㎡ × 2か月」, of a part with the day it begins: 「2026年4月1日からの分：…」"""
        unit, period = price.unit.in_(lang), self.period.in_(lang)
        yen = f"{plain(price.amount)}円" if lang == "ja" else f"{plain(price.amount)} yen"
        per = price.per or self.per
        gap = "" if lang == "ja" else " "
        told = f"{yen} × {plain(quantity)}{gap if unit else ''}{unit}"
        if period:
            told += f" × {plain(Decimal(periods))}{gap}{period}"
        if per > 1:
            told += f" ÷ {per}"
        if self.rates.sample:
            told += _SAMPLE.in_(lang)
        if since is None:
            return told
        return f"{in_words(since).ja}からの分：{told}" if lang == "ja" else f"from {in_words(since).en}: {told}"


def in_words(day: date) -> Words:
    return Words(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {month_name[day.month]} {day.year}")


def day_in_words(day: date) -> Words:
    """With the year of the era, for who looks after a table: 2027年4月1日（令和9年）."""
    said = in_words(day)
    return Words(f"{said.ja}（{wareki.to_wareki(day)}）" if day >= wareki.GREGORIAN_FROM else said.ja, said.en)


def plain(number: Decimal) -> str:
    """1700.50 → "1,700.5"."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decides(price: Price) -> str:
    """What of a price decides a sum."""
    return f"{price.amount}/{price.per}" if price.per else str(price.amount)
