"""Answers as they are read back: before sending, on the receipt, at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.reading import operands
from madoguchi.modules.forms.domain.types.persons import BirthType
from madoguchi.modules.forms.domain.types.places import PlaceType

UNANSWERED = Text("（なし）", "(none)")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. ``field_id``: the id of the top-level field (what a correction names); ``path``: the field itself,
    rows by number; ``files``: the attachments; ``group``: the heading of the row it belongs to
    (「お子さん 2」), or ""; ``figures``: a place on the map, as SVG; ``caption``: what stands below it."""

    field_id: str
    path: str
    label: str
    lines: Sequence[str]
    files: Sequence[Mapping[str, Any]] = ()
    group: str = ""
    answered: bool = True
    figures: Sequence[str] = ()
    caption: str = ""


# Draws a place: (its type, the stored answer) → figures and caption.
Draw = Callable[[PlaceType, Any], tuple[Sequence[str], str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form with its answers."""

    page_id: str
    title: str
    rows: Sequence[Row]


def read_back(
    form: Form,
    answers: Mapping[str, Any],
    lang: str,
    *,
    visible: Iterable[str] | None = None,
    today: date | None = None,
    office: bool = False,
    draw: Draw | None = None,
    confidential: bool = False,
) -> list[Section]:
    """The answers in the order of the form, page by page; pages without any are left out.

    ``visible`` (``Outcome.visible``): also list shown fields without an answer, as 「（なし）」; without
    it only answers. ``today``: the day of filling in or filing, for ages that are asked for on it; without it these are
    left out. ``office``: for the desk, with what residents are not shown (``hidden``). ``draw``: for places on a map.
    ``confidential``: with what only its writer and a circle of officers read; nobody else may ask for it, so that
    nothing shows it unasked.
    """
    shown = frozenset(visible or ())
    sections = []
    # Only ages look at other answers: most forms have none, and are not reckoned through for nothing.
    scope = {"today": today, **operands(form, answers)} if form.reckons else None
    for page in form.pages:
        fields = [one for one in page.fields if (office or one.type.seen) and (confidential or not one.confidential)]
        if page.party and not office:
            fields = [_shown_to_applicant(one, form) for one in fields]
        rows = list(_rows(fields, answers, lang, shown, "", "", "", scope, draw))
        if rows:
            sections.append(Section(page.id, page.title.in_(lang), rows))
    return sections


def answer_rows(one: Field, answers: Mapping[str, Any], lang: str) -> list[Row]:
    """One field's answer as it is read back, ages left out; [] without one."""
    return list(_rows([one], answers, lang, frozenset(), "", "", "", None, None))


def _shown_to_applicant(one: Field, form: Form) -> Field:
    """Of what somebody else wrote in confidence, only about whom and by whom it is."""
    party = form.parties.get(one.id)
    if party is None or party.seen:
        return one
    return replace(one, fields=tuple(inner for inner in one.fields if inner.id in (party.whom, party.by)))


def _rows(
    fields: Iterable[Field],
    answers: Mapping[str, Any],
    lang: str,
    shown: frozenset[str],
    prefix: str,
    top: str,
    group: str,
    scope: Mapping[str, Any] | None,
    draw: Draw | None,
) -> Iterable[Row]:
    for one in fields:
        path = f"{prefix}{one.id}"
        field_id = top or one.id
        value = answers.get(one.id)
        label = one.label.in_(lang)
        if not one.type.has_answer:
            continue
        if value is None or value == []:
            if path in shown:
                yield Row(field_id, path, label, [UNANSWERED.in_(lang)], group=group, answered=False)
        elif one.is_group:
            item = (getattr(one.type, "item_label", None) or one.label).in_(lang)
            for index, row in enumerate(value):
                heading = f"{group} {item} {index + 1}".strip()
                inner = None if scope is None else {**scope, **scope[one.id][index]}
                yield from _rows(one.fields, row, lang, shown, f"{path}.{index}.", field_id, heading, inner, draw)
        else:
            attached = value if one.type.name == "file" else ()
            lines = [*one.type.show(value, lang), *_age(one, value, lang, scope)]
            figures, caption = draw(one.type, value) if draw and isinstance(one.type, PlaceType) else ((), "")
            title = one.type.titled(value, lang) or label
            yield Row(field_id, path, title, lines, attached, group, figures=figures, caption=caption)


def _age(one: Field, value: Any, lang: str, scope: Mapping[str, Any] | None) -> list[str]:
    if scope is None or not isinstance(one.type, BirthType) or not one.type.age_on:
        return []
    said = one.type.show_age(value, {key: limit.run(scope) for key, limit in one.limits.items()}, lang)
    return [said] if said else []
