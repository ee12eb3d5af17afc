"""From one version of a form to the next: nothing typed is lost, and what became of it can be told."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.modules.forms.choices import Fate
from madoguchi.modules.forms.domain.rebase import rebase
from madoguchi.modules.forms.tests.sample import TODAY, field, form, option, text


def moved(old: Any, new: Any, typed: Any, **more: Any) -> tuple[dict[str, Any], list[tuple[str, Fate, list[str]]]]:
    result = rebase(form(*old), form(*new), typed, today=TODAY, **more)
    return result.typed, [(one.path, one.fate, one.lines["ja"]) for one in result.kept]


def test_a_question_that_is_gone_is_kept_aside_in_its_words() -> None:
    typed, kept = moved([field("a"), field("b")], [field("b")], {"a": "こむぎ", "b": "柴"})
    assert typed == {"b": "柴"}
    assert kept == [("a", Fate.GONE, ["こむぎ"])]


def test_nothing_typed_is_nothing_to_keep() -> None:
    assert moved([field("a"), field("b", "name")], [field("c")], {"a": " ", "b": {"family": ""}}) == ({}, [])


@pytest.mark.parametrize(
    ("old", "new", "value", "typed", "fate"),
    [
        ("text", "number", "３", "３", None),
        ("text", "number", "みっつ", None, Fate.NOT_READ),
        ("number", "text", "12", "12", None),
        ("text", "date", "あした", None, Fate.NOT_READ),
        ("textarea", "email", "a@example.jp", "a@example.jp", None),
        ("date", "text", {"era": "", "year": "2026", "month": "1", "day": "2"}, "2026年1月2日（令和8年）", Fate.REREAD),
        ("text", "name", "髙橋", None, Fate.NOT_READ),
        ("choice", "text", {"value": "a", "other": ""}, "a", Fate.REREAD),
        ("yes_no", "choice", "yes", None, Fate.NOT_READ),
        ("text", "file", "x", None, Fate.NOT_READ),
    ],
)  # fmt: skip
def test_another_type_reads_what_it_can(old: str, new: str, value: Any, typed: Any, fate: Fate | None) -> None:
    result, kept = moved([field("a", old)], [field("a", new)], {"a": value})
    assert result.get("a") == typed or fate is Fate.REREAD
    assert [one[1] for one in kept] == ([fate] if fate else [])


def test_an_option_that_is_gone_is_asked_again_and_the_others_stay() -> None:
    typed, kept = moved(
        [field("a", "choice", options=("x", "y")), field("b", "choices", options=("p", "q", "r"))],
        [field("a", "choice", options=("y",)), field("b", "choices", options=("p", "r"))],
        {"a": {"value": "x", "other": ""}, "b": {"values": ["p", "q"], "other": ""}},
    )
    assert typed == {"a": {"value": "", "other": ""}, "b": {"values": ["p"], "other": ""}}
    assert kept == [("a", Fate.OPTION_GONE, ["x"]), ("b", Fate.OPTION_GONE, ["q"])]


def test_uploads_follow_or_are_kept_with_their_ids() -> None:
    old = form(field("a", "file"), field("b", "file"))
    result = rebase(old, form(field("a", "file")), {"a": ["one"], "b": ["two"]}, today=TODAY)
    assert result.typed == {"a": ["one"]}
    assert [(one.path, one.files) for one in result.kept] == [("b", ("two",))]


def test_rows_of_a_block_one_by_one() -> None:
    old = {"id": "rows", "type": "group", "label": text("子"), "field": [field("a"), field("b")]}
    new = {**old, "field": [field("a")], "max": 1}
    rows = [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]
    typed, kept = moved([old], [new], {"rows": rows})
    assert typed == {"rows": [{"a": "1"}, {"a": "3"}]}, "rows beyond the limit stay, for the limit to complain"
    assert kept == [("rows.0.b", Fate.GONE, ["2"])]
    typed, kept = moved([old], [field("rows")], {"rows": rows})
    assert [one[0] for one in kept] == ["rows.0.a", "rows.0.b", "rows.1.a"]


def test_a_page_of_the_old_version_leaves_the_rest_alone() -> None:
    """Only what was posted by the old page is of the old version; the others have been taken over already."""
    old, new = [field("a", "number"), field("b")], [field("a"), field("c")]
    typed, kept = moved(old, new, {"a": "5", "b": "x", "c": "new"}, only={"a", "b"})
    assert typed == {"a": "5", "c": "new"}
    assert kept == [("b", Fate.GONE, ["x"])]


def test_a_label_of_an_option_is_kept_not_its_value() -> None:
    old = {**field("a", "choice"), "options": [{**option("out"), "label": text("転出")}, option("in")]}
    [kept] = rebase(form(old), form(field("z")), {"a": {"value": "out"}}, today=TODAY).kept
    assert (kept.label.ja, kept.lines["ja"]) == ("「a」", ["転出"])
