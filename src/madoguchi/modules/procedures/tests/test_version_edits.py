"""Whatever a clerk changes, whoever had begun before: no answer is lost, no hidden answer decides anything, and a table
of all versions has a column for every answer.

150 edits here; all 1,000 with MADOGUCHI_EDITS=1000.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from types import SimpleNamespace
from typing import Any

from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.tests.edits import Clerk, Resident

TODAY = date(2026, 11, 28)
EDITS = int(os.environ.get("MADOGUCHI_EDITS", "150"))
VERSIONS = 10  # edits of one form, one after the other


def leaves(value: Any) -> Iterator[str]:
    """Every text that somebody typed."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value not in ("", None):
        yield str(value)


class Uploads(dict[str, Any]):
    """Every upload that is asked for is there."""

    def get(self, key: str, default: Any = None) -> Any:
        return SimpleNamespace(name=f"{key}.pdf", size=10, kind="pdf", sha256="0" * 64)


def columns(form: forms.Form) -> list[str]:
    """The columns of a table of one version: the paths of its fields, which never change."""
    return [one.path for one in form.walk() if one.type.has_answer and not one.is_group]


def paths(form: forms.Form, answers: Mapping[str, Any]) -> set[str]:
    """The columns that these answers need."""
    found = (row.path for section in forms.read_back(form, answers, "ja") for row in section.rows)
    return {".".join(part for part in path.split(".") if not part.isdigit()) for path in found}


def test_whatever_is_edited_nothing_is_lost() -> None:
    changed = told = 0
    for seed in range(-(-EDITS // VERSIONS)):
        rng = Random(seed)
        clerk, resident = Clerk(rng), Resident(rng)
        first = form = forms.compile_form(clerk.data)
        typed = begun = resident.fill(clerk.data)
        filed = forms.validate(form, typed, today=TODAY, files=Uploads()).answers
        aside: list[Any] = []
        union = dict.fromkeys(columns(form))
        sound = 0
        while sound < VERSIONS:
            data = clerk.edit()
            try:
                new = forms.compile_form(data)
            except forms.DefinitionError:  # a condition on what is gone, or on a later page: the linter stops it
                continue
            sound += 1
            clerk.data = data
            changes = forms.compare(form, new)
            if new.hash != form.hash:
                told += bool(changes)
                changed += 1
                assert all(one.ja and one.en for one in changes)
            moved = forms.rebase(form, new, typed, today=TODAY)
            aside += [one.typed for one in moved.kept]
            where = (seed, [one.ja for one in changes])
            assert not Counter(leaves(begun)) - Counter(leaves([moved.typed, aside])), where
            if moved.kept:
                assert any(one.effect is forms.Effect.LOSES for one in changes), where
            nothing_hidden_counts(new, moved.typed)
            one_case(form, new, forms.validate(form, typed, today=TODAY, files=Uploads()).answers)
            union |= dict.fromkeys(columns(new))
            form, typed = new, moved.typed
            assert paths(form, forms.validate(form, typed, today=TODAY, files=Uploads()).answers) <= set(union)
        assert paths(first, filed) <= set(union), "what was filed first has its columns still"
        one_case(first, form, filed)
    assert told == changed > EDITS * 0.7, "what is changed is told; the others put a definition in another order"


def nothing_hidden_counts(form: forms.Form, typed: Mapping[str, Any]) -> None:
    outcome = forms.validate(form, typed, today=TODAY, files=Uploads())
    assert set(outcome.answers) <= outcome.visible
    for one in form.fields:
        if one.id not in outcome.visible:
            assert outcome.env[one.id] is None, one.id


def one_case(old: forms.Form, new: forms.Form, answers: Mapping[str, Any]) -> None:
    """An open case that an officer moves: each answer there was is told of, and stands where it is said to stand."""
    taken = cases.taken_over(old, new, answers, filed_on=TODAY, uploads=Uploads())
    rows = [row for section in forms.read_back(old, answers, "ja") for row in section.rows]
    assert [one.before for one in taken.carried] == [tuple(row.lines) for row in rows], "none is passed over"
    after = Counter(
        line for section in forms.read_back(new, taken.answers, "ja") for row in section.rows for line in row.lines
    )
    kept = Counter(line for one in taken.carried if one.fate == "kept" for line in one.before)
    assert not kept - after
    assert all(one.fate != "kept" or one.after == one.before for one in taken.carried)
    nothing_hidden_counts(new, forms.typed_from_answers(new, taken.answers))
