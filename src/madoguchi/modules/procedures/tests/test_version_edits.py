"""Whatever a clerk changes, whoever had begun before: no answer is lost, no hidden answer decides anything, and a table
of all versions has a column for every answer, and keeps every column that it ever had.
"""

from __future__ import annotations

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
EDITS = 1000
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


def tables(*newest_first: forms.Form) -> dict[str, list[str]]:
    """The columns of an export of all versions together, by table."""
    return {table.id: [column.id for column in table.columns] for table in forms.export_columns(*newest_first)}


def exported(form: forms.Form, typed: Mapping[str, Any], known: Mapping[str, list[str]]) -> None:
    """A case under this version is exported whole: each answer has a cell, in a column of the common tables."""
    answers = forms.validate(form, typed, today=TODAY, files=Uploads()).answers
    lines = forms.export_rows(form, answers, "ja", today=TODAY)
    cells = {(table, column): line[column] for table, rows in lines.items() for line in rows for column in line}
    assert all(column in known[table] for table, column in cells)
    filled = [text for rows in lines.values() for line in rows for column, text in line.items() if text]
    assert len(filled) >= len(list(leaves(answers_without_files(form, answers))))


def answers_without_files(form: forms.Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A file is one cell with its name; what an answer holds of it beside that is no answer of its own."""
    return {name: value for name, value in answers.items() if form.field(name).type.name not in ("file", "group")}


def test_whatever_is_edited_nothing_is_lost() -> None:
    changed = told = 0
    for seed in range(-(-EDITS // VERSIONS)):
        rng = Random(seed)
        clerk, resident = Clerk(rng), Resident(rng)
        first = form = forms.compile_form(clerk.data)
        typed = begun = resident.fill(clerk.data)
        filed = forms.validate(form, typed, today=TODAY, files=Uploads()).answers
        aside: list[Any] = []
        versions = [form]
        known = tables(form)
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
            form, typed = new, moved.typed
            versions.insert(0, form)
            before, known = known, tables(*versions)
            for table, columns in before.items():
                assert set(columns) <= set(known[table]), "a column that was there once is there for ever"
            exported(form, typed, known)
        exported(first, begun, known)
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
