"""Pages as they are drawn: what is shown, what the browser may judge, what stands where."""

from __future__ import annotations

from typing import Any

from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.controls import Control, PageView
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.pages import Presenter
from madoguchi.modules.forms.domain.validation import validate
from madoguchi.modules.forms.tests.sample import TODAY, field, form, page, text


def draw(one: Form, typed: dict[str, Any], page_id: str = "one", lang: str = "ja", **more: Any) -> PageView:
    outcome = validate(one, typed, today=TODAY, files={}, pages=())
    return Presenter(one, outcome, more.pop("messages", {}), lang, {}).page(one.page(page_id), typed, **more)


def by_path(view: PageView) -> dict[str, Control]:
    return {one.path: one for one in view.controls}


def test_hidden_fields_are_drawn_only_if_the_browser_can_bring_them_back() -> None:
    one = form(
        field("matter", "choice", options=["death", "move"]),
        field("on", "date", when="matter == 'death'"),
        field("n", "number"),
        field("many", when="n > 3"),
    )
    controls = by_path(draw(one, {}))
    assert list(controls) == ["matter", "on", "n"]
    assert controls["on"].shown is False
    assert controls["on"].when == ["is", "matter", ["death"]]
    assert list(by_path(draw(one, {"n": "4"}))) == ["matter", "on", "n", "many"]


def test_conditions_for_the_browser() -> None:
    one = form(
        field("c", "choice", options=["a", "b"]), field("s", "choices", options=["n", "m"]), field("y", "yes_no"),
        field("k", "consent"),
        field("f1", when="c in ('a', 'b') and not y"),
        field("f2", when="'n' in s or c != 'a'"),
        field("f3", when="y == false"),
        field("f4", when="k and 'n' not in s"),
        field("f5", when="y and today > date('2026-01-01')"),
        field("f6", when="y and count(s) > 1"),
    )  # fmt: skip
    when = {path: control.when for path, control in by_path(draw(one, {"y": "yes"})).items()}
    assert when["f1"] == ["and", ["is", "c", ["a", "b"]], ["not", ["is", "y", ["yes"]]]]
    assert when["f2"] == ["or", ["is", "s", ["n"]], ["not", ["is", "c", ["a"]]]]
    assert when["f3"] == ["is", "y", ["no"]]
    assert when["f4"] == ["and", ["is", "k", ["yes"]], ["not", ["is", "s", ["n"]]]]
    assert when["f5"] == ["and", ["is", "y", ["yes"]], True]
    assert "f6" not in when


def test_earlier_answers_are_put_in() -> None:
    one = compile_form(
        {
            "page": [
                page(field("n", "number"), id="first"),
                page(field("y", "yes_no"), field("z", when="y and n > 3"), field("w", when="n > 3"), id="one"),
            ]
        }
    )
    controls = by_path(draw(one, {"n": "5"}))
    assert controls["z"].when == ["and", ["is", "y", ["yes"]], True]
    assert controls["w"].when is None
    assert list(by_path(draw(one, {"n": "1"}))) == ["y", "z"]


def test_groups_show_as_many_rows_as_were_typed_and_at_least_the_minimum() -> None:
    one = form(
        field("y", "yes_no"),
        field(
            "g", "group", min=1, max=2, item_label=text("お子さん"),
            field=[field("k", "choice"), field("t", when="k == 'a' and y"), field("p", "file")],
        ),
    )  # fmt: skip
    control = by_path(draw(one, {}))["g"]
    assert (len(control.rows), control.can_add, control.required, control.item) == (1, True, True, "お子さん")
    assert control.rows[0].removable is False
    row = control.rows[0].controls
    assert [one.path for one in row] == ["g.0.k", "g.0.t", "g.0.p"]
    assert row[1].when == ["and", ["is", "g.0.k", ["a"]], ["is", "y", ["yes"]]]
    full = draw(one, {"y": "yes", "g": [{"k": {"value": "a"}, "t": "x"}, {}]})
    control = by_path(full)["g"]
    assert (len(control.rows), control.can_add, control.rows[1].removable) == (2, False, True)
    assert control.rows[0].controls[1].shown is True
    assert control.rows[1].controls[1].shown is False
    assert full.has_files


def test_words_values_and_errors_stand_at_their_controls() -> None:
    one = form(
        field("owner", "name", required=True, help=text("戸籍のとおり"), example=text("髙橋　花子")),
        field("mail", "email", confirm=True),
        field("kind", "choice", options=["a"], other=True),
        meta={"applicant_name": "owner"},
    )
    messages = {("owner", "given"): "名を入力", ("mail", ""): "メール"}
    view = draw(one, {"owner": {"family": "髙"}, "mail": {"address": "x"}}, messages=messages, lang="en")
    controls = by_path(view)
    assert view.errors == [("f-owner-given", "名を入力"), ("f-mail", "メール")]
    owner = controls["owner"]
    assert (owner.label, owner.help, owner.example) == ("「owner」 (en)", "戸籍のとおり (en)", "髙橋　花子 (en)")
    assert (owner.part("family"), owner.part("given"), owner.error, owner.id) == ("髙", "", "名を入力", "f-owner")
    assert owner.autocomplete == {"family": "family-name", "given": "given-name"}
    assert controls["mail"].autocomplete == {"": "off"}, "somebody else's, as far as the form says"
    assert controls["mail"].part("address") == "x"
    assert [value for value, _label in controls["kind"].pairs] == ["a", "other"]


def test_a_correction_shows_the_named_fields_only() -> None:
    one = form(field("a", "choice"), field("b", when="a == 'a'"), field("c"))
    controls = by_path(draw(one, {"a": {"value": "a"}, "b": "x"}, only=["b"]))
    assert list(controls) == ["b"]
    assert controls["b"].when is None


def test_conditions_on_linked_lists_and_units_are_for_the_browser_too() -> None:
    one = form(
        field("x", "linked"), field("q", "quantity"),
        field("f1", when="x.sort == 'wood'"), field("f2", when="x.thing in ('bike', 'bed') and q.unit != 'kg'"),
        field("f3", required=True, when="q.number == 3"),
    )  # fmt: skip
    controls = by_path(draw(one, {"q": {"number": "3", "unit": "kg"}}))
    assert controls["f1"].when == ["is", "x.sort", ["wood"]]
    assert controls["f2"].when == ["and", ["is", "x.thing", ["bike", "bed"]], ["not", ["is", "q.unit", ["kg"]]]]
    assert controls["f3"].when is None
