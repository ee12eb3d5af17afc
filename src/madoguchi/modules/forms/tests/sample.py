"""Forms for tests, written as short as tests like them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.problems import DefinitionError
from madoguchi.modules.forms.domain.types.base import Context, FieldType, Invalid

TODAY = date(2026, 11, 22)
CONTEXT = Context(TODAY)


def text(ja: str) -> dict[str, str]:
    return {"ja": ja, "en": f"{ja} (en)"}


def field(id: str, type: str = "text", **keys: Any) -> dict[str, Any]:
    own: dict[str, Any] = {"id": id, "type": type, "label": text(f"「{id}」")}
    if type in ("choice", "choices", "ranked"):
        own["options"] = [
            option(value) for value in keys.pop("options", ("a", "b", "c") if type == "ranked" else ("a", "b"))
        ]
    if type in ("consent", "info"):
        own["text"] = text("文")
    return own | DEFAULTS.get(type, {}) | keys


def under(value: str, above: str = "") -> dict[str, Any]:
    """An option of linked lists."""
    return option(value) | ({"under": above} if above else {})


# What these types cannot be without.
DEFAULTS: dict[str, dict[str, Any]] = {
    "sex": {"why": {"ja": "健診の案内のため", "en": "To send the right invitation"}},
    "linked": {
        "levels": [
            {"id": "sort", "label": {"ja": "区分", "en": "Category"}},
            {"id": "thing", "label": {"ja": "品目", "en": "Item"}},
        ],
        "options": [
            {"value": value, "label": {"ja": value, "en": f"{value} (en)"}, **({"under": above} if above else {})}
            for value, above in (("wood", ""), ("metal", ""), ("desk", "wood"), ("bed", "wood"), ("bike", "metal"))
        ],
    },
    "table": {
        "rows": [
            {"id": "wage", "label": {"ja": "給与", "en": "Wages"}},
            {"id": "rent", "label": {"ja": "家賃", "en": "Rent"}},
        ],
        "columns": [
            {
                "id": "amount",
                "type": "money",
                "label": {"ja": "金額", "en": "Amount"},
                "required": True,
                "max": 9_000_000,
            },
            {
                "id": "kind",
                "type": "choice",
                "label": {"ja": "種類", "en": "Kind"},
                "options": [{"value": one, "label": {"ja": one, "en": one}} for one in ("monthly", "yearly")],
            },
            {"id": "note", "type": "text", "label": {"ja": "備考", "en": "Note"}},
        ],
    },
    "hidden": {"options": [{"value": one, "label": {"ja": one, "en": one}} for one in "ab"], "default": "a"},
    "signature": {"text": {"ja": "本当です。", "en": "True."}},
    "calc": {"value": "1", "gives": "number"},
    "quantity": {
        "units": [
            {"value": "kg", "label": {"ja": "kg", "en": "kg"}},
            {"value": "piece", "label": {"ja": "個", "en": "pieces"}},
        ]
    },
}


def option(value: str) -> dict[str, Any]:
    return {"value": value, "label": text(value)}


def page(*fields: dict[str, Any], id: str = "one", **keys: Any) -> dict[str, Any]:
    return {"id": id, "title": text(id), "field": list(fields), **keys}


def definition(*fields: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"page": [page(*fields)], **keys}


def form(*fields: dict[str, Any], **keys: Any) -> Form:
    """A form of one page."""
    return compile_form(definition(*fields, **keys))


def problems(data: dict[str, Any]) -> list[tuple[str, str]]:
    """(place, code) of everything that is wrong with a definition; [] when nothing is."""
    try:
        compile_form(data)
    except DefinitionError as error:
        found = error.problems
    else:
        found = ()
    assert all(one.message_ja and one.message_en for one in found)
    return [(one.path, one.code) for one in found]


def make(type_name: str, **keys: Any) -> FieldType:
    return form(field("x", type_name, **keys)).field("x").type


def codes(kind: FieldType, typed: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        kind.clean(typed, CONTEXT)
    return [(flaw.sub, flaw.code) for flaw in caught.value.flaws]


def keeps(kind: FieldType, typed: Any, value: Any) -> None:
    """``typed`` gives ``value``, and ``value`` typed again gives itself."""
    assert not kind.is_blank(typed)
    assert kind.clean(typed, CONTEXT) == value
    again = kind.typed_from(value)
    assert not kind.is_blank(again)
    assert kind.clean(again, CONTEXT) == value
    for lang in ("ja", "en"):
        assert any(kind.show(value, lang))
