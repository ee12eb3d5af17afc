"""What a part of an expression can be: a span of numbers or days, a few values, or anything; and may it be empty?

The stones of ``assuming.py``. Each says more than can happen, never less: a verdict built on them is sound. Numbers are
``Fraction``, days ``date``. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Values:
    """``empty``: it may be unanswered; ``some``: it may be answered, then with something from ``low`` to ``high``
    (None: no end), among ``only`` (None: anything) and not in ``without``.

    ``step``: numbers are multiples of it, 0 where they may lie anywhere. ``odd``: it may be a day with unknown parts,
    which is there and can be compared with nothing.
    """

    empty: bool = True
    some: bool = True
    low: Any = None
    high: Any = None
    only: frozenset[Any] | None = None
    without: frozenset[Any] = frozenset()
    step: Fraction = Fraction(0)
    odd: bool = False

    @property
    def impossible(self) -> bool:
        return not self.empty and not self.some

    @property
    def single(self) -> Any:
        """The one answer it has if it is answered; None when there may be others."""
        if self.odd or not self.some:
            return None
        if self.only is not None:
            return next(iter(self.only)) if len(self.only) == 1 else None
        return self.low if self.low is not None and self.low == self.high else None

    def answered(self) -> Values:
        return replace(self, empty=False)

    def unanswered(self) -> Values:
        return replace(self, some=False)

    def at_least(self, bound: Any, *, strict: bool = False) -> Values:
        """Answered and not below ``bound`` (None: no bound)."""
        if self.odd or bound is None:
            return self.answered()
        bound = self._up(bound, strict)
        low = bound if self.low is None else max(self.low, bound)
        return replace(self, empty=False, low=low).settled()

    def at_most(self, bound: Any, *, strict: bool = False) -> Values:
        """Answered and not above ``bound``."""
        if self.odd or bound is None:
            return self.answered()
        bound = self._down(bound, strict)
        high = bound if self.high is None else min(self.high, bound)
        return replace(self, empty=False, high=high).settled()

    def among(self, values: Iterable[Any]) -> Values:
        """Answered by one of ``values``."""
        if self.odd:
            return self.answered()
        found = frozenset(values)
        return replace(self, empty=False, only=found if self.only is None else self.only & found).settled()

    def other_than(self, value: Any) -> Values:
        """Answered by anything but ``value``."""
        if self.odd:
            return self.answered()
        return replace(self, empty=False, without=self.without | {value}).settled()

    def meet(self, other: Values) -> Values:
        """What both allow."""
        if self.odd or other.odd:
            return replace(self, empty=self.empty and other.empty, some=self.some and other.some)
        if other is ANYTHING or self is ANYTHING:  # most of the time
            return self.settled() if other is ANYTHING else other.settled()
        lows = [one for one in (self.low, other.low) if one is not None]
        highs = [one for one in (self.high, other.high) if one is not None]
        return Values(
            empty=self.empty and other.empty,
            some=self.some and other.some,
            low=max(lows, default=None),
            high=min(highs, default=None),
            only=other.only if self.only is None else self.only if other.only is None else self.only & other.only,
            without=self.without | other.without,
            step=max(self.step, other.step),
        ).settled()

    def settled(self) -> Values:
        """With the bounds moved inside by what is not possible, and ``some`` false where nothing is left."""
        low, high, only = self.low, self.high, self.only
        if low is None and high is None and only is None:
            return self
        while low is not None and low in self.without and (next_ := self._up(low, strict=True)) != low:
            low = next_
        while high is not None and high in self.without and (next_ := self._down(high, strict=True)) != high:
            high = next_
        if only is not None:
            only = frozenset(
                one
                for one in only
                if one not in self.without
                and (low is None or not _same_sort(one, low) or one >= low)
                and (high is None or not _same_sort(one, high) or one <= high)
            )
        nothing = (low is not None and high is not None and (low > high or (low == high and low in self.without))) or (
            only is not None and not only
        )
        some = self.some and not nothing
        if (low, high, only, some) == (self.low, self.high, self.only, self.some):
            return self
        return replace(self, low=low, high=high, only=only, some=some)

    def _up(self, bound: Any, strict: bool) -> Any:
        """The least value that is not below the bound (above it, if strict), on the grid of the step."""
        if isinstance(bound, date):
            return bound + DAY if strict and bound < date.max else bound
        if not self.step:
            return bound
        steps = math.floor(bound / self.step) + 1 if strict else math.ceil(bound / self.step)
        return steps * self.step

    def _down(self, bound: Any, strict: bool) -> Any:
        if isinstance(bound, date):
            return bound - DAY if strict and bound > date.min else bound
        if not self.step:
            return bound
        steps = math.ceil(bound / self.step) - 1 if strict else math.floor(bound / self.step)
        return steps * self.step


ANYTHING: Final = Values()
TRUTH: Final = Values(empty=False, only=frozenset([True, False]))


def exactly(value: Any) -> Values:
    """A fixed value."""
    if isinstance(value, (bool, str)):
        return Values(empty=False, only=frozenset([value]))
    step = _grid(value) if isinstance(value, Fraction) else Fraction(0)
    return Values(empty=False, low=value, high=value, step=step)


def _grid(value: Fraction) -> Fraction:
    """A step on whose grid a fixed number lies: 1, 0.1 … 0.000001; 0 for none of them."""
    return next((step for step in (Fraction(1, 10**n) for n in range(7)) if value % step == 0), Fraction(0))


def _same_sort(one: Any, other: Any) -> bool:
    return isinstance(one, type(other)) or isinstance(other, type(one))


def plus(left: Values, right: Values) -> Values:
    """left + right: numbers, or a day and a number of days."""
    return _of_both(left, right, _sum(left.low, right.low), _sum(left.high, right.high))


def minus(left: Values, right: Values) -> Values:
    """left - right: numbers, days between two days, or a day so many days earlier."""
    return _of_both(left, right, _difference(left.low, right.high), _difference(left.high, right.low))


def times(left: Values, right: Values) -> Values:
    """left × right; bounds only where all four are known."""
    ends = (left.low, left.high, right.low, right.high)
    step = left.step * right.step
    both = Values(empty=left.empty or right.empty, some=left.some and right.some, step=step)
    if any(one is None for one in ends):
        if left.low is not None and right.low is not None and left.low >= 0 and right.low >= 0:
            return replace(both, low=left.low * right.low)
        return both
    products = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    return replace(both, low=min(products), high=max(products))


def over(left: Values, right: Values) -> Values:
    """left // right; bounds only for a fixed divisor above 0."""
    divisor = right.single
    if not isinstance(divisor, Fraction) or divisor <= 0:
        return Values(some=left.some and right.some, step=Fraction(1))
    low, high = (None if end is None else Fraction(math.floor(end / divisor)) for end in (left.low, left.high))
    return Values(empty=left.empty or right.empty, some=left.some, low=low, high=high, step=Fraction(1))


def rest(left: Values, right: Values) -> Values:
    """left % right; bounds only for a fixed divisor above 0."""
    divisor = right.single
    if not isinstance(divisor, Fraction) or divisor <= 0:
        return Values(some=left.some and right.some)
    step = min(left.step, right.step)
    return Values(
        empty=left.empty or right.empty, some=left.some, low=Fraction(0), high=divisor - step, step=step
    ).settled()


def hull(*parts: Values) -> Values:
    """What any of them can be; empty only where one may be."""
    lows, highs = [one.low for one in parts], [one.high for one in parts]
    return Values(
        empty=any(one.empty for one in parts),
        low=None if any(low is None for low in lows) else min(lows),
        high=None if any(high is None for high in highs) else max(highs),
        step=min((one.step for one in parts), default=Fraction(0)),
        odd=any(one.odd for one in parts),
    )


def _of_both(left: Values, right: Values, low: Any, high: Any) -> Values:
    """What is reckoned from two: empty when one of them is, or where a day is not known or beyond the calendar."""
    numbers = left.step > 0 and right.step > 0
    return Values(
        empty=left.empty or right.empty or not numbers,
        some=left.some and right.some,
        low=low,
        high=high,
        step=min(left.step, right.step),
    )


def _sum(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None
    if isinstance(one, date) or isinstance(other, date):
        return _moved(one, other) if isinstance(one, date) else _moved(other, one)
    return one + other


def _difference(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None
    if isinstance(one, date) and isinstance(other, date):
        return Fraction((one - other).days)
    return _moved(one, -other) if isinstance(one, date) else one - other


def _moved(day: Any, days: Any) -> date | None:
    try:
        return day + timedelta(days=int(days)) if isinstance(day, date) and days == int(days) else None
    except OverflowError:
        return None
