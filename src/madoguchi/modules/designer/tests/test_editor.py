"""One editor for every table: what is shown and posted back unchanged is the same; what is typed wrong is kept."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict

from madoguchi.kit.tomlschema import Table
from madoguchi.modules.designer.choices import KEYS, TYPES
from madoguchi.modules.designer.domain import editor, shapes, structure
from madoguchi.modules.designer.domain.conditions import choosable
from madoguchi.modules.designer.tests.conftest import files
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

PACKS = sorted(path.parent for path in Path(settings.MADOGUCHI_PACKS).glob("procedures/*/form.toml"))


def posted(boxes: Sequence[editor.Box]) -> QueryDict:
    """What a browser posts for these controls when nobody touches them."""
    post = QueryDict(mutable=True)
    _fill(boxes, post)
    return post


def _fill(boxes: Sequence[editor.Box], post: QueryDict) -> None:
    for box in boxes:
        match box.kind:
            case "local":
                for lang in ("ja", "en"):
                    post[f"{box.name}.{lang}"] = box.value[lang].replace("\n", "\r\n")
            case "marks":
                post.setlist(box.name, box.value)
                post[f"{box.name}._marks"] = "1"
            case "required" | "condition":
                state, source = box.value if box.kind == "required" else ("", box.value)
                post[box.name] = state
                post[f"{box.name}._typed"] = source
                if box.chosen is not None:
                    post[f"{box.name}._how"], post[f"{box.name}._joined"] = "chosen", box.chosen.joined
                    for index, row in enumerate(box.chosen.offered):
                        post[f"{box.name}._field.{index}"] = row.field
                        post[f"{box.name}._is.{index}"] = row.comparison
                        post[f"{box.name}._value.{index}"] = row.value
            case "table":
                _fill(box.boxes, post)
            case "rows":
                post[f"{box.name}._rows"] = str(len(box.rows))
                for index, row in enumerate(box.rows):
                    post[f"{box.name}.{index}._order"] = str(index + 1) if index < box.filled else ""
                    _fill(row, post)
            case _:
                post[box.name] = box.value


def again(spec: Table, table: dict[str, Any], fields: Any, skip: Sequence[str] = ()) -> dict[str, Any]:
    return editor.read(spec, posted(editor.boxes(spec, table, editor.Around(), skip=skip)), table, fields, skip=skip)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_delivered_packs_come_through_untouched(pack: Path) -> None:
    form = tomllib.loads((pack / "form.toml").read_text())
    for path, one in structure.walk(form):
        fields = choosable(form, path)
        assert again(shapes.field(one["type"]), one, fields, ("field", "type")) == one, path
    for page in structure.pages(form):
        assert again(shapes.PAGE, page, choosable(form), ("field",)) == page
    rules = {key: form[key] for key in ("meta", "check") if key in form}
    assert again(shapes.RULES, rules, choosable(form)) == rules
    card = tomllib.loads((pack / "pack.toml").read_text())
    assert again(shapes.CARD, card, {}, ("id", "version")) == card
    flow = tomllib.loads((pack / "flow.toml").read_text())
    assert again(shapes.FLOW, flow, choosable(form)) == flow
    if (pack / "fees.toml").exists():
        fees = tomllib.loads((pack / "fees.toml").read_text())
        assert again(shapes.FEES, fees, choosable(form)) == fees
    if (pack / "eligibility.toml").exists():
        check = tomllib.loads((pack / "eligibility.toml").read_text())
        assert again(shapes.ELIGIBILITY, check, choosable(form)) == check


def test_what_is_typed_wrong_is_kept_for_the_compiler_to_refuse() -> None:
    table = {"id": "a", "type": "text", "label": {"ja": "あ", "en": "a"}}
    post = posted(editor.boxes(shapes.field("text"), table, editor.Around(), skip=("type",)))
    post["max_length"], post["label.en"] = "たくさん", ""
    new = editor.read(shapes.field("text"), post, table, {}, skip=("type",))
    assert new == {"id": "a", "type": "text", "label": {"ja": "あ"}, "max_length": "たくさん"}
    post["max_length"] = "１２"
    assert editor.read(shapes.field("text"), post, table, {}, skip=("type",))["max_length"] == 12


def test_rows_are_ordered_taken_away_and_added() -> None:
    options = [{"value": v, "label": {"ja": v, "en": v}} for v in ("a", "b", "c")]
    table = {"id": "x", "type": "choice", "label": {"ja": "x", "en": "x"}, "options": options}
    spec = shapes.field("choice")
    post = posted(editor.boxes(spec, table, editor.Around(), skip=("type",)))
    post["options.0._gone"] = "yes"
    post["options.2._order"] = "1"
    post["options.3.value"], post["options.3.label.ja"] = "d", "え"
    new = editor.read(spec, post, table, {}, skip=("type",))
    assert [one["value"] for one in new["options"]] == ["c", "b", "d"]
    assert new["options"][2] == {"value": "d", "label": {"ja": "え"}}


@pytest.mark.parametrize(
    ("stored", "shown"),
    [(["name", "birth"], "name + birth"), ([["name", "mail"], ["name", "phone"]], "name + mail\nname + phone")],
)
def test_what_tells_people_apart_is_a_line_for_each_key(stored: list[Any], shown: str) -> None:
    spec = procedures.CARD_SCHEMA.optional["once"]
    assert isinstance(spec, Table)
    box = next(one for one in editor.boxes(spec, {"key": stored}, editor.Around()) if one.key == "key")
    assert (box.kind, box.value) == ("words", shown)
    post = QueryDict(mutable=True)
    post["key"] = shown
    assert editor.read(spec, post, {"key": stored}, {}) == editor.read(spec, post, {}, {}) == {"key": stored}
    post["key"] = "firm.number ＋birth"
    assert editor.read(spec, post, {}, {}) == {"key": ["firm.number", "birth"]}


def test_a_new_field_of_every_type_stands_at_once() -> None:
    label = {"ja": "見出し", "en": "Label"}
    for kind in forms.TYPES:
        form = tomllib.loads(files()["form.toml"])
        form = structure.add_field(form, "applicant", structure.new_field(kind, "added", label))
        assert forms.compile_form(form).field("added").type.name == kind
        one = structure.field(form, "added")
        assert again(shapes.field(kind), one, choosable(form, "added"), ("field", "type")) == one, kind


def test_every_type_and_setting_has_words() -> None:
    assert set(forms.TYPES) - set(TYPES) == set()
    specs = [
        shapes.PAGE,
        shapes.RULES,
        shapes.OTHERS,
        shapes.CARD,
        shapes.FLOW,
        shapes.FEES,
        *map(shapes.field, forms.TYPES),
    ]
    keys = {box.key for spec in specs for box in _every(editor.boxes(spec, {}, editor.Around()))}
    assert keys - set(KEYS) == set()


def _every(boxes: Sequence[editor.Box]) -> list[editor.Box]:
    return [one for box in boxes for one in [box, *_every(box.boxes), *[i for row in box.rows for i in _every(row)]]]
