"""手数料 as the desk keeps it: lines of amount × times, in yen, and the rules they were reckoned by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.cases.choices import Text


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
