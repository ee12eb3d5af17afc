"""手数料 as the desk keeps it: lines of amount × times, in yen, and the rules they were reckoned by; and what an
officer may make of them when the amount is fixed after review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from madoguchi.modules.cases.choices import Text

MOST_YEN = 10_000_000
MOST_TIMES = 100_000
MOST_LINES = 40


class UnreckonableError(ValueError):
    """These answers have no price: the rules of the kind cannot be reckoned with them."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as calculated when the case was filed: `amount` yen × `times` (below 0: a reduction).

    `detail`: how an amount came about that was reckoned by a table.
    """

    id: str
    label: Text
    amount: int
    times: int = 1
    detail: Text | None = None

    @property
    def total(self) -> int:
        """Yen."""
        return self.amount * self.times

    def as_json(self) -> dict[str, Any]:
        """The line as the case keeps it."""
        label = {"ja": self.label.ja, "en": self.label.en}
        line = {"id": self.id, "label": label, "amount": self.amount, "times": self.times, "total": self.total}
        return {**line, "detail": {"ja": self.detail.ja, "en": self.detail.en}} if self.detail else line


@dataclass(frozen=True, slots=True)
class Bill:
    """What answers cost; `rule` is the hash of the rules it was reckoned by ("" without any)."""

    lines: Sequence[FeeLine] = ()
    rule: str = ""

    @property
    def total(self) -> int:
        """Yen."""
        return sum(line.total for line in self.lines)


class Sort(StrEnum):
    """Where a line of a fixed fee comes from: it stood in the proposal, an officer added it, an officer's 減免."""

    PROPOSED = "proposed"
    ADDED = "added"
    REDUCTION = "reduction"


@dataclass(frozen=True, slots=True)
class FixedLine:
    """One line as the officer fixes it. `place`: number of the proposed line that it stands for; `gone`: taken out;
    `amount` yen ≥ 0, of a reduction what is taken off; `reason`: why it is not as proposed."""

    sort: Sort
    place: int = -1
    label: str = ""
    amount: int = 0
    times: int = 1
    reason: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault of a fixed line: the line's number, the control (amount, times, reason, label, "") and which: "missing",
    "range", "too_much" (reductions beyond the fee)."""

    number: int
    control: str
    code: str


def proposed(lines: Sequence[Mapping[str, Any]]) -> list[FixedLine]:
    """The lines to begin with: those that the case has now."""
    return [
        FixedLine(Sort.PROPOSED, place, line["label"]["ja"], line["amount"], line["times"])
        for place, line in enumerate(lines)
    ]


def faults(proposal: Sequence[Mapping[str, Any]], lines: Sequence[FixedLine]) -> list[Wrong]:
    """What is wrong with the lines; every change of the proposal needs a reason, and so does every 減免.

    Raises ValueError for a proposed line that no line stands for, or two do.
    """
    found: list[Wrong] = []
    if sorted(line.place for line in lines if line.sort is Sort.PROPOSED) != list(range(len(proposal))):
        raise ValueError("each proposed line is taken over, changed or taken out once")
    for number, line in enumerate(lines):
        least = min(0, proposal[line.place]["amount"]) if line.sort is Sort.PROPOSED else 0
        if not line.gone and not least <= line.amount <= MOST_YEN:
            found.append(Wrong(number, "amount", "range"))
        if not line.gone and not 1 <= line.times <= MOST_TIMES:
            found.append(Wrong(number, "times", "range"))
        if line.sort is not Sort.PROPOSED and not line.label:
            found.append(Wrong(number, "label", "missing"))
        if is_changed(proposal, line) and not line.reason:
            found.append(Wrong(number, "reason", "missing"))
    if not found and sum(one["total"] for one in fixed(proposal, lines)) < 0:
        last = max((n for n, line in enumerate(lines) if line.sort is Sort.REDUCTION), default=0)
        found.append(Wrong(last, "amount", "too_much"))
    return found


def is_changed(proposal: Sequence[Mapping[str, Any]], line: FixedLine) -> bool:
    """Whether the line is not as it was proposed."""
    if line.sort is not Sort.PROPOSED:
        return True
    was = proposal[line.place]
    return line.gone or (line.amount, line.times) != (was["amount"], was["times"])


def fixed(proposal: Sequence[Mapping[str, Any]], lines: Sequence[FixedLine]) -> list[dict[str, Any]]:
    """The lines as the case keeps them; those that were not touched keep all that they said of themselves."""
    kept: list[dict[str, Any]] = []
    for line in lines:
        if line.gone:
            continue
        if not is_changed(proposal, line):
            kept.append(dict(proposal[line.place]))
            continue
        amount = -line.amount if line.sort is Sort.REDUCTION else line.amount
        if line.sort is Sort.PROPOSED:
            was = proposal[line.place]
            one = {"id": was["id"], "label": was["label"]}
        else:
            one = {"id": line.sort.value, "label": {"ja": line.label, "en": line.label}}
        kept.append({**one, "amount": amount, "times": line.times, "total": amount * line.times, "reason": line.reason})
    return kept
