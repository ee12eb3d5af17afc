"""Conditions in a decision: the pack's own are numbered, the officer may change them, and what is added goes on."""

from __future__ import annotations

import re

# No digit after the mark: 1.5m is a length.
_NUMBERED = re.compile(r"(?P<number>[0-9０-９]{1,3})(?P<mark>[　.．、)） ]\s*)(?=[^\s0-9０-９])")


def split(text: str) -> tuple[str, str]:
    """What an outcome says, cut into what leads in and its numbered conditions, the lines from number 1 to the end.

    Without numbered lines at its end, or when they do not begin with 1, it has no conditions.
    """
    lines = text.strip().splitlines()
    first = len(lines)
    while first and _NUMBERED.match(lines[first - 1].strip()):
        first -= 1
    found = _NUMBERED.match(lines[first].strip()) if first < len(lines) else None
    if found is None or int(found["number"]) != 1:
        return text.strip(), ""
    return "\n".join(lines[:first]).strip(), "\n".join(line.strip() for line in lines[first:])


def rewritten(preset: str, typed: str) -> str:
    """The conditions as the officer left them: each line one, numbered from 1 in the way of `preset`.

    A pack's conditions are all of its text's last lines, so a line without a number is a condition of its own, and a
    number that does not fit (after one was taken out) gives way.
    """
    lines = _lines(typed)
    if lines == _lines(preset):
        return preset
    return _number(lines, 1, _mark(preset) or "　")


def replaced(text: str, conditions: str) -> str:
    """What an outcome says, with these numbered conditions in the place of its own."""
    return f"{split(text)[0]}\n{conditions}"


def continued(preset: str, added: str) -> str:
    """What the officer added, each line numbered on from the last number of `preset`; as it is when that has none.

    A number that the officer wrote gives way: two sixth conditions would leave open which one is meant.
    """
    last = _NUMBERED.match(preset.strip().rsplit("\n", 1)[-1])
    if last is None:
        return added.strip()
    return _number(_lines(added), int(last["number"]) + 1, last["mark"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _mark(text: str) -> str:
    found = _NUMBERED.match(text.strip())
    return found["mark"] if found else ""


def _number(lines: list[str], first: int, mark: str) -> str:
    return "\n".join(f"{number}{mark}{_NUMBERED.sub('', line, count=1)}" for number, line in enumerate(lines, first))
