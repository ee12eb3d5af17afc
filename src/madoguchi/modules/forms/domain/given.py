"""Answers that the service holds already: a draft may begin with them. The resident reads them and changes none.

A letter with a number names a household, a report follows a decision, a fact of a removal is asked once for five
procedures: whoever begins such a draft says which top-level fields are given, and from where. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.languages import text_of
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Form, Page
from madoguchi.modules.forms.domain.parties import GIVEN_PAGE
from madoguchi.modules.forms.domain.types.base import Context, Invalid
from madoguchi.modules.forms.domain.types.groups import GroupType
from madoguchi.modules.forms.domain.validation import Outcome


@dataclass(frozen=True, slots=True)
class Given:
    """``fields``: ids of top-level fields whose answers stand in what was typed; ``source``: where they come from and
    whom to tell when they are wrong, as the resident reads it under each of them."""

    fields: frozenset[str]
    source: Text

    def as_json(self) -> dict[str, Any]:
        """For keeping with the draft."""
        return {
            "fields": sorted(self.fields),
            "source": {"ja": self.source.ja, "en": self.source.en, **dict(self.source.others)},
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Given:
        """What ``as_json`` has kept."""
        return cls(frozenset(data["fields"]), text_of(data["source"]))

    def only(self, fields: Iterable[str]) -> Given | None:
        """The same for fewer fields; None for none."""
        kept = self.fields & frozenset(fields)
        return Given(kept, self.source) if kept else None


def sound(form: Form, typed: Mapping[str, Any], fields: Iterable[str], context: Context) -> frozenset[str]:
    """Of ``fields`` those whose answers can stand as they are. The others are the resident's to complete: a date that
    nobody can read must not be a wall. Raises ``KeyError`` for an id that the form lacks."""
    by_id = {one.id: one for one in form.fields}
    return frozenset(name for name in fields if _is_sound(by_id[name], typed.get(name), context))


def _is_sound(one: Field, typed: Any, context: Context) -> bool:
    if not one.type.is_asked:
        return False
    if isinstance(one.type, GroupType):
        rows = typed if isinstance(typed, list) else []
        enough = max(1, one.type.min) <= len(rows) <= one.type.max
        return enough and all(_row_is_sound(one, row, context) for row in rows)
    if typed is None or one.type.is_blank(typed):
        return False
    try:
        one.type.clean(typed, context)
    except Invalid:
        return False
    return True


def _row_is_sound(group: Field, row: Any, context: Context) -> bool:
    if not isinstance(row, Mapping):
        return False
    asked = [one for one in group.fields if one.type.is_asked]
    return all(
        _is_sound(one, row[one.id], context) if row.get(one.id) else not one.required or one.when is not None
        for one in asked
    )


def asked_pages(form: Form, outcome: Outcome, given: Given | None = None) -> list[Page]:
    """The pages to walk through: those with something to answer, or to mend. A page on which everything shown is given
    is read back with the rest before sending; where that is every page, all are shown. What is shared with a party is
    no page of its form."""
    shown = [
        page
        for page in form.pages
        if page.party != GIVEN_PAGE and any(one.id in outcome.visible for one in page.fields)
    ]
    if given is None:
        return shown
    faulty = {fault.field.page_id for fault in outcome.faults}
    asked = [page for page in shown if page.id in faulty or any(_is_asked(one, outcome, given) for one in page.fields)]
    return asked or shown


def _is_asked(one: Field, outcome: Outcome, given: Given) -> bool:
    return one.id in outcome.visible and one.type.is_asked and one.id not in given.fields
