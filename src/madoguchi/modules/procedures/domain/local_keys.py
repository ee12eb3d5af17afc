"""Which values of a pack a body may set for itself, by dotted key, and what each value must look like.

The pack's author opens a key by naming it in `local`; what is not named there is the same for every body.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from madoguchi.kit.tomlschema import Int, OneOf, Spec, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import SECTIONS
from madoguchi.modules.procedures.domain import capacity, lists, own_questions, own_words, rate_tables, rounds, routing
from madoguchi.modules.procedures.domain.card import FILE, Card
from madoguchi.modules.procedures.domain.fees import MAX_YEN, FeeTable
from madoguchi.modules.procedures.domain.problems import Findings

_BOTH = own_words.SPEC


def possible_keys(card: Card, fees: FeeTable, *, tables: Iterable[str] = ()) -> dict[str, Spec]:
    """Every key that this pack could open, with the spec of its value. `tables`: names of its tables of options."""
    keys: dict[str, Spec] = {
        "office": OneOf(_BOTH, Text(max=60)),
        "online": _BOTH,
        "standard_period.days": Int(1, 3660),
    }
    keys.update({f"texts.{section}": _BOTH for section in SECTIONS})
    keys.update({f"fee.{rule.id}.amount": Int(0, MAX_YEN) for rule in fees.rules if not rule.priced})
    keys.update({rate_tables.KEY + name: rate_tables.SPEC for name in fees.tables})
    keys.update({f"reduction.{one.id}.percent": Int(0, 100) for one in fees.reductions})
    if fees.pay is not None:
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


def check_samples(local: Collection[str], fees: FeeTable, findings: Findings) -> None:
    """Note a sample of a table that no body could put its own in the place of."""
    for name, rates in fees.tables.items():
        if rates.sample and rate_tables.KEY + name not in local:
            findings.add(
                "fees.toml", f"rate.{name}.sample", f"見本の料金表は、pack.toml の local に「rate.{name}」が要ります。",
                f"A sample of a table needs “rate.{name}” in local of pack.toml.",
            )  # fmt: skip
