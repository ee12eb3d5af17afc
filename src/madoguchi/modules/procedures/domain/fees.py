"""Fees 手数料: lines of amount × number, and their total. Whole yen and exact decimals; nothing is ever a float.

A count that is no whole number is refused, not rounded: half a certificate has no price.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from madoguchi.modules.procedures.choices import Words

# The answers as the form engine's expressions see them (`forms.api.Outcome.env`), `today` among them.
Env = Mapping[str, Any]
Closure = Callable[[Env], Any]


class FeeError(ValueError):
    """The number of a fee line cannot be made out of these answers; `rule` is the id of the line."""

    def __init__(self, rule: str, value: object) -> None:
        self.rule = rule
        super().__init__(f"fee {rule}: {value!r} is not a whole number of 0 or more")


@dataclass(frozen=True, slots=True)
class FeeRule:
    """One `[[fee]]`. `times` and `when` are kept as written (for the hash) and compiled (to run).

    `times_of` gives the number; `applies` whether the line counts at all.
    """

    id: str
    label: Words
    amount: int
    times: str
    times_of: Closure
    when: str | None = None
    applies: Closure | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what is to be paid; `total` = `amount` × `number`, in yen."""

    id: str
    label: Words
    amount: int
    number: int

    @property
    def total(self) -> int:
        return self.amount * self.number

    def as_json(self) -> dict[str, Any]:
        """The line as it is kept with the case."""
        label = {"ja": self.label.ja, "en": self.label.en}
        return {"id": self.id, "label": label, "amount": self.amount, "times": self.number, "total": self.total}


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
    """All fee rules of a pack and how one pays. An empty table: free of charge."""

    rules: tuple[FeeRule, ...] = ()
    pay: Words | None = None

    @property
    def charged(self) -> tuple[FeeRule, ...]:
        """The rules that can cost anything: an amount of 0 yen is a fee that this body does not take."""
        return tuple(rule for rule in self.rules if rule.amount)

    @property
    def rule_hash(self) -> str:
        """SHA-256 over what decides the sum; "" without rules."""
        if not self.rules:
            return ""
        said = [[rule.id, rule.amount, rule.times, rule.when] for rule in self.rules]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def bill(self, env: Env) -> Bill:
        """Reckon the lines for valid answers; lines of 0 yen or with the number 0 are left out. Raises FeeError."""
        lines = []
        for rule in self.charged:
            if rule.applies is not None and not rule.applies(env):
                continue
            number = _whole(rule.id, rule.times_of(env))
            if number:
                lines.append(FeeLine(rule.id, rule.label, rule.amount, number))
        return Bill(tuple(lines), self.rule_hash)


def _whole(rule: str, value: Any) -> int:
    if value is None:  # an answer that was not asked counts as none
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or value != int(value) or value < 0:
        raise FeeError(rule, value)
    return int(value)
