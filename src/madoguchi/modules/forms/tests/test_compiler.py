"""What is wrong with a definition is told at once, with its place; what is right compiles."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from madoguchi.modules.forms.domain.compiler import compile_form, definition_hash
from madoguchi.modules.forms.domain.problems import DefinitionError
from madoguchi.modules.forms.domain.types import TYPES
from madoguchi.modules.forms.tests.sample import definition, field, form, option, page, problems, text


def test_a_form_of_every_type_compiles() -> None:
    fields = [field(f"f_{name}", name) for name in TYPES if name != "group"]
    fields.append(field("rows", "group", field=[field("inner"), field("deep", "group", field=[field("deepest")])]))
    compiled = form(*fields)
    assert [one.type.name for one in compiled.fields] == [*(n for n in TYPES if n != "group"), "group"]
    assert compiled.field("rows.deep.deepest") is compiled.field("rows.0.deep.12.deepest")
    assert [one.path for one in compiled.walk()][-3:] == ["rows.inner", "rows.deep", "rows.deep.deepest"]


def test_the_engine_needs_no_django() -> None:
    code = (
        "import sys; sys.path.insert(0, 'src')\n"
        "from madoguchi.modules.forms.domain import pages, validation, readback, drafting, applicant, compiler\n"
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ("page", "missing")),
        (definition(field("a", "txet")), ("page[0].field[0].type", "choice")),
        (definition({"id": "a", "type": "text"}), ("page[0].field[0].label", "missing")),
        (definition(field("a", label={"ja": "名"})), ("page[0].field[0].label.en", "missing")),
        (definition(field("a", lable=text("x"))), ("page[0].field[0].lable", "unknown_key")),
        (definition(field("A")), ("page[0].field[0].id", "pattern")),
        (definition(field("a"), field("a")), ("page[0].field[1].id", "duplicate")),
        (definition(field("today")), ("page[0].field[0].id", "reserved")),
        (definition(field("class")), ("page[0].field[0].id", "reserved")),
        (definition(field("count")), ("page[0].field[0].id", "reserved")),
        ({"page": [page(field("a")), page(field("a"), id="two")]}, ("page[1].field[0].id", "duplicate")),
        ({"page": [page(field("a")), page(field("b"))]}, ("page[1].id", "duplicate")),
        (definition(field("a"), field("g", "group", field=[field("a")])), ("page[0].field[1].field[0].id", "shadows")),
        (
            definition(field("g", "group", field=[field("x"), field("x")])),
            ("page[0].field[0].field[1].id", "duplicate"),
        ),
        (definition(field("a", "choice", options=["x", "x"])), ("page[0].field[0].options[1].value", "duplicate")),
        (definition(field("a", "choice", other=True, options=["other"])), ("page[0].field[0].options", "type")),
        (definition(field("a", pattern="[")), ("page[0].field[0].pattern", "type")),
        (definition(field("a", pattern=r"(?=a)a(b)\1")), ("page[0].field[0].pattern", "type")),
        (definition(field("a", pattern=".{1000}.{1000}.{1000}")), ("page[0].field[0].pattern", "type")),
        (definition(field("a", pattern="[0-9]+")), ("page[0].field[0].pattern_message", "type")),
        (definition(field("a", min_length=9, max_length=3)), ("page[0].field[0].min_length", "type")),
        (definition(field("a", "file", count=2, min_count=3)), ("page[0].field[0].min_count", "type")),
        (definition(field("a", "file", kinds=["exe"])), ("page[0].field[0].kinds[0]", "choice")),
        (definition(field("g", "group", min=5, max=3, field=[field("x")])), ("page[0].field[0].min", "type")),
        (definition(field("g", "group")), ("page[0].field[0].field", "missing")),
        (definition(field("a", when="b == 1")), ("page[0].field[0].when", "expression")),
        (definition(field("a", required="b")), ("page[0].field[0].required", "expression")),
        (definition(field("a", "date", max="tomorow")), ("page[0].field[0].max", "expression")),
        (definition(field("a", when="not is_empty(a)")), ("page[0].field[0].when", "expression")),
        (
            definition(field("a", "choice"), field("b", when="a == 'c'")),
            ("page[0].field[1].when", "expression"),
        ),
        (
            {"page": [page(field("a", when="yes")), page(field("yes", "yes_no"), id="two")]},
            ("page[0].field[0].when", "later_page"),
        ),
        (
            {"page": [page(field("a"), id="one", when="yes"), page(field("yes", "yes_no"), id="two")]},
            ("page[0].when", "later_page"),
        ),
        ({"page": [page(field("yes", "yes_no"), when="yes")]}, ("page[0].when", "later_page")),
        (
            definition(field("a", "yes_no", when="b"), field("b", "yes_no", when="a")),
            ("a.when", "cycle"),
        ),
        (
            definition(field("a", "choice"), field("b", when="a == 'a' and a == 'b'")),
            ("b.when", "dead_condition"),
        ),
        (
            definition(field("a", "yes_no"), field("b", "yes_no", when="a"), field("c", when="b and not a")),
            ("c.when", "dead_condition"),
        ),
        (
            {
                "page": [
                    page(field("a", "choice")),
                    page(field("b"), id="two", when="a == 'a'"),
                    page(field("c", when="a == 'b'"), field("d"), id="three", when="a == 'a'"),
                ]
            },
            ("c.when", "dead_condition"),
        ),
        (
            {"page": [page(field("a", "yes_no")), page(field("b"), id="two", when="a and not a")]},
            ("page[1].when", "dead_condition"),
        ),
        (
            definition(field("a", "choice"), field("g", "group", when="a == 'a'", field=[field("x", when="a == 'b'")])),
            ("g.x.when", "dead_condition"),
        ),
        (
            definition(field("a"), check=[{"id": "c", "that": "true", "field": "aa", "message": text("x")}]),
            ("check[0].field", "unknown_field"),
        ),
        (
            definition(field("a"), check=[{"id": "c", "that": "a", "field": "a", "message": text("x")}]),
            ("check[0].that", "expression"),
        ),
        (definition(field("a"), meta={"applicant_name": "owner"}), ("meta.applicant_name", "unknown_field")),
        (definition(field("a", "date"), meta={"applicant_mail": "a"}), ("meta.applicant_mail", "type")),
    ],
)
def test_faults_have_a_place(data: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in problems(data)


def test_all_faults_together_and_with_a_hint() -> None:
    data = definition(
        field("matter", "choice"), field("a", when="mater == 'a'"), field("b", required="nope"), field("b")
    )
    found = problems(data)
    assert len(found) == 3
    with pytest.raises(DefinitionError) as caught:
        compile_form(data)
    assert "「matter」ではありませんか" in str(caught.value)
    assert 'Did you mean "matter"?' in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        # Earlier fields of the same page, later ones of the same page, and earlier pages may be asked.
        definition(field("b", when="a"), field("a", "yes_no")),
        {"page": [page(field("a", "yes_no")), page(field("b"), id="two", when="a")]},
        # "One of the two" is no circle: required is judged when every answer is known.
        definition(field("a", required="is_empty(b)"), field("b", required="is_empty(a)")),
        # Conditions that reckon, and those on days: they can be both.
        definition(field("n", "number"), field("b", when="n * 2 > 5 and n < 4")),
        definition(field("a", "yes_no"), field("b", when="a and today > date('2099-01-01')")),
        definition(
            field("g", "group", field=[field("x", "yes_no"), field("y", when="x")]), field("n", when="count(g) > 1")
        ),
        # The same id in two groups means two things, told apart by the path.
        definition(field("g", "group", field=[field("x")]), field("h", "group", field=[field("x")])),
    ],
)
def test_what_is_allowed(data: dict[str, Any]) -> None:
    assert problems(data) == []


def test_a_group_may_not_look_at_itself_through_its_rows() -> None:
    data = definition(field("g", "group", field=[field("x", when="count(g) > 1")]))
    assert problems(data) == [("page[0].field[0].field[0].when", "expression")]


def test_a_circle_through_a_group_is_found() -> None:
    data = definition(
        field("more", "yes_no", when="count(g) > 1"), field("g", "group", field=[field("x", when="more")])
    )
    assert [code for _place, code in problems(data)] == ["cycle"]


def test_the_hash_is_that_of_the_meaning() -> None:
    one = definition(field("a", "date", min=date(2020, 1, 1)))
    same = {"page": [dict(reversed(one["page"][0].items()))]}
    assert definition_hash(one) == definition_hash(same) == compile_form(one).hash
    assert definition_hash(definition(field("a", "date", min=date(2020, 1, 2)))) != definition_hash(one)


def test_meta_names_one_or_several_fields() -> None:
    compiled = form(field("person", "name"), field("firm", "org_name"), meta={"applicant_name": ["person", "firm"]})
    assert compiled.meta.applicant_name == ("person", "firm")
    assert compiled.meta.of_the_user() == {"person", "firm"}
    meta = {"applicant_name": ["person", "firm"], "represented": "firm"}
    assert form(field("person", "name"), field("firm", "org_name"), meta=meta).meta.of_the_user() == {"person"}


def test_a_choice_with_help_keeps_it() -> None:
    data = field("a", "choice") | {"options": [option("x") | {"help": text("助け")}]}
    assert form(data).field("a").type.options[0].help.ja == "助け"  # type: ignore[attr-defined]


def test_a_telephone_number_beside_the_name_is_the_applicants() -> None:
    def phones(meta: dict[str, Any], *fields: dict[str, Any]) -> tuple[str, ...]:
        pages = [page(field("who"), *fields), page(field("work_phone", "phone"), id="two")]
        return compile_form({"page": pages, "meta": meta}).meta.applicant_phone

    mine = field("day_phone", "phone")
    named = {"applicant_name": "who"}
    assert phones(named, mine) == ("day_phone",)
    assert phones(named) == (), "one on another page is somebody else's"
    assert phones({}, mine) == ()
    assert phones({**named, "applicant_phone": "work_phone"}, mine) == ("work_phone",)
    assert phones({**named, "represented": "who"}, mine) == ()
    secret = {"page": [page(field("who"), field("safe", "phone", confidential="c"))], "meta": named}
    circle = {"confidential": {"c": {"label": text("秘匿")}}}
    assert compile_form({**secret, **circle}).meta.applicant_phone == ()
