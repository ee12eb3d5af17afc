"""Conditions that decide nothing are found; all others are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.conditions import idle, judged
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.expressions import compile_expression
from madoguchi.modules.forms.domain.problems import DefinitionError
from madoguchi.modules.forms.domain.types.dates import PartlyKnown
from madoguchi.modules.forms.domain.validation import validate
from madoguchi.modules.forms.tests.dog import choice
from madoguchi.modules.forms.tests.sample import definition, field, page, problems, text


def check(that: str, at: str = "a", **more: Any) -> dict[str, Any]:
    return {"id": "c", "that": that, "field": at, "message": text("x"), **more}


DEAD, IDLE = ("b.when", "dead_condition"), ("b.when", "idle_condition")


def in_rows(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return definition(field("g", "group", max=3, field=list(fields)), **more)


def rows_in_rows(when: str) -> list[dict[str, Any]]:
    return [field("x"), field("h", "group", max=3, field=[field("n", "number"), field("y", when=when)])]


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
        # Reckoned with, counted, measured, of days: followed in spans.
        (definition(field("n", "number"), field("b", when="1 <= n <= 0")), ("b.when", "dead_condition")),
        (definition(field("n", "number"), field("m", "number"), field("b", when="n > m and n < 0")), DEAD),
        (
            definition(
                field("n", "number"), field("m", "number"), field("b", when="n + m + 1 > 9 and n < 3 and m < 4")
            ),
            DEAD,
        ),
        (definition(field("n", "number"), field("b", when="n * 2 > 10 and n < 3")), DEAD),
        (definition(field("n", "number"), field("b", when="n % 3 == 5")), DEAD),
        (definition(field("n", "number"), field("m", "number"), field("b", when="n < m and m < n")), DEAD),
        (definition(field("n", "number"), field("m", "number"), field("b", when="n < m or not n < m")), IDLE),
        (definition(field("d", "date", max=date(2026, 3, 31)), field("b", when="d > date('2026-03-31')")), DEAD),
        (definition(field("d", "date"), field("e", "date"), field("b", when="d > e and e - d > 3")), DEAD),
        (definition(field("d", "date"), field("b", when="days_between(d, today) > 3 and is_empty(d)")), DEAD),
        (
            definition(field("d", "date"), field("b", when="d < date('2026-04-01') and d > date('2026-03-30') + 2")),
            DEAD,
        ),
        (definition(field("g", "group", max=3, field=[field("x")]), field("b", when="count(g) > 5")), DEAD),
        (definition(field("g", "group", field=[field("x")]), field("b", when="count(g) >= 0")), IDLE),
        (definition(field("g", "group", field=[field("x")]), field("b", when="is_empty(g) and count(g) > 0")), DEAD),
        (definition(field("c", "choices"), field("b", when="count(c) == 3")), DEAD),
        (definition(field("t", max_length=5), field("b", when="length(t) > 5")), DEAD),
        (definition(field("t"), field("b", when="length(t) > 0 and is_empty(t)")), DEAD),
        (definition(field("paid_today", "choice"), field("b", when="paid_today == 'a' and paid_today == 'b'")), DEAD),
        (
            definition(field("a", "choice"), field("b", when="a == 'a' and a != 'a' and today > date('2026-01-01')")),
            DEAD,
        ),
        # In rows, and in rows of rows; and rules about them.
        (
            in_rows(field("x", "choice"), field("y", required="x == 'a' and x == 'b'")),
            ("g.y.required", "dead_condition"),
        ),
        (
            in_rows(field("n", "number"), field("y", required="n >= 0 or is_empty(n)")),
            ("g.y.required", "idle_condition"),
        ),
        (in_rows(*rows_in_rows("n > 5 and n < 3")), ("g.h.y.when", "dead_condition")),
        (in_rows(field("n", "number"), check=[check("n >= 0", at="g.n")]), ("check[0].that", "idle_condition")),
        (in_rows(field("n", "number"), check=[check("n < 0", at="g.n")]), ("check[0].that", "dead_condition")),
        (definition(field("n", "number", min=5, max=3)), ("n.min", "dead_condition")),
        (in_rows(field("d", "date", min=date(2026, 4, 1), max=date(2026, 3, 1))), ("g.d.min", "dead_condition")),
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
        definition(field("n", "number"), field("m", "number"), field("b", when="n > m and n < 2")),
        # One of two has to be there; a rule nobody can keep may stand behind a `when` to turn people away.
        definition(field("a"), field("b"), check=[check("not is_empty(a) or not is_empty(b)")]),
        definition(field("a", "choice"), check=[check("a != 'a'", when="a == 'a'")]),
        # Each of these can be both.
        definition(field("n", "number"), field("b", when="1 <= n <= 1")),
        definition(field("n", "number"), field("m", "number"), field("b", when="n + m > 3 and n < 2")),
        definition(field("d", "date"), field("e", "date"), field("b", when="d <= e and d + 30 < e")),
        definition(
            field("d", "date", partial=True), field("b", when="not is_empty(d) and not (d < today or d >= today)")
        ),
        definition(field("g", "group", max=3, field=[field("x")]), field("b", when="count(g) > 2")),
        definition(field("t", max_length=5), field("b", when="length(t) > 4")),
        definition(field("d", "date"), field("b", when="d + 1 > d")),
        definition(field("n", "number", max="m"), field("m", "number", max=3), field("b", when="n > 3")),
        definition(field("n", "number", min="m", max=5), field("m", "number")),
        definition(field("g", "group", field=[field("x", "choice"), field("y", required="x == 'a'")])),
        definition(field("y", "yes_no"), field("z", "yes_no"), field("b", when="y != z")),
        definition(field("paid_today", "choice"), field("b", when="paid_today == 'a' or paid_today == 'b'")),
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


_PARTS = [
    "n > 2", "n < 20", "2 <= n < 5", "n + m > 30", "n - m <= 0", "n * 2 == 6", "n // 3 >= 2", "n % 4 == 1", "n != 0",
    "n < m", "m == n", "m in (1, 2.5)", "m > n + 1", "is_empty(m)", "a == 'a'", "a != 'b'", "a in ('a', 'b')", "y",
    "y == z", "z != y",
    "d < e", "d >= today", "e > date('2026-06-01')", "d + 30 > e", "e - d < 10", "days_between(d, e) >= 5",
    "age(d, e) >= 1",
    "d == e", "d != date('2026-03-03')", "is_empty(d)", "p > d", "p == d", "not is_empty(p)",
    "months_covered(d, e) > 2", "fiscal_year(d) == 2025", "open_day(d) >= d", "min(n, m) > 3", "max(d, e) <= today",
    "length(t) > 3", "length(t) == 0", "t == 'x'", "t in ('x', 'yy')", "count(g) > 2", "count(g) <= 3", "is_empty(g)",
    "sum(g.x) > 4", "count(c) == 1", "'a' in c", "is_empty(c)",
    "count(row.x for row in g if row.x > 3) >= 1", "r.family == 'x'", "is_empty(r)", "same_kana(t, t)",
]  # fmt: skip
_RICH = compile_form(
    definition(
        field("n", "number", max=20), field("m", "number", min=-2, decimals=1), field("a", "choice"),
        field("y", "yes_no"), field("z", "yes_no"), field("t", max_length=5, min_length=2), field("r", "name"),
        field("d", "date", min=date(2026, 1, 1), max=date(2026, 12, 31)), field("e", "date"),
        field("p", "date", partial=True), field("c", "choices"),
        field("g", "group", max=3, field=[field("x", "number")]),
    )
)  # fmt: skip


def _answers(random: Random) -> dict[str, Any]:
    """Answers as conditions see them, within what the fields allow, on some day."""
    day = date(2025, 6, 1) + timedelta(days=random.randrange(900))
    inside = date(2026, 1, 1) + timedelta(days=random.randrange(365))
    some = {
        "n": random.randrange(21), "m": random.choice([-2, 0, 1, 2, 4, 19, Decimal("2.5"), Decimal("-0.1"), 10**15]),
        "a": random.choice("ab"), "y": random.random() < 0.5, "z": random.random() < 0.5,
        "t": random.choice(["ab", "yy", "abcde"]), "r": {"family": random.choice("xy"), "given": "z"},
        "d": inside, "e": random.choice([day, inside, date.max, date.min]),
        "p": random.choice([PartlyKnown("2026-00-00"), inside, day]), "c": random.choice([("a",), ("b",), ("a", "b")]),
        "g": tuple({"x": random.choice([None, 0, 4, 9])} for _row in range(random.randrange(4))),
    }  # fmt: skip
    env = {name: None if random.random() < 0.25 else value for name, value in some.items()}
    return {**env, "today": random.choice([day, inside])}


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.sampled_from(_PARTS),
        lambda inner: st.one_of(
            inner.map("not ({})".format),
            st.tuples(inner, st.sampled_from(["and", "and", "or"]), inner).map(
                lambda parts: "({} {} {})".format(*parts)
            ),
        ),
        max_leaves=6,
    ),
    st.integers(0, 10**6),
)
def test_no_answers_gainsay_a_verdict(condition: str, seed: int) -> None:
    random = Random(seed)
    expression = compile_expression(condition, _RICH.types)
    found = judged(_RICH, expression, "x")
    wanted = {(): {True, False}, ("dead_condition",): {False}, ("idle_condition",): {True}}[
        tuple(one.code for one in found)
    ]
    for _try in range(40):
        env = _answers(random)
        assert bool(expression(env)) in wanted, (condition, env)


def _with_condition(form: Form, condition: str) -> Form:
    """The form with a condition that the compiler would refuse: what filling in would show."""
    *rest, last = form.order
    guarded = replace(last, when=compile_expression(condition, form.types))
    one = replace(form.pages[0], fields=(*form.pages[0].fields[:-1], guarded))
    return replace(form, pages=(one,), order=(*rest, guarded))


def test_a_form_without_conditions_has_none_that_are_idle() -> None:
    assert idle(compile_form(definition(field("a")))) == []
