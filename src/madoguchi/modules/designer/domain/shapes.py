"""The shapes that the editor draws: fields by their type, pages, rules, flow. Card, fees and the
rules of the check before the form: those of `procedures`.

They say which controls there are; what is right is for the compilers of `forms`, `cases` and `procedures` to judge.
"""

from __future__ import annotations

from madoguchi.kit.tomlschema import Bool, Choice, Int, ListOf, Local, MapOf, OneOf, Spec, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

_BOTH = Local(en=True)
_EXPRESSION = Text(max=1000)
_WHAT = OneOf(Text(), ListOf(Text()))
APPLICANT: dict[str, tuple[str, ...]] = {
    "applicant_name": ("name", "org_name", "text"),
    "applicant_kana": ("kana", "text"),
    "applicant_mail": ("email",),
    "applicant_phone": ("phone",),
    "applicant_address": ("address", "text"),
}

PAGE = Table(
    {"title": _BOTH}, {"intro": _BOTH, "when": _EXPRESSION, "party": Text(), "confidential": Text(), "id": Text()}
)
_CHECK = Table({"id": Text(), "that": _EXPRESSION, "field": Text(), "message": _BOTH}, {"when": _EXPRESSION})
RULES = Table(
    {}, {"meta": Table({}, {**dict.fromkeys(APPLICANT, _WHAT), "declaration": _BOTH}), "check": ListOf(_CHECK)}
)
# Who else fills in parts, and what only a circle of officers reads.
OTHERS = Table({}, {"party": MapOf(forms.PARTY_SCHEMA), "confidential": MapOf(forms.CIRCLE_SCHEMA)})
_OUTCOME = Table(
    {"id": Text(), "label": _BOTH},
    {
        "favourable": Bool(),
        "reason_required": Bool(),
        "document": Text(),
        "title": _BOTH,
        "appeal": ListOf(Text()),
        "text": _BOTH,
        "when": _EXPRESSION,
        "amount": Text(),
        "amount_most": Text(),
        "amount_label": _BOTH,
        "reopens": Bool(),
    },
)
_STATE = Table({"id": Text(), "label": _BOTH, "plain": _BOTH, "phase": Choice("waiting", "office", "resident", "done")})
_ACT = Table(
    {"id": Text()},
    {
        "label": _BOTH,
        "from": ListOf(Text()),
        "to": Text(),
        "by": Choice("officer", "resident"),
        "reason": Bool(),
        "message": Bool(),
        "more_days": Int(0),
    },
)
FLOW = Table(
    {"extends": Choice("notification", "examined", "instant", "by_mail")},
    {
        "outcome": ListOf(_OUTCOME),
        "correction": Table({}, {"days": Int(1, 365)}),
        "waiting": Table({}, {"clock": Choice("runs", "stands")}),
        "withdraw": Table({}, {"until": Choice("decision", "never")}),
        "fee": Table({}, {"wait": Text(), "then": Text()}),
        "state": ListOf(_STATE),
        "act": ListOf(_ACT),
    },
)
# Who overrules a finding, and when, is what the login says (`overruling`): no box for it.
_OVERRULED = ListOf(Table({"rule": Text(), "reason": Text(max=400)}, {"place": Text()}))
CARD = Table(
    {key: spec for key, spec in procedures.CARD_SCHEMA.required.items() if key not in ("id", "version")},
    # What a mailed letter answers goes field by field with the list of its recipients: in the pack's file.
    {key: spec for key, spec in procedures.CARD_SCHEMA.optional.items() if key != "letter"} | {"overruled": _OVERRULED},
)
FEES = procedures.FEES_SCHEMA
# A question is one of the form (`field`) or a small one of its own; which keys go together is for the compiler to say.
_QUESTION = Table(
    {},
    {
        "field": Text(),
        "id": Text(),
        "type": Choice(*procedures.ELIGIBILITY_TYPES),
        "label": _BOTH,
        "help": _BOTH,
        "options": ListOf(Table({"value": Text(), "label": _BOTH})),
        "required": OneOf(Bool(), _EXPRESSION),
        "when": _EXPRESSION,
        "min": OneOf(Text(), Int()),
        "max": OneOf(Text(), Int()),
        "unit": _BOTH,
        "text": _BOTH,
    },
)
ELIGIBILITY = Table(
    {"question": ListOf(_QUESTION), "rule": ListOf(procedures.ELIGIBILITY_RULE)}, {"lead": _BOTH, "may_file": Bool()}
)


def field(kind: str) -> Table:
    """The settings of a field of this type, the everyday ones first. A type that is unknown has the common ones."""
    known = forms.TYPES.get(kind)
    own: dict[str, Spec] = {**known.needed_keys, **known.keys} if known else {}
    if known is not None and not known.has_answer:
        return Table({}, {"label": _BOTH, **own, "when": _EXPRESSION, "confidential": Text(), "id": Text()})
    common: dict[str, Spec] = {"help": _BOTH, "example": _BOTH}
    if kind != "group":
        common["required"] = OneOf(Bool(), _EXPRESSION)
    return Table({"label": _BOTH}, {**common, **own, "when": _EXPRESSION, "confidential": Text(), "id": Text()})
