"""Linked lists, wishes in their order, options from a table of the pack."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.tests.dog import faults, judge
from madoguchi.modules.forms.tests.sample import CONTEXT, TODAY, codes, field, form, keeps, make, problems, text, under
from madoguchi.modules.forms.tests.sample import definition as whole


def test_linked_lists() -> None:
    kind = make("linked", other=True)
    keeps(kind, {"sort": "wood", "thing": "bed"}, {"sort": "wood", "thing": "bed"})
    other = {"sort": "wood", "thing": "other", "other": "流木"}
    keeps(kind, other, other)
    assert kind.show(other, "ja") == ["wood › その他（流木）"]
    assert kind.is_blank({"sort": "", "thing": "bed"})
    assert codes(kind, {"sort": "wood", "thing": "bike"}) == [("thing", "linked_other_list")]
    assert codes(kind, {"sort": "desk"}) == [("sort", "linked_other_list")]
    assert codes(kind, {"sort": "wood"}) == [("thing", "linked_missing")]
    assert codes(kind, {"sort": "wood", "thing": "other"}) == [("other", "other_missing")]


def test_linked_lists_in_conditions_and_in_messages() -> None:
    one = form(field("x", "linked", required=True), field("y", when="x.sort == 'metal'", required=True))
    assert faults(judge(one, {"x": {"sort": "metal", "thing": "bike"}})) == [("y", "required")]
    [fault] = judge(one, {}).faults
    assert (fault.anchor, forms.message(fault, "en")[:23]) == ("f-x-sort", "Choose “「x」 (en): Categ")
    assert problems(whole(field("x", "linked"), field("y", when="x.sort == 'wod'")))[0][0] == "page[0].field[1].when"


@pytest.mark.parametrize(
    "options",
    [
        [under("a"), under("b", "a"), under("c", "b")],  # a list too deep
        [under("a"), under("b", "nowhere"), under("c", "a")],
        [under("a"), under("b", "a"), under("alone")],  # nothing to choose under it
    ],
)
def test_lists_that_do_not_hang_together(options: list[dict[str, Any]]) -> None:
    assert set(problems(whole(field("x", "linked", options=options)))) == {("page[0].field[0].options", "type")}


def test_three_levels_and_what_the_page_offers() -> None:
    levels = [{"id": name, "label": text(name)} for name in ("l1", "l2", "l3")]
    options = [under("a"), under("aa", "a"), under("aaa", "aa"), under("b"), under("bb", "b"), under("bbb", "bb")]
    one = form(field("x", "linked", levels=levels, options=options))
    [control] = forms.page_context(one, "one", {"x": {"l1": "a", "l2": "bb"}}, today=TODAY).controls
    offered = {name: [value for value, _label in items] for name, items in control.lists.items()}
    assert offered == {"l1": ["a", "b"], "l2": ["aa"], "l3": []}


def wishes(*codes_: str, other: str = "") -> dict[str, str]:
    return {**{str(number + 1): code for number, code in enumerate(codes_)}, "other": other}


def test_wishes_in_their_order() -> None:
    kind = make("ranked", other=True)
    keeps(kind, wishes("b", "a"), ["b", "a"])
    keeps(kind, wishes("b", "other", other="遠く"), ["b", {"other": "遠く"}])
    assert kind.show(["b", {"other": "遠く"}], "ja") == ["第1希望：b", "第2希望：その他（遠く）"]
    assert codes(kind, wishes("b", "b")) == [("2", "ranked_twice")]
    assert codes(kind, wishes("", "b")) == [("1", "ranked_gap")]
    assert codes(kind, wishes("b", "", "a")) == [("2", "ranked_gap")]
    assert codes(kind, wishes("x")) == [("1", "choice_unknown")]
    assert codes(kind, wishes("other")) == [("other", "other_missing")]
    assert codes(make("ranked", min=2), wishes("a")) == [("2", "choices_too_few")]
    assert problems(whole(field("x", "ranked", max=4))) == [("page[0].field[0].max", "type")]
    one = form(field("x", "ranked"), field("y", when="'b' in x", required=True))
    assert faults(judge(one, {"x": wishes("a", "b")})) == [("y", "required")]


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["", "a", "b", "c", "x"]), max_size=3))
def test_wishes_are_whole_or_refused(given_: list[str]) -> None:
    kind = make("ranked")
    outcome = judge(form(field("x", "ranked")), {"x": wishes(*given_)})
    value = outcome.answers.get("x")
    if value is not None:
        assert value == [code for code in given_ if code]
        assert len(set(value)) == len(value)
        assert kind.clean(kind.typed_from(value), CONTEXT) == value
    else:
        assert outcome.faults or not any(given_)


def test_options_from_a_table() -> None:
    lines = "value,label_ja,label_en\nn1,一,One\nn2,二,Two\n"
    fields = [field(f"f_{name}", name) | {"from_table": "t"} for name in ("choice", "choices", "ranked")]
    for one in fields:
        del one["options"]
    compiled = forms.compile_form(whole(*fields), {"t": lines})
    assert compiled.field("f_choice").type.label("n2").en == "Two"
    other = forms.compile_form(whole(*fields), {"t": lines.replace("二", "2")})
    assert other.hash != compiled.hash, "a version is its table, too"
