"""What each kind of change truly does to what was begun before: one line a kind."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain import setting_diff
from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.diff import compare
from madoguchi.modules.forms.domain.types import TYPES
from madoguchi.modules.forms.tests.sample import definition, field, option, page, text, under

HARMLESS, LOSES, MORE = Effect.HARMLESS, Effect.LOSES, Effect.ASKS_MORE
STRICTER, AMOUNT, REREAD = Effect.STRICTER, Effect.AMOUNT, Effect.REREAD


def effects(old: dict[str, Any], new: dict[str, Any]) -> set[Effect]:
    changes = compare(compile_form(old), compile_form(new))
    assert all(one.ja and one.en for one in changes)
    return {one.effect for one in changes}


# (type, keys before, keys after, effect of the change, effect of the change back)
SETTINGS: list[tuple[str, dict[str, Any], dict[str, Any], Effect, Effect]] = [
    ("text", {"max_length": 5}, {"max_length": 3}, STRICTER, HARMLESS),
    ("text", {}, {"min_length": 3}, STRICTER, HARMLESS),
    ("text", {"pattern_message": text("x")}, {"pattern_message": text("x"), "pattern": "[0-9]+"}, STRICTER, HARMLESS),
    ("text", {}, {"emoji": False}, STRICTER, HARMLESS),
    ("text", {}, {"inputmode": "numeric"}, HARMLESS, HARMLESS),
    ("textarea", {"rows": 3}, {"rows": 5}, HARMLESS, HARMLESS),
    ("number", {"max": 5}, {"max": 3}, STRICTER, HARMLESS),
    ("number", {}, {"max": 3}, STRICTER, HARMLESS),
    ("number", {"min": 1}, {"min": 2}, STRICTER, HARMLESS),
    ("number", {"decimals": 2}, {"decimals": 1}, STRICTER, HARMLESS),
    ("number", {"unit": text("円")}, {"unit": text("千円")}, REREAD, REREAD),
    ("date", {"max": "2027-03-31"}, {"max": "2026-12-31"}, STRICTER, HARMLESS),
    ("date", {"min": "today"}, {"min": "today + 14"}, STRICTER, HARMLESS),
    ("date", {"min": "today"}, {"min": "2026-04-01"}, STRICTER, STRICTER),  # cannot be compared
    ("date", {}, {"partial": True}, HARMLESS, STRICTER),
    ("fiscal_year", {}, {"past": True}, STRICTER, HARMLESS),
    ("time", {"max": "17:00"}, {"max": "15:30"}, STRICTER, HARMLESS),
    ("time", {"step": 10}, {"step": 5}, HARMLESS, STRICTER),
    ("period", {"max": "2027-03-31"}, {"max": "2026-12-31"}, STRICTER, HARMLESS),
    ("period", {}, {"open": True}, HARMLESS, MORE),
    ("period", {}, {"of": "month"}, LOSES, LOSES),
    ("email", {}, {"code": True}, MORE, HARMLESS),
    ("address", {}, {"ask_postal_code": False}, LOSES, MORE),
    ("address", {}, {"abroad": True}, HARMLESS, LOSES),
    ("corporation", {}, {"kana": False}, LOSES, MORE),
    ("name", {}, {"also": ["former"]}, HARMLESS, LOSES),
    ("file", {"count": 5}, {"count": 3}, STRICTER, HARMLESS),
    ("file", {"count": 5}, {"count": 5, "min_count": 2}, MORE, HARMLESS),
    ("file", {"max_mb": 5}, {"max_mb": 3}, STRICTER, HARMLESS),
    ("file", {"kinds": ["pdf", "png"]}, {"kinds": ["pdf"]}, STRICTER, HARMLESS),
    ("choice", {}, {"other": True}, HARMLESS, LOSES),
    ("choice", {"options": ("a", "b")}, {"options": ("a", "b", "c")}, HARMLESS, LOSES),
    ("choices", {"max": 2}, {"max": 1}, STRICTER, HARMLESS),
    ("choices", {}, {"min": 2}, MORE, HARMLESS),
    ("ranked", {"max": 3}, {"max": 2}, STRICTER, HARMLESS),
    ("ranked", {"options": ("a", "b", "c")}, {"options": ("a", "b", "c", "d")}, HARMLESS, LOSES),
    ("linked", {}, {"other": True}, HARMLESS, LOSES),
    ("linked", {}, {"options": [under("wood"), under("metal"), under("desk", "wood"), under("bed", "metal"),
                                under("bike", "metal")]}, LOSES, LOSES),  # the bed is elsewhere
    ("point", {}, {"need": "shape"}, STRICTER, HARMLESS),
    ("point", {"anywhere": True}, {}, STRICTER, HARMLESS),
    ("area", {}, {"max": 500}, STRICTER, HARMLESS),
    ("consent", {}, {"text": text("別の文")}, REREAD, REREAD),
    ("info", {}, {"text": text("別の文")}, HARMLESS, HARMLESS),
    ("sex", {}, {"why": text("別の理由")}, HARMLESS, HARMLESS),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after", "there", "back"), SETTINGS)
def test_a_setting(kind: str, before: dict[str, Any], after: dict[str, Any], there: Effect, back: Effect) -> None:
    old, new = (definition(field("x", kind, **keys)) for keys in (before, after))
    assert effects(old, new) == {there}
    assert effects(new, old) == {back}


def test_every_setting_of_every_type_is_described() -> None:
    told = {*setting_diff._LIMITS, *setting_diff._SWITCHES, *setting_diff._OTHERS, *setting_diff._APART}
    assert {one.name for kind in TYPES.values() for one in fields(kind)} <= told


COLUMN = {"id": "amount", "type": "money", "label": text("金額")}
GRID = {**field("x", "table"), "columns": [COLUMN]}
UNITS = {**field("x", "quantity"), "units": [option("kg"), option("t")]}


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        (field("x"), field("x", required=True), MORE, HARMLESS),
        (field("x"), {**field("x"), "label": text("別の名前")}, HARMLESS, HARMLESS),
        (field("x"), field("x", help=text("説明")), HARMLESS, HARMLESS),
        (field("x"), field("x", "number"), LOSES, LOSES),
        (field("x", "yes_no"), field("x", "choice"), LOSES, LOSES),
        (GRID, {**GRID, "columns": [COLUMN, {**COLUMN, "id": "more"}]}, HARMLESS, LOSES),
        (GRID, {**GRID, "columns": [COLUMN, {**COLUMN, "id": "more", "required": True}]}, MORE, LOSES),
        (GRID, {**GRID, "columns": [{**COLUMN, "max": 100}]}, STRICTER, HARMLESS),
        (GRID, {**GRID, "columns": [{**COLUMN, "type": "text"}]}, LOSES, LOSES),
        (GRID, {**GRID, "rows": GRID["rows"][:1]}, LOSES, HARMLESS),
        (UNITS, {**UNITS, "units": [option("kg"), option("t"), option("g")]}, HARMLESS, LOSES),
    ],
)
def test_a_question(old: dict[str, Any], new: dict[str, Any], there: Effect, back: Effect) -> None:
    assert effects(definition(old), definition(new)) == {there}
    assert effects(definition(new), definition(old)) == {back}


ASKED, NUMBER = field("a", "choice", options=("a", "b", "c")), field("n", "number", required=True, max=20)


@pytest.mark.parametrize(
    ("before", "after", "there", "back"),
    [
        (None, "a == 'a'", LOSES, MORE),
        ("a == 'a'", "a in ('a', 'b')", MORE, LOSES),
        ("a == 'a' or a == 'b'", "a == 'b' or a == 'a'", None, None),  # the same in other words
        ("a == 'a'", "a == 'b'", LOSES, LOSES),
        ("n > 3", "n > 5", LOSES, MORE),
        ("n > 3 and a == 'a'", "a == 'a'", MORE, LOSES),
        ("n * 2 > 10", "n * 3 > 10", LOSES, LOSES),  # nobody tries that out: in doubt the worse
    ],
)
def test_a_condition(before: str | None, after: str, there: Effect | None, back: Effect | None) -> None:
    def form(when: str | None, **keys: Any) -> dict[str, Any]:
        asked = field("x", **keys) | ({"when": when} if when else {})
        return {"page": [page(ASKED, NUMBER, id="one"), page(asked, id="two")]}

    assert effects(form(before, required=True), form(after, required=True)) == ({there} - {None})
    assert effects(form(after, required=True), form(before, required=True)) == ({back} - {None})
    # What need not be answered asks for nothing more.
    assert MORE not in effects(form(before), form(after)) | effects(form(after), form(before))

    def demand(when: str | None) -> dict[str, Any]:
        return {"page": [page(ASKED, NUMBER, id="one"), page(field("x", required=when or True), id="two")]}

    if before and there:
        eased = {LOSES: MORE if back is LOSES else HARMLESS, MORE: MORE}[there]
        assert effects(demand(before), demand(after)) == {eased}


@pytest.mark.parametrize(
    ("before", "after", "there", "back"),
    [
        ({"that": "n > 3"}, {"that": "n > 5"}, STRICTER, HARMLESS),
        ({"that": "n > 3"}, {"that": "n > 3", "when": "a == 'a'"}, HARMLESS, STRICTER),
        ({"that": "n > 3"}, {"that": "n < 9"}, STRICTER, STRICTER),
        ({"that": "n > 3"}, {"that": "n > 3", "message": text("別の文")}, HARMLESS, HARMLESS),
    ],
)
def test_a_rule_across_questions(before: Any, after: Any, there: Effect, back: Effect) -> None:
    old, new = (
        definition(ASKED, NUMBER, check=[{"id": "c", "field": "n", "message": text("文"), **keys}])
        for keys in (before, after)
    )
    assert effects(old, new) == {there}
    assert effects(new, old) == {back}
    assert effects(definition(ASKED, NUMBER), old) == {STRICTER}


def test_pages_places_and_who_reads() -> None:
    x, y = field("x", required=True), field("y")

    def form(*pages: dict[str, Any], **keys: Any) -> dict[str, Any]:
        return {"page": [page(ASKED, id="first"), *pages], **keys}

    one = form(page(x, y, id="one"), page(field("z"), id="two"))
    moved = form(page(x, id="one"), page(y, field("z"), id="two"))
    assert effects(one, moved) == {HARMLESS}
    hidden = form(page(x, id="one"), page(y, field("z"), id="two", when="a == 'a'"))
    assert effects(moved, hidden) == {LOSES}
    assert effects(hidden, moved) == {HARMLESS}, "nothing on it has to be answered"
    back = compare(
        compile_form(hidden), compile_form(form(page(x, y, id="one"), page(field("z"), id="two", when="a == 'a'")))
    )
    assert [(change.kind, change.effect) for change in back] == [("moved", HARMLESS)]
    into = compare(
        compile_form(one), compile_form(form(page(x, id="one"), page(y, field("z"), id="two", when="a == 'a'")))
    )
    assert ("moved", LOSES) in [(change.kind, change.effect) for change in into]
    circle = {"confidential": {"c": {"label": text("秘匿")}}}
    z = {**field("z"), "confidential": "c"}
    open_one, secret = (
        form(page(x, two, id="one"), page(z, id="two"), **circle) for two in (y, {**y, "confidential": "c"})
    )
    assert effects(open_one, secret) == effects(secret, open_one) == {REREAD}
    again = form(page(field("w"), field("v"), id="one"))
    assert effects(again, form(page(field("v"), field("w"), id="one"))) == {HARMLESS}
    assert effects(
        again, form(page({**field("w"), "required": True}, field("v"), field("u", required=True), id="one"))
    ) == {MORE}


def test_parts_of_others() -> None:
    def form(**keys: Any) -> dict[str, Any]:
        party = {"label": text("勤め先"), "ask": text("頼み"), "declaration": text("誓い"), **keys}
        return {
            "page": [page(field("who"), id="one"), page(field("wage"), id="two", party="boss")],
            "party": {"boss": party},
        }

    assert effects(form(), form(shares=["who"])) == {REREAD}
    assert effects(form(needed="after"), form()) == {MORE}
    assert effects(form(), form(needed="after")) == {HARMLESS}
    assert effects(form(), form(ask=text("別の頼み"))) == {HARMLESS}


def test_a_rule_that_looked_at_more_was_skipped_more_often() -> None:
    """Who left b empty was never held to it."""
    a, b, c = (field(name, "number") for name in "abc")

    def ruled(that: str) -> dict[str, Any]:
        return definition(a, b, c, check=[{"id": "c", "field": "a", "message": text("文"), "that": that}])

    assert effects(ruled("a <= 10 and b <= 10"), ruled("a <= 10")) == {STRICTER}
    assert effects(ruled("a + b <= 10"), ruled("a <= 10")) == {STRICTER}
    assert effects(ruled("a <= 10"), ruled("a <= 10 or b <= 10")) == {HARMLESS}


TOTAL = field("tot", "calc", value="a + b", gives="number")


@pytest.mark.parametrize(
    ("before", "after", "whens", "effect"),
    [
        (TOTAL, TOTAL | {"value": "a - b"}, ("tot > 100", "tot > 50"), LOSES),
        (TOTAL, TOTAL | {"value": "a - b"}, ("tot > 50", "tot > 50"), LOSES),
        (TOTAL, TOTAL | {"decimals": 0, "round": "up"}, ("tot > 50", "tot > 50"), LOSES),
        (field("tot", "number"), field("tot", "number", when="a > 3"), ("tot != 5", "tot != 5"), LOSES),
        (field("tot", "number", when="a > 9"), field("tot", "number", when="a > 3"), ("tot > 5", "tot > 3"), LOSES),
        (TOTAL, TOTAL | {"label": text("計")}, ("tot > 100", "tot > 50"), MORE),
    ],
)
def test_a_condition_about_what_means_something_else_now(
    before: dict[str, Any], after: dict[str, Any], whens: tuple[str, str], effect: Effect
) -> None:
    def form(total: dict[str, Any], when: str, required: Any = True) -> dict[str, Any]:
        asked = field("x", required=required, when=when)
        return {"page": [page(field("a", "number"), field("b", "number"), total, id="one"), page(asked, id="two")]}

    found = compare(compile_form(form(before, whens[0])), compile_form(form(after, whens[1])))
    assert [one.effect for one in found if (one.place, one.kind) == ("x", "condition")] == [effect]
    if whens[0] == whens[1]:  # the same of what has to be answered, and of a rule
        old, new = (compile_form(form(one, "a > 0", required=whens[0])) for one in (before, after))
        assert [one.effect for one in compare(old, new) if (one.place, one.kind) == ("x", "required")] == [MORE]
        rule = {"check": [{"id": "c", "field": "a", "message": text("文"), "that": whens[0]}]}
        old, new = (compile_form(definition(field("a", "number"), field("b", "number"), one, **rule))
                    for one in (before, after))  # fmt: skip
        assert [one.effect for one in compare(old, new) if one.kind == "check_changed"] == [STRICTER]


def test_a_condition_about_rows_that_are_reckoned_in_another_way() -> None:
    def form(value: str) -> dict[str, Any]:
        rows = field("rows", "group", field=[field("n", "number"), field("twice", "calc", value=value, gives="number")])
        picked = "sum(row.twice for row in rows if row.n > 2) > 5"
        whens = {"x": "sum(rows.twice) > 5", "y": "sum(rows.n) > 5", "z": picked}
        return definition(rows, *(field(name, when=when) for name, when in whens.items()))

    found = compare(compile_form(form("n * 2")), compile_form(form("n * 3")))
    lost = [(one.place, one.effect) for one in found if one.kind == "condition"]
    assert lost == [("x", LOSES), ("z", LOSES)]
