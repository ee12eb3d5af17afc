"""`[once]` of pack.toml: by which answers a person or household is told apart, and what becomes of a second form. The
keys themselves are the desk's (`cases`), for every channel; here is only what a pack declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.samekey import same_parts
from madoguchi.kit.tomlschema import Choice, ListOf, Local, Table, Text
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "pack.toml"
_FIELD = Text(pattern="[a-z][a-z0-9_]*")
SCHEMA = Table(
    {"key": ListOf(_FIELD, least=1, most=5), "what": Local(en=True), "duplicate": Choice(*cases.Duplicate)},
    {
        "freed_by": ListOf(Choice(*cases.Freed)),
        "round": Text(pattern="[a-z0-9][a-z0-9-]{0,19}"),
    },
)
# What can be typed in many ways that are all the same person, or in no way twice.
_UNFIT = frozenset({"file", "group", "info", "consent", "signature", "serial", "table"})


@dataclass(frozen=True, slots=True)
class Declared:
    """What a pack declares. `key`: ids of fields; `what`: what residents call them (世帯番号); `round`: another one
    begins anew: who asked in the round before may ask again."""

    key: tuple[str, ...]
    what: Words
    duplicate: cases.Duplicate
    freed_by: frozenset[cases.Freed]
    round: str = ""


def read(data: Mapping[str, Any]) -> Declared:
    """The table, checked by SCHEMA before."""
    return Declared(
        tuple(data["key"]),
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
    parts = same_parts(answers.get(name) for name in declared.key)
    if not parts:
        return None
    scope = f"procedures/{pack_id}/{declared.round}" if declared.round else f"procedures/{pack_id}"
    return cases.Once(scope, tuple(parts), declared.duplicate, declared.freed_by, instead_of)


def check(declared: Declared, form: forms.Form, has_capacity_once: bool, findings: Findings) -> None:
    """Note what the shapes alone do not say."""
    pages = {page.id: page for page in form.pages}
    known = {one.id: one for one in form.fields}
    for name in declared.key:
        one = known.get(name)
        if one is None or one.type.name in _UNFIT:
            findings.add(
                FILE, "once.key", f"人を見分ける項目「{name}」がありません。",
                f"There is no field “{name}” to tell people apart.",
            )  # fmt: skip
        elif one.required is not True or one.when is not None or pages[one.page_id].when is not None:
            findings.add(
                FILE, "once.key", f"「{name}」は、いつも尋ねる必須の項目にしてください。空のままでは見分けられません。",
                f"“{name}” must be required and always asked: nobody can be told apart by nothing.",
            )  # fmt: skip
    if has_capacity_once:
        findings.add(
            FILE, "once", "[capacity] の once と [once] は、どちらか片方にしてください。",
            "Either [once] or once in [capacity], not both.",
        )  # fmt: skip
