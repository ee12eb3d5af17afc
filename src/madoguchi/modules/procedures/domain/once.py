"""`[once]` of pack.toml: by which answers a person or household is told apart, and what becomes of a second form. The
keys themselves are the desk's (`cases`), for every channel; here is only what a pack declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from madoguchi.kit.samekey import same_keys
from madoguchi.kit.tomlschema import Choice, ListOf, Local, Table, Text
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import apart
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "pack.toml"
SCHEMA = Table(
    {"key": apart.SPEC, "what": Local(en=True), "duplicate": Choice(*cases.Duplicate)},
    {"freed_by": ListOf(Choice(*cases.Freed)), "round": Text(pattern="[a-z0-9][a-z0-9-]{0,19}")},
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a pack declares. `keys`: any of which makes two the same; `what`: what residents call them (世帯番号);
    `round`: another one begins anew: who asked in the round before may ask again."""

    keys: apart.Keys
    what: Words
    duplicate: cases.Duplicate
    freed_by: frozenset[cases.Freed]
    round: str = ""


def read(data: Mapping[str, Any]) -> Declared:
    """The table, checked by SCHEMA before."""
    return Declared(
        apart.read(data["key"]),
        Words(data["what"]["ja"], data["what"]["en"]),
        cases.Duplicate(data["duplicate"]),
        frozenset(cases.Freed(one) for one in data.get("freed_by", ["withdrawal"])),
        data.get("round", ""),
    )


def once_of(
    declared: Declared | None, pack_id: str, answers: Mapping[str, Any], instead_of: str = ""
) -> cases.Once | None:
    """Who these answers are, for the desk; None without [once], or while none of them is there."""
    if declared is None:
        return None
    keys = same_keys(declared.keys, answers)
    if not keys:
        return None
    scope = f"procedures/{pack_id}/{declared.round}" if declared.round else f"procedures/{pack_id}"
    return cases.Once(scope, keys, declared.duplicate, declared.freed_by, instead_of)


def fitted(declared: Declared, form: forms.Form) -> Declared:
    """With the parts by which the fields of this form tell apart."""
    return replace(declared, keys=apart.fitted(declared.keys, form))


def check(declared: Declared, form: forms.Form, has_capacity_once: bool, findings: Findings) -> None:
    """Note what the shapes alone do not say."""

    def fault(ja: str, en: str) -> None:
        findings.add(FILE, "once.key", ja, en)

    before = len(findings.found)
    whole = apart.check(declared.keys, form, fault)
    if not any(whole) and len(findings.found) == before:
        named = "・".join(apart.fields(declared.keys))
        fault(
            f"「{named}」では、空のままの人を見分けられません。少なくとも1つの組は、いつも尋ねる必須の項目だけにしてください。",
            f"“{named}” does not tell apart who leaves it empty: one key must be of required fields, always asked.",
        )
    if has_capacity_once:
        findings.add(
            FILE, "once", "[capacity] の once と [once] は、どちらか片方にしてください。",
            "Either [once] or once in [capacity], not both.",
        )  # fmt: skip
