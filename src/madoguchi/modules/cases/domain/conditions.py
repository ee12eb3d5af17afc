"""Conditions in a decision: the pack's own are numbered, and the officer's go on from there."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"(?P<number>[0-9０-９]{1,3})(?P<mark>[　.．、)） ]\s*)(?=\S)")


def continued(preset: str, added: str) -> str:
    """What the officer added, each line numbered on from the last number of `preset`; as it is when that has none.

    A number that the officer wrote gives way: two sixth conditions would leave open which one is meant.
    """
    last = _NUMBERED.match(preset.strip().rsplit("\n", 1)[-1])
    if last is None:
        return added.strip()
    lines = [line.strip() for line in added.splitlines() if line.strip()]
    first = int(last["number"]) + 1
    return "\n".join(
        f"{number}{last['mark']}{_NUMBERED.sub('', line, count=1) if _NUMBERED.match(line) else line}"
        for number, line in enumerate(lines, start=first)
    )
