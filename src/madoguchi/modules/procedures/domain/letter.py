"""`[letter]` of pack.toml: which questions the letter that a body has mailed answers already.

The letters themselves are the room `letters`; here is only what a pack declares: where each fact of a recipient stands
in the form, and whether it can be changed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.tomlschema import Bool, MapOf, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import apart
from madoguchi.modules.procedures.domain.once import Declared
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "pack.toml"
ORIGIN = "letters"  # the name by which the room of letters begins drafts
# What a list of recipients holds, and the types of field that can hold it.
FACTS = {
    "household": ("text",),
    "name": ("name",),
    "kana": ("kana",),
    "birth": ("birth",),
    "address": ("address",),
    "amount": ("money",),
    "members": ("group",),
}
# The fields of the group of members, by these ids; it must have name and wish.
MEMBER_FACTS = {
    "name": ("name",),
    "kana": ("kana",),
    "birth": ("birth",),
    "relation": ("text",),
    "amount": ("money",),
    "wish": ("choice",),
}
WISHES = ("take", "decline", "gone")
_FIELDS = MapOf(Text(pattern="[a-z][a-z0-9_]*"), pattern="[a-z]+")
SCHEMA = Table({"given": _FIELDS}, {"prefilled": _FIELDS, "only": Bool()})


@dataclass(frozen=True, slots=True)
class Letter:
    """`given`, `prefilled`: id of the field by fact; a given one is read and not changed. `only`: the form begins with
    a letter and in no other way."""

    given: Mapping[str, str]
    prefilled: Mapping[str, str]
    only: bool = False


def read(data: Mapping[str, Any]) -> Letter:
    """The table, checked by SCHEMA before."""
    return Letter(dict(data["given"]), dict(data.get("prefilled", {})), data.get("only", False))


def check(letter: Letter, form: forms.Form, once: Declared | None, findings: Findings) -> None:
    """Note what the shapes alone do not say."""

    def fault(place: str, ja: str, en: str) -> None:
        findings.add(FILE, f"letter.{place}", ja, en)

    known = {one.id: one for one in form.fields}
    for part, fields in (("given", letter.given), ("prefilled", letter.prefilled)):
        for fact, name in fields.items():
            one = known.get(name)
            if fact not in FACTS:
                words = "・".join(FACTS)
                fault(f"{part}.{fact}", f"手紙にあるのは{words}です。", f"A letter holds {', '.join(FACTS)}.")
            elif one is None or one.type.name not in FACTS[fact]:
                types = " ".join(FACTS[fact])
                fault(
                    f"{part}.{fact}",
                    f"型が {types} の項目のidを書いてください。",
                    f"The id of a field of type {types}.",
                )
            elif fact == "members":
                _check_members(one, fault)
    for fact in sorted(set(letter.given) & set(letter.prefilled)):
        fault(f"prefilled.{fact}", "given にもあります。", "It is in given, too.")
    if "household" not in letter.given:
        fault("given", "household（世帯番号）の項目が必要です。", "The field of the household's number is needed.")
    if once is None or not set(apart.fields(once.keys)) <= set(letter.given.values()):
        fault(
            "given",
            "[once] を書き、その項目はどれも given にしてください。手紙は1回だけ使えます。",
            "Write [once], with fields that are all given: a letter is used once.",
        )


def _check_members(group: forms.Field, fault: Any) -> None:
    parts = {one.id: one for one in group.fields}
    for name in ("name", "wish"):
        if name not in parts:
            fault("members", f"世帯員の繰返しに「{name}」の項目が必要です。", f"The group of members needs “{name}”.")
    for name, one in parts.items():
        if name not in MEMBER_FACTS:
            if one.required:
                fault(
                    "members",
                    f"「{name}」は手紙にないので必須にできません。",
                    f"No letter holds “{name}”: it cannot be required.",
                )
        elif one.type.name not in MEMBER_FACTS[name]:
            types = " ".join(MEMBER_FACTS[name])
            fault("members", f"「{name}」の型は {types} にしてください。", f"“{name}” must be of type {types}.")
    wish = parts.get("wish")
    if wish is not None and wish.type.name == "choice" and set(getattr(wish.type, "values", ())) != set(WISHES):
        fault("members", f"wish の選択肢は {' '.join(WISHES)} です。", f"The options of wish are {', '.join(WISHES)}.")
