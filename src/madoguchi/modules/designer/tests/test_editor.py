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
from madoguchi.modules.designer.domain.conditions import choosable, held
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
                post.setlist(box.name, [one for one, _said in box.options if one in box.value])
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
                post[f"{box.name}._first"], post[f"{box.name}._rows"] = str(box.first), str(len(box.rows))
                for index, row in enumerate(box.rows):
                    place = box.first + index
                    post[f"{box.name}.{place}._order"] = str(place + 1) if index < box.filled else ""
                    _fill(row, post)
            case "select":
                post[box.name] = box.value if box.value in dict(box.options) else ""
            case _:
                post[box.name] = box.value


def again(spec: Table, table: dict[str, Any], fields: Any, skip: Sequence[str] = ()) -> dict[str, Any]:
    drawn = editor.boxes(spec, table, editor.Around(fields=fields), skip=skip)
    return editor.read(spec, posted(drawn), table, fields, skip=skip)


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


def test_a_list_too_long_for_one_page_is_shown_in_parts_and_loses_no_row() -> None:
    options = [{"value": f"o{n}", "label": {"ja": f"町{n}", "en": f"Town {n}"}} for n in range(1000)]
    table = {"id": "x", "type": "choice", "label": {"ja": "x", "en": "x"}, "options": options}
    spec = shapes.field("choice")
    assert again(spec, table, {}, ("type",)) == table
    drawn = editor.boxes(spec, table, editor.Around(first={"options": 940}), skip=("type",))
    box = next(one for one in drawn if one.key == "options")
    assert (box.first, len(box.parts), box.parts[-1]) == (900, 10, (900, 999))
    post = posted(drawn)
    assert len(post) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    post["options.999._order"], post["options.900._gone"] = "1", "yes"
    post["options.1000.value"] = "new"
    new = editor.read(spec, post, table, {}, skip=("type",))["options"]
    assert [new[0], new[1], new[-1]] == [options[999], options[0], {"value": "new"}]
    assert len(new) == 1000


def test_rows_that_a_table_cannot_hold_are_named_and_kept() -> None:
    said = {"ja": "支援措置", "en": "Protection"}
    old = {"confidential": {"a": {"label": said}}}
    post = posted(editor.boxes(shapes.OTHERS, old, editor.Around()))
    post["confidential.1.value.label.ja"] = "名前のないもの"
    post["confidential.2._key"], post["confidential.2.value.label.ja"] = "a", "2つ目"
    post["confidential._rows"] = "4"
    post["confidential.3._key"] = "b"
    new = editor.read(shapes.OTHERS, post, old, {})
    assert editor.unnamed(shapes.OTHERS, new) == {
        "confidential.1._key": editor.NO_NAME,
        "confidential.2._key": editor.TWICE,
        "confidential.3.value": editor.NO_VALUE,
    }
    again_shown = posted(editor.boxes(shapes.OTHERS, new, editor.Around()))
    assert again_shown["confidential.1.value.label.ja"] == "名前のないもの"
    assert again_shown["confidential.2.value.label.ja"] == "2つ目"


def test_what_choosing_cannot_hold_is_shown_as_it_is_written() -> None:
    form = tomllib.loads((PACKS[0].parent / "koseki" / "form.toml").read_text())
    fields = choosable(form)
    for source in ("'history' in items.kind", "gone == 'x'", " and ".join(["purpose == 'x'"] * 25)):
        assert held(source, fields) is None, source
    assert held("", fields) == held("  ", {})


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
