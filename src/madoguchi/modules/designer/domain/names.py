"""What an expression may name: every answer of the form with how it is written, so that nobody has to know the ids."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.designer.domain import translations
from madoguchi.modules.forms import api as forms

ANY, NUMBER, DATE, TEXT = "any", "number", "date", "text"
# By place, the boxes that take an expression, and what it has to give.
EXPRESSIONS: Mapping[str, str] = {
    "fee.times": NUMBER, "fee.key": TEXT, "fee.quantity": NUMBER, "fee.periods": NUMBER, "fee.on": DATE,
    "fee.until": DATE, "outcome.amount": NUMBER, "outcome.amount_most": NUMBER, "confidential.value.route": ANY,
    "confidential.value.hides_case": ANY, "value": ANY, "min": ANY, "max": ANY, "question.min": ANY,
    "question.max": ANY, "age_on": DATE,
}  # fmt: skip
# Boxes in which the fields of one row of a group may be named too.
OF_ROWS = frozenset({"fee.key", "fee.quantity", "fee.periods", "fee.on", "fee.until"})
# Boxes that take names of fields and no expression; a repeated group is none for most of them.
NAMES = frozenset({
    "routing.by", "once.key", "capacity.once", "follows.locked", "follows.prefill._key", "asked._key", "agrees_with",
})  # fmt: skip
_FITS: Mapping[str, frozenset[forms.Kind]] = {
    NUMBER: frozenset({forms.Kind.NUMBER}),
    DATE: frozenset({forms.Kind.DATE}),
    TEXT: frozenset({forms.Kind.TEXT}),
}
_OPERANDS = {
    forms.Kind.NUMBER: "{} > 1",
    forms.Kind.DATE: "{} >= date('2026-04-01')",
    forms.Kind.BOOL: "{}",
    forms.Kind.FILES: "count({}) > 0",
    forms.Kind.ROWS: "count({}) > 1",
    forms.Kind.TEXT: "not is_empty({})",
    forms.Kind.RECORD: "not is_empty({})",
}


@dataclass(frozen=True)
class Name:
    """One answer: what it is called, how an expression writes it, its kind, an example of its use, and the values that
    it can have (value, label). `row`: it is part of a row of the group of that id, and only named so where one row is
    looked at."""

    label: str
    write: str
    kind: forms.Kind
    example: str
    options: tuple[tuple[str, str], ...] = ()
    row: str = ""

    @property
    def is_field(self) -> bool:
        """Whether it is a field of the form itself, no part of one."""
        return not self.row and self.write.isidentifier()

    def fits(self, wanted: str) -> bool:
        """Whether an expression that must give this can begin with it."""
        return wanted == ANY or self.kind in _FITS[wanted]


def of_form(data: Mapping[str, Any], tables: Mapping[str, str], lang: str) -> list[Name]:
    """The answers of a form as far as it stands (what form.toml says), in its order."""
    plain = translations.stood_in(copy.deepcopy(dict(data)))
    form = forms.compile_as_far(plain, tables).form
    return [name for one in form.fields for name in _of_field(one, form.types[one.id], lang)] if form else []


def for_box(known: Sequence[Name], kind: str, place: str, group: str = "") -> list[Name] | None:
    """What may be written into a control (`boxes.Box`); None for one that takes no names. `group`: the one in which
    the field lies whose settings these are: its own row comes first."""
    if place in NAMES:
        return [one for one in known if one.is_field]
    wanted = ANY if kind in ("condition", "required") else EXPRESSIONS.get(place) if kind in ("line", "words") else None
    if wanted is None:
        return None
    own = [one for one in known if one.row and (one.row == group or place in OF_ROWS)]
    return [one for one in [*own, *[one for one in known if not one.row]] if one.fits(wanted)]


def _of_field(one: forms.Field, kind: Any, lang: str) -> Iterator[Name]:
    label = one.label.in_(lang) or one.id
    if kind.kind is forms.Kind.NOTHING or one.confidential or one.id.startswith(forms.STAND_IN_NAME):
        return
    options = _options(one, lang)
    yield Name(label, one.id, kind.kind, _example(one.id, kind), options)
    inner = {field.id: field for field in one.fields}
    for part, of_part in kind.parts.items():
        if part.startswith(forms.STAND_IN_NAME):
            continue
        field = inner.get(part)
        said = field.label.in_(lang) if field else _part(one, part, lang)
        if kind.kind is not forms.Kind.ROWS:
            yield Name(f"{label}／{said}", f"{one.id}.{part}", of_part.kind, _example(f"{one.id}.{part}", of_part))
            continue
        if of_part.kind is forms.Kind.NUMBER:
            total = f"sum({one.id}.{part})"
            yield Name(f"{label}／{said}", total, of_part.kind, f"{total} > 1")
        inner_options = _options(field, lang) if field else ()
        yield Name(f"{label}／{said}", part, of_part.kind, _example(part, of_part), inner_options, row=one.id)


def _options(one: forms.Field, lang: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, label.in_(lang)) for value, label in forms.options_of(one.type))


def _part(one: forms.Field, part: str, lang: str) -> str:
    known = getattr(one.type, "record", {}).get(part)
    return known.label.in_(lang) if known else part


def _example(write: str, kind: Any) -> str:
    if kind.options:
        value = kind.options[0]
        return f"'{value}' in {write}" if kind.kind is forms.Kind.SET else f"{write} == '{value}'"
    return _OPERANDS.get(kind.kind, "not is_empty({})").format(write)
