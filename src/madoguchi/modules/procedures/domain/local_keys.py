"""Which values of a pack a body may set for itself, by dotted key, and what each value must look like.

The pack's author opens a key by naming it in `local`; what is not named there is the same for every body.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from madoguchi.kit.tomlschema import Int, Local, OneOf, Spec, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import SECTIONS
from madoguchi.modules.procedures.domain import capacity, lists, own_questions, rounds, routing
from madoguchi.modules.procedures.domain.card import FILE, Card
from madoguchi.modules.procedures.domain.problems import Findings

_BOTH = Local()  # without the English: see overlay.localise_texts
MAX_YEN = 10_000_000


def possible_keys(card: Card, fee_ids: Iterable[str], *, has_pay: bool, tables: Iterable[str] = ()) -> dict[str, Spec]:
    """Every key that this pack could open, with the spec of its value."""
    keys: dict[str, Spec] = {
        "office": OneOf(_BOTH, Text(max=60)),
        "online": _BOTH,
        "standard_period.days": Int(1, 3660),
    }
    keys.update({f"texts.{section}": _BOTH for section in SECTIONS})
    keys.update({f"fee.{fee}.amount": Int(0, MAX_YEN) for fee in fee_ids})
    if has_pay:
        keys["pay"] = _BOTH
    if card.privacy:
        keys["privacy.retention_years"] = Int(1, 100)
    for law in card.laws:
        if law.id:
            keys[f"law.{law.id}.name"] = Text(max=120)
            keys[f"law.{law.id}.article"] = Text(max=60)
    if card.disposition:
        keys["disposition.law"] = Text(max=160)
    if card.capacity:
        keys |= capacity.keys(card.capacity)
    keys.update({lists.KEY + name: lists.SPEC for name in tables})
    return keys


def open_keys(card: Card, form: forms.Form) -> dict[str, Spec]:
    """The values that are each body's own by nature, without being named in `local`."""
    routes = {routing.KEY: routing.SPEC} if card.routed_by else {}
    return routes | rounds.keys(card) | own_questions.keys(form)


def check_local(local: Collection[str], possible: Mapping[str, Spec], findings: Findings) -> None:
    """Note every key in `local` that does not exist in the pack, or stands there twice."""
    seen: set[str] = set()
    for number, key in enumerate(local):
        place = f"local[{number}]"
        if key in seen:
            findings.add(FILE, place, f"「{key}」が2度あります。", f"“{key}” is there twice.")
        elif key not in possible:
            near = get_close_matches(key, list(possible), n=1)
            hint = (f"「{near[0]}」ではありませんか。", f" Did you mean “{near[0]}”?") if near else ("", "")
            findings.add(
                FILE, place, f"「{key}」という値はこの手続にありません。{hint[0]}",
                f"This pack has no value “{key}”.{hint[1]}",
            )  # fmt: skip
        seen.add(key)
