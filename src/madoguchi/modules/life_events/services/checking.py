"""Checking the packs of life events, for the command `packs` and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from madoguchi.modules.life_events.domain import examples, lint
from madoguchi.modules.life_events.domain.event import compile_event
from madoguchi.modules.life_events.domain.source import read_folder
from madoguchi.modules.procedures.api import Checked, Findings, Pack, PackError, PackProblem, plain_texts, translations


def check_folder(folder: Path, packs: Mapping[str, Pack]) -> Checked:
    """Read, compile and try one event against these procedures. Raises PackError with every fault.

    Its notes tell, for each part that is filed online, which questions the procedure still asks everybody.
    """
    source = read_folder(folder)
    event = compile_event(source, examples.bodies_table(examples.codes_in(source)))
    stale = translations.told_stale(translations.read(source.files, Findings()))
    problems = [
        *lint.check(event, packs),
        *examples.run(event, source, packs),
        *plain_texts(source.files),
        *(PackProblem("texts", place, ja, en) for place, ja, en in stale),
    ]
    if problems:
        raise PackError(event.id, problems)
    notes = []
    for part in event.parts:
        if part.procedure:
            asked = lint.still_asked(part, packs[part.procedure])
            notes.append((part.id, part.procedure, tuple(asked)))
    count = sum(name.startswith("examples/") for name in source.files)
    return Checked(
        event.id, count, tuple(f"{name} ({procedure}): {', '.join(ids) or '-'}" for name, procedure, ids in notes)
    )
