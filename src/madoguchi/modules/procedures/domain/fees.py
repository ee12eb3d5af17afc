"""Fees 手数料: lines of amount × number or reckoned by a table (`rates`), less reductions, and their total.

Whole yen and exact decimals; nothing is ever a float.

A count that is no whole number is refused, not rounded: half a certificate has no price.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from madoguchi.modules.cases import api as cases
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.rates import Priced, RateError, Rates

_log = logging.getLogger(__name__)
# The answers as the form engine's expressions see them (`forms.api.Outcome.env`), `today` among them.
Env = Mapping[str, Any]
Closure = Callable[[Env], Any]
MAX_YEN = 10_000_000
# More than any fee: what comes out above it is a slip of the keyboard.
MOST_YEN = 100_000_000
_SAYS_EACH = re.compile(r"(?<![0-9０-９])[1１一](?![0-9０-９])|ごと|につき")


class FeeError(cases.UnreckonableError):
    """A fee line cannot be made out of these answers; `rule` is its id. Where a question would have told it
    (`fee_guards`), nobody meets it; it is a fault of the pack then."""

    def __init__(self, rule: str, value: object) -> None:
        self.rule = rule
        super().__init__(f"fee {rule}: {value!r} is no number to reckon with, or gives more than {MOST_YEN:,} yen")


@dataclass(frozen=True, slots=True)
class FeeRule:
    """One `[[fee]]`. `times` and `when` are kept as written (for the hash) and compiled (to run).

    `times_of` gives the number; `applies` whether the line counts at all. `unit`: what is counted (「通」), where the
    form says so.
    """

    id: str
    label: Words
    amount: int
    times: str
    times_of: Closure
    when: str | None = None
    applies: Closure | None = None
    priced: Priced | None = None
    unit: Words | None = None

    @property
    def each(self) -> bool:
        """Whether the amount is that of one of several, and its label does not say so (「ホール（1区分）」)."""
        return self.times != "1" and not _SAYS_EACH.search(self.label.ja)


@dataclass(frozen=True, slots=True)
class Reduction:
    """減免: so many per cent off the lines of these fees, where `when` holds; rounded down to whole yen.
    Several of one fee add up, to the whole fee at most."""

    id: str
    label: Words
    percent: int
    of: tuple[str, ...]
    when: str
    applies: Closure


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what is to be paid; `total` = `amount` × `number`, in yen (below 0: a reduction).

    `detail`: how an amount came about that was reckoned by a table.
    """

    id: str
    label: Words
    amount: int
    number: int
    detail: Words | None = None

    @property
    def total(self) -> int:
        return self.amount * self.number


@dataclass(frozen=True, slots=True)
class Bill:
    """What these answers cost; `rule_hash` names the rules (with the body's amounts) they were reckoned by."""

    lines: tuple[FeeLine, ...]
    rule_hash: str

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


@dataclass(frozen=True)
class FeeTable:
    """All fee rules of a pack and how one pays. An empty table: free of charge.

    `estimate`: what is reckoned is no demand yet; the office fixes the amount while it examines the case (then there
    may be no rules: nothing can be said before), with so many days to pay as `pay_within` says.
    """

    rules: tuple[FeeRule, ...] = ()
    pay: Words | None = None
    reductions: tuple[Reduction, ...] = ()
    estimate: bool = False
    pay_within: int = 14

    @property
    def tables(self) -> dict[str, Rates]:
        """The tables of rates that a rule reckons by, by name."""
        return {rule.priced.table: rule.priced.rates for rule in self.rules if rule.priced}

    @property
    def charged(self) -> tuple[FeeRule, ...]:
        """The rules that can cost anything: an amount of 0 yen is a fee that this body does not take."""
        return tuple(rule for rule in self.rules if rule.amount or rule.priced)

    @property
    def rule_hash(self) -> str:
        """SHA-256 over what decides the sum; "" without rules."""
        if not self.rules:
            return ""
        said: list[Any] = [[rule.id, rule.amount, rule.times, rule.when] for rule in self.rules]
        said += [
            [rule.id, rule.priced.sources, asdict(rule.priced.rounding), rule.priced.rates.said()]
            for rule in self.rules
            if rule.priced
        ]
        said += [[one.id, one.percent, one.of, one.when] for one in self.reductions]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def bill(self, env: Env) -> Bill:
        """Reckon the lines for valid answers; lines of 0 yen or with the number 0 are left out. Raises FeeError."""
        bill = Bill(self.lines(env), self.rule_hash)
        if bill.total > MOST_YEN:
            raise FeeError(bill.lines[0].id, bill.total)
        return bill

    def lines(self, env: Env) -> tuple[FeeLine, ...]:
        """The lines of a bill, whatever they come to in all. Raises FeeError."""
        lines = []
        for rule in self.charged:
            if rule.applies is not None and not rule.applies(env):
                continue
            if rule.priced is not None:
                lines += _priced(rule, rule.priced, env)
                continue
            number = _whole(rule.id, rule.times_of(env))
            if number:
                lines.append(FeeLine(rule.id, rule.label, rule.amount, number))
        for line in lines:
            if line.total > MOST_YEN:
                raise FeeError(line.id, line.total)
        left = Counter[str]()
        for line in lines:
            left[line.id] += line.total
        due = dict(left)
        lines += [less for one in self.reductions if one.applies(env) and (less := _less(one, due, left))]
        return tuple(lines)

    def bill_or_later(self, env: Env) -> Bill:
        """`bill` for whoever applies: an estimate that cannot be reckoned keeps nobody waiting, it is a bill without
        lines or rule, and the office fixes the amount. Raises FeeError where the amount is final."""
        try:
            return self.bill(env)
        except FeeError as error:
            if not self.estimate:
                raise
            _log.error("no estimate: %s", error)
            return Bill((), "")


def _priced(rule: FeeRule, priced: Priced, env: Env) -> list[FeeLine]:
    try:
        sums = priced.sums(env)
    except RateError as error:
        raise FeeError(rule.id, str(error)) from None
    labels = [Words(f"{rule.label.ja}：{what.ja}", f"{rule.label.en}: {what.en}") for what, _yen, _told in sums]
    return [
        FeeLine(rule.id, label, yen, 1, told) for label, (_what, yen, told) in zip(labels, sums, strict=True) if yen
    ]


def _less(one: Reduction, due: Mapping[str, int], left: Counter[str]) -> FeeLine | None:
    """The line of a reduction, taken off `left`: where several reductions meet, no fee falls below nothing."""
    base = sum(due.get(fee, 0) for fee in one.of)
    wanted = off = base * one.percent // 100
    for fee in dict.fromkeys(one.of):
        part = min(off, left[fee])
        left[fee] -= part
        off -= part
    told = Words(f"{base:,}円の{one.percent}％", f"{one.percent} % of {base:,} yen")
    if off:  # more than was left
        told = Words(f"{told.ja}（残りの金額まで）", f"{told.en}, as far as anything was left")
    return FeeLine(one.id, one.label, off - wanted, 1, told) if off < wanted else None


def _whole(rule: str, value: Any) -> int:
    if value is None:  # an answer that was not asked counts as none
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or value != int(value) or value < 0:
        raise FeeError(rule, value)
    return int(value)
