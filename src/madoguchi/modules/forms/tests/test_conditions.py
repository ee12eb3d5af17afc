"""Conditions that decide nothing are found; all others are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.conditions import idle
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.expressions import compile_expression
from madoguchi.modules.forms.domain.problems import DefinitionError
from madoguchi.modules.forms.domain.validation import validate
from madoguchi.modules.forms.tests.dog import choice
from madoguchi.modules.forms.tests.sample import definition, field, page, problems, text


def check(that: str, at: str = "a", **more: Any) -> dict[str, Any]:
    return {"id": "c", "that": that, "field": at, "message": text("x"), **more}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (definition(field("n", "number"), field("b", when="n > 5 and n < 3")), ("b.when", "dead_condition")),
        # The field's own bounds count: 0 is the least a number can be.
        (definition(field("n", "number"), field("b", when="n < 0")), ("b.when", "dead_condition")),
        (definition(field("n", "number", max=10), field("b", when="n > 10")), ("b.when", "dead_condition")),
        (
            definition(field("n", "number", decimals=1), field("b", when="n > 0.1 and n < 0.2")),
            ("b.when", "dead_condition"),
        ),
        (definition(field("t"), field("b", when="t == 'x' and t == 'y'")), ("b.when", "dead_condition")),
        (definition(field("a", "choice"), field("b", when="a == 'a' or a != 'a'")), ("b.when", "idle_condition")),
        (
            definition(field("a", "choice"), field("b", required="not (a == 'a' and a == 'b')")),
            ("b.required", "idle_condition"),
        ),
        # Asked for on an earlier page, it is answered by the time this one is drawn.
        (
            {
                "page": [
                    page(field("a", "choice", required=True)),
                    page(field("b", when="a == 'a' or a == 'b'"), field("c"), id="two"),
                ]
            },
            ("b.when", "idle_condition"),
        ),
        (
            {
                "page": [
                    page(field("a", "choice")),
                    page(field("b", when="a == 'a'"), field("c"), id="two", when="a == 'a'"),
                ]
            },
            ("b.when", "idle_condition"),
        ),
        (definition(field("a", "choice"), check=[check("a == 'a' or a == 'b'")]), ("check[0].that", "idle_condition")),
        (
            definition(field("a", "choice"), check=[check("a == 'a' and a == 'b'")]),
            ("check[0].that", "dead_condition"),
        ),
        (
            definition(field("n", "number"), check=[check("n > 1", at="n", when="n > 9 and n < 3")]),
            ("check[0].when", "dead_condition"),
        ),
        (
            definition(field("n", "number"), check=[check("n > 1", at="n", when="n > 3")]),
            ("check[0].that", "idle_condition"),
        ),
    ],
)
def test_what_decides_nothing_is_found(data: dict[str, Any], expected: tuple[str, str]) -> None:
    assert problems(data) == [expected]


@pytest.mark.parametrize(
    "data",
    [
        # Not answered yet: the same page is drawn before it is.
        definition(field("a", "choice", required=True), field("b", when="a == 'a' or a == 'b'")),
        definition(field("n", "number"), field("b", when="n > 2 and n < 4")),
        definition(field("n", "number", decimals=1), field("b", when="n > 0.1 and n < 0.3")),
        definition(field("n", "number", min=-3), field("b", when="n < 0")),
        definition(field("t"), field("b", when="t in ('x', 'y')")),
        definition(field("t"), field("b", when="is_empty(t)")),
        # Used for anything but a comparison with what is fixed: not judged.
        definition(field("n", "number"), field("m", "number"), field("b", when="n > m and n < 0")),
        definition(field("t"), field("b", when="length(t) > 3 and t == 'x'")),
        # One of two has to be there; a rule nobody can keep may stand behind a `when` to turn people away.
        definition(field("a"), field("b"), check=[check("not is_empty(a) or not is_empty(b)")]),
        definition(field("a", "choice"), check=[check("a != 'a'", when="a == 'a'")]),
    ],
)
def test_what_decides_something_is_left_alone(data: dict[str, Any]) -> None:
    assert problems(data) == []


_ATOMS = st.sampled_from(["a == 'a'", "a != 'b'", "is_empty(a)", "y", "n > 2", "n <= 2", "n == 7", "n in (1, 9)"])
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: "({} {} {})".format(*parts)),
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(_CONDITIONS)
def test_the_verdict_agrees_with_filling_in(condition: str) -> None:
    """Whatever the verdict says, every way of filling in the form bears out; and an open one has both."""
    data = definition(
        field("a", "choice"), field("y", "yes_no"), field("n", "number", max=20), field("b", when=condition)
    )
    try:
        form, found = compile_form(data), None
    except DefinitionError as error:
        (found,) = (one.code for one in error.problems)
        form = compile_form(definition(*data["page"][0]["field"][:3], field("b")))
        form = _with_condition(form, condition)
    shown = {
        "b" in validate(form, {"a": choice(a), "y": y, "n": str(n)}, today=date(2026, 4, 1)).visible
        for a in ("", "a", "b")
        for y in ("", "yes", "no")
        for n in ("", *range(21))
    }
    expected = {None: {True, False}, "dead_condition": {False}, "idle_condition": {True}}
    assert shown == expected[found]


def _with_condition(form: Form, condition: str) -> Form:
    """The form with a condition that the compiler would refuse: what filling in would show."""
    *rest, last = form.order
    guarded = replace(last, when=compile_expression(condition, form.types))
    one = replace(form.pages[0], fields=(*form.pages[0].fields[:-1], guarded))
    return replace(form, pages=(one,), order=(*rest, guarded))


def test_a_form_without_conditions_has_none_that_are_idle() -> None:
    assert idle(compile_form(definition(field("a")))) == []
