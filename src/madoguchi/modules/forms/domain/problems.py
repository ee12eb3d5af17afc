"""Faults of a form definition: said to the pack's author, with the place, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from madoguchi.kit.tomlschema import Problem

__all__ = ["DefinitionError", "ExpressionError", "Fault", "Problem", "closest", "did_you_mean", "unknown_field"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an expression, for the pack's author."""

    ja: str
    en: str


class ExpressionError(ValueError):
    """An expression that cannot be used; ``faults`` names everything found."""

    def __init__(self, source: str, faults: list[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(f"{source}: " + " ".join(fault.en for fault in faults))


class DefinitionError(ValueError):
    """Raised by ``compile_form``; ``problems`` lists every fault found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{one.path}: {one.message_ja} / {one.message_en}" for one in self.problems))


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, str]:
    """A hint in (ja, en) naming the known word closest to ``word``; two empty strings if none is close."""
    near = closest(word, known)
    return (f"「{near}」ではありませんか。", f' Did you mean "{near}"?') if near else ("", "")


def unknown_field(place: str, name: str, known: Iterable[str]) -> Problem:
    """What a place of the definition points to is no field."""
    known = list(known)
    ja, en = did_you_mean(name, known)
    return Problem(
        place, "unknown_field", f"項目「{name}」はありません。{ja}", f'No field "{name}".{en}', closest(name, known)
    )
