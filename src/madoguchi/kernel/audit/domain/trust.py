"""Whose signature on a signed day counts: that of a key of this installation, or of one that such a key follows."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from madoguchi.kernel.audit.domain import sealing_key


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed statement with the key written beside it, and the signature of the key before, "" when there is none."""

    statement: str
    signature: str
    public_key: str
    former_signature: str


def statement_hash(statement: str) -> str:
    return sha256(statement.encode()).hexdigest()


def strangers(days: Sequence[Signed], keys: Collection[str]) -> set[int]:
    """Which of these signed days, by their index, in order, are not this installation's, whose `keys` are known.

    The key that stands beside a signature proves nothing: who writes the row writes the key. A former key counts for
    what lies before the day on which a known one took over, when that day's statement names it and both have signed.
    """
    known, found = set(keys), set()
    for index in range(len(days) - 1, -1, -1):
        day = days[index]
        if day.public_key not in known or not sealing_key.holds(day.public_key, day.statement, day.signature):
            found.add(index)
        elif day.former_signature:
            former = json.loads(day.statement).get("former_key", "")
            if former and sealing_key.holds(former, day.statement, day.former_signature):
                known.add(former)
    return found
