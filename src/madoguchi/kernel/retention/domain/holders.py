"""The registry: which rooms hold what belongs to a thing, and which series of things have a period.

A room registers in its apps.py. The order of disposal is that of the house, the top floor first, so that no row goes
while a row above still refers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from madoguchi.kernel.retention.choices import How
from madoguchi.kernel.retention.domain.trail import Trail


class Rows(Protocol):
    """What can be counted; a query set is it."""

    def count(self) -> int:
        """How many there are now."""


@dataclass(frozen=True)
class Share:
    """One kind of rows that a room has of a thing: `what` they are (a lazy text) and what becomes of them."""

    what: Any
    rows: Rows
    how: How = How.DELETED


Look = Callable[[Trail], Sequence[Share]]
"""Adds to the trail what this room knows, and gives its rows in the order in which they can go. Reads the open scope.
It is called again as long as the trail grows, so it must bear being called often."""


@dataclass(frozen=True)
class Ended:
    """A thing that has ended: `key` names it in its series ("12"), `label` is what people call it ("ABCD-2345"),
    `subject` what it was about ("inu"), `years` what was declared about it (None: nothing was)."""

    key: str
    label: str
    subject: str
    title: str
    ended_on: date
    years: int | None


@dataclass(frozen=True)
class Series:
    """A series of things that end and are then kept for a time ("cases.case").

    `ended(before)` gives those of the open scope that ended before that day, with nothing that follows still open;
    `key_of(label)` finds one by what people call it, ended or not, None for none; `subjects()` → {subject: title}.
    """

    name: str
    title: Any
    ended: Callable[[date], Iterable[Ended]]
    key_of: Callable[[str], str | None]
    subjects: Callable[[], dict[str, str]]


_holders: dict[str, Look] = {}
_series: dict[str, Series] = {}


def register_holder(room: str, look: Look) -> None:
    """Say what a room (its label) holds of a thing. Again replaces it: a development server starts rooms twice."""
    _holders[room] = look


def register_series(series: Series) -> None:
    """Make a series known. Again replaces it."""
    _series[series.name] = series


def holders() -> dict[str, Look]:
    """Every holder by the label of its room."""
    return dict(_holders)


def all_series() -> list[Series]:
    """Every series, by name."""
    return [_series[name] for name in sorted(_series)]
