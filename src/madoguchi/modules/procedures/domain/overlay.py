"""A body's own values over a pack: checked against what the pack opens, then merged.

An overlay is a table of the same shape as the pack's values (TOML in `packs/tenants/<code>/<id>.toml`, JSON in the
database): {"office": "環境課", "fee": {"registration": {"amount": 3000}}, "texts": {"lead": {"ja": "…", "en": "…"}}}.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from madoguchi.kit import tomlschema
from madoguchi.kit.tomlschema import Spec
from madoguchi.modules.procedures.choices import LANGUAGES
from madoguchi.modules.procedures.domain.card import Card, words
from madoguchi.modules.procedures.domain.fees import FeeTable
from madoguchi.modules.procedures.domain.problems import PackProblem
from madoguchi.modules.procedures.domain.texts import Sections

Values = Mapping[str, Any]


def flatten(overlay: Mapping[str, Any], possible: Collection[str], path: str = "") -> Iterator[tuple[str, Any]]:
    """The overlay's values by dotted key; a table that is no value of the pack is entered, whatever else is a leaf."""
    for name, value in overlay.items():
        key = f"{path}.{name}" if path else str(name)
        if key not in possible and isinstance(value, Mapping) and any(p.startswith(f"{key}.") for p in possible):
            yield from flatten(value, possible, key)
        else:
            yield key, value


def unflatten(values: Values) -> dict[str, Any]:
    """{"fee.registration.amount": 3000} → {"fee": {"registration": {"amount": 3000}}}."""
    table: dict[str, Any] = {}
    for key, value in values.items():
        *path, last = key.split(".")
        inner = table
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return table


def check_overlay(
    overlay: Mapping[str, Any], local: Collection[str], possible: Mapping[str, Spec], file: str = ""
) -> list[PackProblem]:
    """Every fault of an overlay: keys that do not exist, keys the pack does not open, values of the wrong shape."""
    problems = []
    for key, value in flatten(overlay, possible):
        if key not in possible:
            near = get_close_matches(key, list(local), n=1)
            hint = (f"「{near[0]}」ではありませんか。", f" Did you mean “{near[0]}”?") if near else ("", "")
            problems.append(
                PackProblem(
                    file, key, f"この手続に「{key}」という値はありません。{hint[0]}", f"No such value.{hint[1]}"
                )
            )
        elif key not in local:
            problems.append(
                PackProblem(
                    file,
                    key,
                    f"「{key}」は団体ごとに変えられる値ではありません（pack.toml の local）。",
                    f"“{key}” is not open to the bodies (local in pack.toml).",
                )
            )
        else:
            found = tomlschema.check(value, possible[key], key)
            problems.extend(PackProblem(file, p.path, p.message_ja, p.message_en) for p in found)
    return problems


def localise_card(card: Card, values: Values) -> Card:
    """The card with the body's values (checked before)."""
    changes: dict[str, Any] = {key: words(values[key]) for key in ("office", "online") if key in values}
    if "standard_period.days" in values:
        changes["standard_period"] = replace(card.standard_period, days=values["standard_period.days"])
    if card.disposition and "disposition.law" in values:
        changes["disposition"] = replace(card.disposition, law=values["disposition.law"])
    changes["laws"] = tuple(
        replace(
            law,
            name=values.get(f"law.{law.id}.name", law.name),
            article=values.get(f"law.{law.id}.article", law.article),
        )
        for law in card.laws
    )
    return replace(card, **changes)


def localise_fees(fees: FeeTable, values: Values) -> FeeTable:
    """The fee table with the body's amounts; its `rule_hash` changes with them."""
    rules = tuple(replace(rule, amount=values.get(f"fee.{rule.id}.amount", rule.amount)) for rule in fees.rules)
    return FeeTable(rules, words(values["pay"]) if "pay" in values else fees.pay)


def localise_texts(texts: Mapping[str, Sections], values: Values) -> dict[str, Sections]:
    """The sections with the body's own in place of the pack's."""
    own = {key.removeprefix("texts."): value for key, value in values.items() if key.startswith("texts.")}
    return {lang: {**texts[lang], **{section: str(text[lang]) for section, text in own.items()}} for lang in LANGUAGES}
