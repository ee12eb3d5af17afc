"""From a letter to the answers of a form: what is given, what is prefilled, and whether the form can take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.modules.forms import api as forms
from madoguchi.modules.letters.choices import Wish
from madoguchi.modules.letters.domain.facts import Listed, facts_of
from madoguchi.modules.procedures import api as procedures


@dataclass(frozen=True)
class Answers:
    """`typed`: answers of the form as its types read them; `given`: ids of those that are not to be changed."""

    typed: Mapping[str, Any]
    given: frozenset[str]


def answers_of(pack: procedures.Pack, row: Listed, wishes: Mapping[int, Wish], each: int | None) -> Answers:
    """What a recipient's letter answers in the form of a version."""
    letter = pack.card.letter
    if letter is None:
        raise ValueError(f"{pack.key} has no [letter]")
    facts = facts_of(row, wishes, each)
    stored: dict[str, Any] = {}
    for fact, name in {**letter.prefilled, **letter.given}.items():
        if fact in facts:
            stored[name] = _rows(pack.form.field(name), facts[fact]) if fact == "members" else facts[fact]
    given = frozenset(name for fact, name in letter.given.items() if fact in facts)
    return Answers(forms.typed_from_answers(pack.form, stored), given)


def faults_of(
    pack: procedures.Pack, row: Listed, each: int | None, today: date, lang: str
) -> list[tuple[str, int, str]]:
    """What the form would not take of the given answers: (fact, number of the member from 1 or 0, the form's sentence).
    A household cannot mend them itself, so the list must be right before letters go out."""
    letter = pack.card.letter
    assert letter is not None
    facts = {name: fact for fact, name in letter.given.items()}
    outcome = forms.validate(pack.form, answers_of(pack, row, {}, each).typed, today=today)
    places = [index + 1 for index, one in enumerate(row.members) if one.get("eligible", True)]
    found = []
    for fault in outcome.faults:
        top, *rest = fault.path.split(".")
        if top not in facts:
            continue
        if facts[top] == "members" and len(rest) == 2:
            found.append((rest[1], places[int(rest[0])], forms.message(fault, lang)))
        else:
            found.append((facts[top], 0, forms.message(fault, lang)))
    return found


def _rows(group: forms.Field, members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Members with those facts that the form asks for."""
    asked = {one.id for one in group.fields}
    return [{name: value for name, value in one.items() if name in asked} for one in members]
