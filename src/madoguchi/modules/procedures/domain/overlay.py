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
from madoguchi.modules.procedures.choices import LANGUAGES, Words
from madoguchi.modules.procedures.domain import capacity, numbers, own_words, rate_tables
from madoguchi.modules.procedures.domain.card import Card
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
            if not found:
                problems.extend(own_words.problems(key, value, file))
            problems.extend(_unknown_words(key, value, possible, file))
    return problems


def _unknown_words(key: str, value: Any, possible: Mapping[str, Spec], file: str) -> list[PackProblem]:
    """Words in braces that no value stands for, in a text of the body."""
    fees = [name.removeprefix("fee.").removesuffix(".amount") for name in possible if name.startswith("fee.")]
    known = numbers.names(fees)
    listed = " ".join(f"{{{name}}}" for name in known)
    return [
        PackProblem(
            file,
            f"{key}.{lang}",
            f"{{{name}}} に入る値はありません。使えるのは {listed} です。",
            f"There is no value for {{{name}}}. You can use {listed}.",
        )
        for lang in (LANGUAGES if isinstance(value, Mapping) else ())  # translations have the words of the Japanese
        for name in numbers.unknown(str(value.get(lang, "")), known)
    ]


def localise_card(card: Card, values: Values) -> Card:
    """The card with the body's values (checked before)."""
    changes: dict[str, Any] = {}
    for key, usual in (("office", card.office), ("online", card.online)):
        if key in values:
            own = values[key]
            changes[key] = own_words.in_words(own, usual)
    if "standard_period.days" in values:
        changes["standard_period"] = replace(card.standard_period, days=values["standard_period.days"])
    if card.disposition and "disposition.law" in values:
        changes["disposition"] = replace(card.disposition, law=values["disposition.law"])
    if card.privacy and "privacy.retention_years" in values:
        changes["privacy"] = replace(card.privacy, retention_years=values["privacy.retention_years"])
    if card.capacity:
        changes["capacity"] = capacity.localised(card.capacity, values)
    if card.once and "once.round" in values:
        changes["once"] = replace(card.once, round=values["once.round"])
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
    """The fee table with the body's amounts, tables and reductions, and all else as it is; its `rule_hash` changes with
    them."""
    rules = tuple(replace(rule, amount=values.get(f"fee.{rule.id}.amount", rule.amount)) for rule in fees.rules)
    reductions = tuple(
        replace(one, percent=percent)
        for one in fees.reductions
        if (percent := values.get(f"reduction.{one.id}.percent", one.percent))  # 0: this body gives none
    )
    own = replace(fees, rules=rules, reductions=reductions, pay=_pay(fees.pay, values))
    return rate_tables.localised(own, values)


def _pay(usual: Words | None, values: Values) -> Words | None:
    if "pay" not in values:
        return usual
    return own_words.in_words(values["pay"], usual or Words("", ""))


def localise_texts(texts: Mapping[str, Sections], values: Values) -> dict[str, Sections]:
    """The sections with the body's own in place of the pack's, in every language (`own_words.in_words`). A translation
    of the pack stands only where the body says in Japanese what the pack says: elsewhere it says something else."""
    own = {
        key.removeprefix("texts."): own_words.in_words(value, usual_section(texts, key.removeprefix("texts.")))
        for key, value in values.items()
        if key.startswith("texts.")
    }
    found: dict[str, Sections] = {
        lang: {**texts[lang], **{key: text.in_(lang) for key, text in own.items()}} for lang in LANGUAGES
    }
    for lang in dict.fromkeys([*texts, *(code for text in own.values() for code, _said in text.others)]):
        if lang not in LANGUAGES:
            kept = {section: text for section, text in texts.get(lang, {}).items() if section not in own}
            theirs = {section: dict(text.others)[lang] for section, text in own.items() if lang in dict(text.others)}
            found[lang] = {**kept, **theirs}
    return found


def usual_section(texts: Mapping[str, Sections], section: str) -> Words:
    """A section of the pack in every language it has."""
    others = ((lang, found[section]) for lang, found in texts.items() if lang not in LANGUAGES and section in found)
    return Words(texts["ja"].get(section, ""), texts["en"].get(section, ""), tuple(others))
