"""What is wrong with a `flow.toml`: told to the pack's author in both languages, with the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi.modules.cases.domain.flow import Flow


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `place` is a path in the file, as in "outcome.permit.document"."""

    place: str
    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.place}: {self.ja} / {self.en}"


class FlowError(ValueError):
    """The flow cannot be used; `problems` lists every fault found. `rest`: the flow as far as it stands, for
    whoever can tell more about it."""

    def __init__(self, problems: Iterable[Problem], rest: Flow | None = None) -> None:
        self.problems, self.rest = tuple(problems), rest
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """Collects faults while a flow is read."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, place: str, ja: str, en: str) -> None:
        """Note a fault."""
        self.found.append(Problem(place, ja, en))

    def unknown(self, place: str, what: tuple[str, str], word: object, known: Iterable[str]) -> None:
        """Note an unknown word (`what` names its sort in ja, en), with the closest known one as a hint."""
        hint = guess(word, known)
        hint_ja, hint_en = (f"「{hint}」のことですか。", f" Did you mean “{hint}”?") if hint else ("", "")
        self.add(place, f"{what[0]}「{word}」はありません。{hint_ja}", f"Unknown {what[1]} “{word}”.{hint_en}")

    def raise_if_any(self, rest: Flow | None = None) -> None:
        """Raise `FlowError` when a fault was noted."""
        if self.found:
            raise FlowError(self.found, rest)


def guess(word: object, known: Iterable[str]) -> str:
    """Return the known word closest to `word`, "" if none is close."""
    close = get_close_matches(str(word), sorted(known), n=1)
    return close[0] if close else ""


def listed(values: Iterable[str]) -> str:
    """Return the words with commas, in their order."""
    return ", ".join(str(value) for value in values)
