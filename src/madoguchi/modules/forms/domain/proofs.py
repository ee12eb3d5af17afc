"""Mail addresses that answered: a code of six digits went there, and somebody typed it. Pure.

A draft keeps, for each address, the code's hash, until when it counts and how many tries are left, or that the address
is proven. A code proves the address that it was sent to and no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final

from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.types.base import Flaw

LIFE: Final = timedelta(minutes=30)
TRIES: Final = 5
DIGITS: Final = 6
# Addresses that a draft remembers; whoever changes theirs more often begins with the oldest anew.
_KEPT: Final = 8
_PROVEN: Final = True


@dataclass(frozen=True, slots=True)
class Proofs:
    """``kept``: address (normalised) → True, or [hash, ISO instant until which it counts, tries left]."""

    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def proven(self) -> frozenset[str]:
        """The addresses that have answered."""
        return frozenset(address for address, state in self.kept.items() if state is _PROVEN)

    def until(self, address: str, now: datetime) -> datetime | None:
        """Until when the code counts that was sent to an address; None where none does."""
        state = self.kept.get(address)
        if not isinstance(state, list) or not state[2]:
            return None
        end = datetime.fromisoformat(state[1])
        return end if end > now else None

    def sent(self, address: str, code_hash: str, now: datetime) -> Proofs:
        """With a new code on its way to an address; an older one for it counts no more."""
        return self._with(address, [code_hash, (now + LIFE).isoformat(), TRIES])

    def tried(self, address: str, code: str, code_hash: str, now: datetime) -> tuple[Proofs, Flaw | None]:
        """What is kept after ``code`` was typed for an address, and what is wrong with it (None: it is proven).
        ``code_hash``: of what was typed. What cannot be a code costs no try."""
        state = self.kept.get(address)
        if state is _PROVEN:
            return self, None
        if not isinstance(state, list):
            return self, Flaw("email_code_unsent", "code", {"address": address})
        known, _end, left = state
        if left and self.until(address, now) is None:
            return self, Flaw("email_code_old", "code")
        if left and not re.fullmatch("[0-9]{6}", code):
            return self, Flaw("email_code_digits", "code")
        if left and compare_digest(known, code_hash):
            return self._with(address, _PROVEN), None
        left = max(0, left - 1)
        spent = self._with(address, [known, state[1], left])
        return spent, Flaw("email_code_wrong", "code", {"left": left}) if left else Flaw("email_code_spent", "code")

    def _with(self, address: str, state: Any) -> Proofs:
        others = {key: value for key, value in self.kept.items() if key != address}
        while len(others) >= _KEPT:
            del others[next(iter(others))]
        return Proofs({**others, address: state})


def plain_code(text: str) -> str:
    """What was typed as a code, in half width and without the spaces that mail programs put in."""
    return "".join(characters.half_width(characters.tidy(text)).split())
