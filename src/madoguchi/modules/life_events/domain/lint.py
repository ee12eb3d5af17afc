"""What is wrong between an event and the procedures that it names, and what a resident is still asked there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.domain import giving
from madoguchi.modules.life_events.domain.event import EVENT, Event, Part
from madoguchi.modules.procedures.api import Pack, PackProblem

# Types whose stored answers are the same thing.
_ALIKE = ({"date", "birth"}, {"text", "textarea"})


def check(event: Event, packs: Mapping[str, Pack]) -> list[PackProblem]:
    """Every mapping that does not fit the newest pack of its procedure."""
    found: list[PackProblem] = []
    for number, part in enumerate(event.parts):
        if not part.procedure:
            continue
        place = f"part[{number}]"
        pack = packs.get(part.procedure)
        if pack is None:
            found.append(
                PackProblem(
                    EVENT,
                    f"{place}.procedure",
                    f"「{part.procedure}」という手続はありません。",
                    f"There is no procedure “{part.procedure}”.",
                )
            )
            continue
        for key, table in (("give", part.give), ("suggest", part.suggest)):
            found += _table(event.form, pack.form.fields, table, f"{place}.{key}", "")
    return found


def _table(
    form: forms.Form, targets: tuple[forms.Field, ...], table: Mapping[str, giving.Source], place: str, group: str
) -> list[PackProblem]:
    by_id = {one.id: one for one in targets}
    found: list[PackProblem] = []
    for name, source in table.items():
        target = by_id.get(name)
        if target is None:
            ja, en = f"手続の様式に「{name}」という項目はありません。", f"The procedure's form has no field “{name}”."
            found.append(PackProblem(EVENT, f"{place}.{name}", ja, en))
        else:
            found += _fits(form, target, source, f"{place}.{name}", group)
    return found


def _fits(form: forms.Form, target: forms.Field, source: giving.Source, place: str, group: str) -> list[PackProblem]:
    if isinstance(source, giving.Rows):
        if not target.is_group:
            return [PackProblem(EVENT, place, "繰返しの項目ではありません。", "This is no repeated group.")]
        return _table(form, target.fields, source.give, f"{place}.give", source.group)
    if isinstance(source, giving.Joined):
        return [fault for rows in source.rows for fault in _fits(form, target, rows, place, group)]
    if isinstance(source, giving.Cases):
        return [fault for _when, one in source.cases for fault in _fits(form, target, one, place, group)]
    if isinstance(source, giving.Each):
        # A constant stands among others: it is one of several answers.
        several = [
            replace(one, value=[one.value]) if isinstance(one, giving.Constant) else one for _when, one in source.cases
        ]
        return [fault for one in several for fault in _fits(form, target, one, place, group)]
    if isinstance(source, giving.Constant):
        if _accepts(target, source.value):
            return []
        ja, en = f"「{source.value}」は、この項目の答えになりません。", f"{source.value!r} is no answer there."
        return [PackProblem(EVENT, place, ja, en)]
    head, _dot, part = source.path.partition(".")
    own = form.field(group).fields if group else ()
    given = next(one for one in (*own, *form.fields) if one.id == head)
    kind = "text" if part or source.as_text else given.type.name
    if not _same(kind, target.type.name):
        ja = f"「{source.path}」は {kind}、「{target.id}」は {target.type.name} です。"
        return [PackProblem(EVENT, place, ja, f"“{source.path}” is {kind}, “{target.id}” is {target.type.name}.")]
    strange = set(_values(given)) - set(_values(target)) if kind in ("choice", "choices") else set()
    if strange:
        words = "、".join(sorted(strange))
        return [PackProblem(EVENT, place, f"手続に選択肢「{words}」がありません。", f"No such option there: {words}.")]
    return []


def _same(one: str, other: str) -> bool:
    return one == other or any({one, other} <= alike for alike in _ALIKE)


def _values(one: forms.Field) -> tuple[str, ...]:
    return tuple(getattr(one.type, "values", ()))


def _accepts(target: forms.Field, value: Any) -> bool:
    """Whether a stored answer is one of that field, as far as its type knows."""
    if target.is_group or target.type.name == "file" or not target.type.has_answer:
        return False
    try:
        target.type.clean(target.type.typed_from(value), forms.Context(date(2000, 1, 1)))
    except forms.Invalid:
        return False
    return True


def still_asked(part: Part, pack: Pack) -> list[str]:
    """The questions that the procedure asks everybody and that nothing is given for: ids of its top-level fields."""
    known = {*part.give, *part.suggest}
    always = {page.id for page in pack.form.pages if page.when is None}
    return [
        one.id
        for one in pack.form.fields
        if one.id not in known and one.page_id in always and one.when is None and one.type.is_asked
        and (one.required or (one.is_group and getattr(one.type, "min", 0) > 0))
    ]  # fmt: skip
