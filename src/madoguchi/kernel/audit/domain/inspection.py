"""Judging a chain: which entry is broken, and how. Pure: whoever calls it reads the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from madoguchi.kernel.audit.choices import Break
from madoguchi.kernel.audit.domain.chain import GENESIS, leaf_of, link

_AROUND = 3  # how far away the entry is looked for whose place was changed


@dataclass(frozen=True, slots=True)
class Sealed:
    """One seal and what it seals: `text` is the event as it stands now, None when it is gone."""

    place: int
    event: int
    salt: str
    leaf: str
    hash: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is broken, and where: `place` in the chain, `event` is the event's id; None for what is not known."""

    kind: Break
    place: int | None
    event: int | None


def faults(rows: Iterable[Sealed], *, after: int = 0, before: str = GENESIS) -> Iterator[Fault]:
    """Every broken entry of a body's chain, in order; an entry is named once.

    `rows`: from the place after `after` on, where the chain's hash was `before` (from the beginning: the default).
    """
    window: list[Sealed] = []  # what is near the entry in hand, before and after
    at = 0
    named: set[int] = set()
    source = iter(rows)
    ended = False
    expected = after + 1
    while True:
        while not ended and len(window) <= at + _AROUND:
            following = next(source, None)
            if following is None:
                ended = True
            else:
                window.append(following)
        if at >= len(window):
            return
        row = window[at]
        for place in range(expected, min(row.place, expected + 100)):
            named.add(place)
            yield Fault(Break.SEAL_REMOVED, place, None)
        gap = row.place > expected
        expected = row.place + 1
        for fault in (*_of_event(row), *_of_chain(window, at, named, before, gap=gap)):
            if fault.place not in named and fault.place is not None:
                named.add(fault.place)
                yield fault
        at += 1
        if at > _AROUND:
            del window[0]
            at -= 1


def _of_event(row: Sealed) -> Iterator[Fault]:
    if row.text is None:
        yield Fault(Break.REMOVED, row.place, row.event)
    elif leaf_of(row.salt, row.text) != row.leaf:
        yield Fault(Break.CHANGED, row.place, row.event)


def _of_chain(window: Sequence[Sealed], at: int, named: set[int], start: str, *, gap: bool) -> Iterator[Fault]:
    """The link of one entry to the one before."""
    row = window[at]
    if gap:
        return  # the missing seal was named; what followed it cannot be reckoned
    before = window[at - 1].hash if at else start
    if link(before, row.leaf) == row.hash:
        return
    two_before = window[at - 2].hash if at > 1 else start
    if at:
        previous = window[at - 1]
        if link(link(two_before, previous.leaf), row.leaf) == row.hash:
            return  # the seal before is the changed one, and was named
        if link(two_before, row.leaf) == row.hash:
            if previous.place not in named:
                yield Fault(Break.INSERTED, previous.place, previous.event)
            elif at < 2 or window[at - 2].place not in named:
                yield Fault(Break.MOVED, row.place, row.event)
            return  # behind two that changed places: it follows the one that should stand there
    near = window[max(0, at - _AROUND) : at + _AROUND + 1]
    if at + 1 < len(window) and link(link(before, row.leaf), window[at + 1].leaf) == window[at + 1].hash:
        yield Fault(Break.SEAL_CHANGED, row.place, row.event)
    elif any(link(other.hash, row.leaf) == row.hash or link(before, other.leaf) == row.hash for other in near):
        yield Fault(Break.MOVED, row.place, row.event)
    elif at and window[at - 1].place in named:
        return  # it cannot be reckoned either: what it follows was moved or is gone
    else:
        yield Fault(Break.GONE_BEFORE, row.place, row.event)
