"""料金表: prices by key that hold from a day on, and the sums that are reckoned with them (占用料 and the like).

A sum is price × quantity × periods, exact until its one rounding; every line says how it came about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from madoguchi.kit.rounding import Way, to_step
from madoguchi.modules.procedures.choices import Words

_NO_WORDS = Words("", "")


class RateError(ValueError):
    """No price for these answers: the key is in no table, or a number is below 0."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in `Priced.per` periods, in yen (decimals allowed), and how unit and thing are called."""

    amount: Decimal
    label: Words
    unit: Words = _NO_WORDS


@dataclass(frozen=True, slots=True)
class RateTable:
    """The prices in force from a day on."""

    since: date
    prices: Mapping[str, Price]


@dataclass(frozen=True, slots=True)
class Rates:
    """All tables of one name, by day."""

    tables: tuple[RateTable, ...]

    def price(self, key: str, on: date) -> Price:
        """The price of a key on a day; before the first table's day that table counts. Raises RateError."""
        in_force = [table for table in self.tables if table.since <= on] or self.tables[:1]
        try:
            return in_force[-1].prices[key]
        except KeyError:
            raise RateError(f"{key!r} has no price on {on}") from None

    def without(self, keys: Iterable[str]) -> list[str]:
        """Which of these keys some table has no price for."""
        return [key for key in keys if any(key not in table.prices for table in self.tables)]

    def said(self) -> list[Any]:
        """What decides a sum, for the hash of the rules."""
        return [
            [table.since.isoformat(), {key: str(price.amount) for key, price in sorted(table.prices.items())}]
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

    def sum(self, yen: Fraction) -> int:
        return max(to_step(yen, self.way, self.step), self.least) if yen else 0


@dataclass(frozen=True, slots=True)
class Priced:
    """How a rule reckons by a table. `each`: id of a group, one line for each of its rows ("" = one line in all).

    The expressions see the answers, and those of the row by their own names: `key` → the price's key, `quantity` and
    `periods` → numbers, `on` → the day whose table counts (None = the day of filing).
    """

    rates: Rates
    sources: tuple[str, ...]
    key: Callable[[Mapping[str, Any]], Any]
    quantity: Callable[[Mapping[str, Any]], Any]
    periods: Callable[[Mapping[str, Any]], Any]
    on: Callable[[Mapping[str, Any]], Any] | None = None
    each: str = ""
    rounding: Rounding = Rounding()
    period: Words = _NO_WORDS
    per: int = 1

    def sums(self, env: Mapping[str, Any]) -> list[tuple[Words, int, Words]]:
        """(what, yen, how it came about) for each row, or once; none where an answer is missing. Raises RateError."""
        scopes = [{**env, **row} for row in env.get(self.each) or ()] if self.each else [env]
        return [found for scope in scopes if (found := self._sum(scope))]

    def _sum(self, env: Mapping[str, Any]) -> tuple[Words, int, Words] | None:
        key, quantity, periods = self.key(env), self.quantity(env), self.periods(env)
        on = self.on(env) if self.on else env["today"]
        if not key or quantity is None or periods is None or on is None:
            return None
        if quantity < 0 or periods < 0:
            raise RateError("a number below 0")
        price = self.rates.price(key, on)
        counted = self.rounding.quantity(Decimal(quantity))
        exact = Fraction(price.amount) * Fraction(counted) * Fraction(periods) / self.per
        yen = self.rounding.sum(exact)
        told = Words(self._told(price, counted, periods, "ja"), self._told(price, counted, periods, "en"))
        return price.label, yen, told

    def _told(self, price: Price, quantity: Decimal, periods: Any, lang: str) -> str:
        """「1㎡あたり1,700円 × 1.2㎡ × 2か月」"""
        unit, period = price.unit.in_(lang), self.period.in_(lang)
        yen = f"{_plain(price.amount)}円" if lang == "ja" else f"{_plain(price.amount)} yen"
        gap = "" if lang == "ja" else " "
        told = f"{yen} × {_plain(quantity)}{gap if unit else ''}{unit}"
        if period:
            told += f" × {_plain(Decimal(periods))}{gap}{period}"
        return f"{told} ÷ {self.per}" if self.per > 1 else told


def _plain(number: Decimal) -> str:
    whole, _point, behind = format(number, "f").partition(".")
    behind = behind.rstrip("0")
    return f"{int(whole):,}" + (f".{behind}" if behind else "")
