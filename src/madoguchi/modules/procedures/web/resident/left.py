"""What is left of a procedure's places, on the pages that everybody sees."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.domain import capacity
from madoguchi.modules.procedures.domain.pack import Pack


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as it stands: `said` is what is left of it; `closed`: it cannot be chosen."""

    value: str
    label: str
    said: str
    closed: bool
    pool_id: int
    by_lot: bool


def options(pack: Pack, lang: str) -> tuple[Option, ...]:
    """What is left of each choice of a procedure; () without [capacity]. No query while it is in memory."""
    declared = pack.card.capacity
    if declared is None:
        return ()
    left = places.left(declared.prefix(pack.id))
    found = []
    for value, label in capacity.options(declared, pack.form):
        one = left.get(declared.key(pack.id, value))
        if one is not None:
            closed = one.full and not one.held
            found.append(Option(value, label.in_(lang), _said(one), closed, one.pool_id, one.by_lot))
    return tuple(found)


def _said(left: places.Left) -> str:
    if left.mode is places.Mode.ORDER:
        return _("定員なし（抽選は順番だけ）")
    if left.by_lot:
        return _("抽選")
    if left.free:
        return ngettext("あと%(num)s人", "あと%(num)s人", left.free) % {"num": left.free}
    if left.waiting and left.held:
        return _("満員・補欠で受付（席が空くことがあります）")
    if left.waiting:
        return _("満員・補欠で受付")
    return _("満員（空くことがあります）") if left.held else _("満員")


def on_page(view: forms.PageView, pack: Pack, outcome: forms.Outcome, lang: str) -> forms.PageView:
    """The page with what is left beside each choice. A full one cannot be chosen; the one chosen before stays, to be
    seen and changed."""
    declared = pack.card.capacity
    if declared is None or not declared.field:
        return view
    known = {one.value: one for one in options(pack, lang)}
    chosen = capacity.choice(declared, outcome.answers)

    def told(option: tuple[str, str, str]) -> tuple[str, ...]:
        value, label, hint = option[:3]
        one = known.get(value)
        if one is None:
            return option
        return (value, f"{label}【{one.said}】", hint, "disabled" if one.closed and value != chosen else "")

    controls = [
        replace(one, options=_drawn(one.style, [told(option) for option in one.options]))  # type: ignore[arg-type]
        if one.path == declared.field
        else one
        for one in view.controls
    ]
    return replace(view, controls=controls)


def _drawn(style: str, options: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A list to open has no fourth part: what cannot be chosen is left out of it."""
    if style != "select":
        return options
    return [option[:3] for option in options if len(option) < 4 or not option[3]]


def shows(pack: Pack, page: forms.Page) -> bool:
    """Whether the page has the choice that places depend on."""
    declared = pack.card.capacity
    return declared is not None and any(one.id == declared.field for one in page.fields)
