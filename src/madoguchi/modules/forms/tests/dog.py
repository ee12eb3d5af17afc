"""A form with pages, conditions, rows and rules, and something good to type into it."""

from __future__ import annotations

from typing import Any

from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.validation import Outcome, validate
from madoguchi.modules.forms.tests.sample import TODAY, field, page, text


def judge(one: Form, typed: dict[str, Any], **more: Any) -> Outcome:
    return validate(one, typed, today=TODAY, **more)


def faults(outcome: Outcome) -> list[tuple[str, str]]:
    return [(f"{fault.path}.{fault.sub}".rstrip("."), fault.code) for fault in outcome.faults]


def choice(value: str, other: str = "") -> dict[str, str]:
    return {"value": value, "other": other}


DOG = compile_form(
    {
        "page": [
            page(
                field("matter", "choice", options=["death", "move"], required=True),
                field("died_on", "date", when="matter == 'death'", required=True, max="today"),
                field("note", "textarea", when="matter == 'death'"),
                field("moved_on", "date", when="matter == 'move'", required=True),
                field("reason", required="matter == 'move'"),
                id="dog",
            ),
            page(
                field("city", required=True),
                field("told", "yes_no"),
                field("who", when="told"),
                id="where",
                when="matter == 'move'",
            ),
            page(
                field("owner", "name", required=True),
                field("agree", "consent"),
                field(
                    "items",
                    "group",
                    min=1,
                    max=3,
                    item_label=text("品目"),
                    field=[
                        field("kind", "choice", options=["bed", "desk"], required=True),
                        field("number", "number", min=1, max=5, required=True),
                        field("size", "number", when="kind == 'bed'", required=True),
                        field("from_on", "date"),
                        field("until_on", "date", min="from_on"),
                    ],
                ),
                id="owner",
            ),
        ],
        "check": [
            {"id": "few", "that": "sum(items.number) <= 6", "field": "items", "message": text("合計6まで")},
            {"id": "long", "that": "until_on - from_on <= 30", "field": "items.until_on", "message": text("30日まで")},
        ],
        "meta": {"applicant_name": "owner"},
    }
)
DEATH: dict[str, Any] = {
    "matter": choice("death"),
    "died_on": {"year": "2026", "month": "11", "day": "20"},
    "owner": {"family": "杜", "given": "さくら"},
    "agree": "yes",
    "items": [{"kind": choice("desk"), "number": "2"}],
}
