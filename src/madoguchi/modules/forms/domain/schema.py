"""The shape of ``form.toml`` in the words of kit.tomlschema, put together from the keys of the field
types.
"""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.kit.tomlschema import Bool, Choice, Int, ListOf, Local, MapOf, OneOf, Spec, Table, Tagged, Text
from madoguchi.modules.forms.domain.types import TYPES

_ID = Text(pattern="[a-z][a-z0-9_]*", max=50)
_EXPRESSION = Text(max=1000)
# A group may hold a group (child → reasons); deeper than that no page can be filled in on a phone.
_DEPTH = 2


def _field(depth: int) -> Tagged:
    tables: dict[str, Table] = {}
    for name, kind in TYPES.items():
        if name == "group" and depth == 0:
            continue
        if name in ("hidden", "serial") and depth < _DEPTH:
            continue  # one a form, not one a row
        needed: dict[str, Spec] = {"id": _ID, "type": Text(), "label": Local(en=True)}
        common: dict[str, Spec] = {
            "help": Local(en=True),
            "example": Local(en=True),
            "required": OneOf(Bool(), _EXPRESSION),
            "when": _EXPRESSION,
        }
        if not kind.has_answer:
            common = {"when": _EXPRESSION, "label": needed.pop("label")}
        if kind.derived:
            common = {key: common[key] for key in (("help",) if name == "serial" else ("help", "when"))}
        if name == "group":
            needed["field"] = ListOf(_field(depth - 1), least=1)
            common.pop("required")  # a group is required by its min
        if depth == _DEPTH and name != "serial":
            common = {**common, "confidential": _ID}  # one a form, not one a row
        tables[name] = Table({**needed, **kind.needed_keys}, {**common, **kind.keys})
    return Tagged("type", tables)


_PAGE = Table(
    {"id": _ID, "title": Local(en=True), "field": ListOf(_field(_DEPTH), least=1)},
    {"intro": Local(en=True), "when": _EXPRESSION, "party": _ID, "confidential": _ID},
)
PARTY = Table(
    {"label": Local(en=True), "ask": Local(en=True), "declaration": Local(en=True)},
    {
        "each": _ID,
        "when": _EXPRESSION,
        "needed": Choice("before", "after"),
        "days": Int(1, 180),
        "seen": Bool(),
        "shares": ListOf(Text(pattern=r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")),
    },
)
CIRCLE = Table({"label": Local(en=True)}, {"route": _EXPRESSION, "hides_case": _EXPRESSION})
_CHECK = Table(
    {
        "id": _ID,
        "that": _EXPRESSION,
        "field": Text(pattern=r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*"),
        "message": Local(en=True),
    },
    {"when": _EXPRESSION},
)

# Which types of field can tell what about the applicant.
APPLICANT_TYPES: Mapping[str, tuple[str, ...]] = {
    "applicant_name": ("name", "org_name", "corporation", "text"),
    "applicant_kana": ("kana", "text"),
    "applicant_mail": ("email",),
    "applicant_phone": ("phone",),
    "applicant_address": ("address", "text"),
}
_META = Table(
    optional={
        **{key: OneOf(_ID, ListOf(_ID, least=1)) for key in APPLICANT_TYPES},
        "represented": OneOf(_ID, ListOf(_ID, least=1)),
        "declaration": Local(en=True),
    }
)

FORM = Table(
    {"page": ListOf(_PAGE, least=1)},
    {"check": ListOf(_CHECK), "meta": _META, "party": MapOf(PARTY), "confidential": MapOf(CIRCLE)},
)
