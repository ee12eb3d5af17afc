"""What the compiler refuses where a form has several writers or confidential answers, and what it lets stand."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import madoguchi
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.parties import matched

IRAI = tomllib.loads((Path(madoguchi.__file__).parents[2] / "tests/packs/irai/form.toml").read_text("utf-8"))
Change = Callable[[dict[str, Any]], Any]


def page(form: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in form["page"] if one["id"] == name)


def field(form: dict[str, Any], where: str, name: str) -> dict[str, Any]:
    return next(one for one in page(form, where)["field"] if one["id"] == name)


CROSSED: dict[str, tuple[Change, str]] = {
    "a page of no party": (lambda f: page(f, "work").update(party="boss"), "page[2].party"),
    "a party without a page": (lambda f: f["party"].update(other=f["party"]["doctor"]), "party.other"),
    "a condition of the page": (lambda f: page(f, "work").update(when="ill"), "page[2].when"),
    "a signature": (
        lambda f: page(f, "work")["field"].append(
            {"id": "no", "type": "serial", "label": {"ja": "あ", "en": "a"}, "prefix": "X-"}
        ),
        "page[2].field[3]",
    ),
    "shared: unknown": (lambda f: f["party"]["doctor"].update(shares=["nobody"]), "party.doctor.shares[0]"),
    "shared: of another group's row": (
        lambda f: f["party"]["doctor"].update(shares=["carers.carer"]),
        "party.doctor.shares[0]",
    ),
    "shared: confidential": (lambda f: f["party"]["doctor"].update(shares=["hideout"]), "party.doctor.shares[0]"),
    "a party looks at what is not shared": (
        lambda f: field(f, "opinion", "opinion_text").update(when="diary == 'x'"),
        "doctor.opinion_text.when",
    ),
    "the applicant looks at a party": (
        lambda f: field(f, "end", "remark").update(when="count(employer) > 0"),
        "remark.when",
    ),
    "asked by a later answer": (lambda f: f["party"]["doctor"].update(when="remark == 'x'"), "party.doctor.when"),
    "asked by a secret": (lambda f: f["party"]["doctor"].update(when="shien"), "party.doctor.when"),
    "a condition tells the secret": (lambda f: field(f, "end", "remark").update(when="shien"), "remark.when"),
    "a rule tells the secret": (
        lambda f: f.setdefault("check", []).append(
            {"id": "c", "field": "remark", "that": "not shien", "message": {"ja": "あ", "en": "a"}}
        ),
        "check.c.that",
    ),
    "the applicant's name is secret": (lambda f: f["meta"].update(applicant_name="hideout"), "meta.applicant_name"),
    "a label of nobody": (lambda f: page(f, "safe").update(confidential="other"), "page[1].confidential"),
    "an attachment under a label": (
        lambda f: page(f, "safe")["field"].append({"id": "f", "type": "file", "label": {"ja": "あ", "en": "a"}}),
        "page[1]",
    ),
}


@pytest.mark.parametrize("name", CROSSED)
def test_what_would_tell_or_never_be_reached_is_refused_at_its_place(name: str) -> None:
    change, place = CROSSED[name]
    form = copy.deepcopy(IRAI)
    change(form)
    with pytest.raises(forms.DefinitionError) as refused:
        forms.compile_form(form)
    assert place in [one.path for one in refused.value.problems], refused.value


@pytest.fixture
def form() -> Form:
    return forms.compile_form(IRAI)


def test_a_problem_on_a_party_s_page_is_named_where_it_stands_in_the_file() -> None:
    data = copy.deepcopy(IRAI)
    field(data, "work", "overtime")["when"] = "hours >"
    with pytest.raises(forms.DefinitionError) as refused:
        forms.compile_form(data)
    assert [one.path for one in refused.value.problems] == ["page[2].field[2].when"]


def test_fees_and_outcomes_cannot_look_at_a_secret(form: Form) -> None:
    with pytest.raises(forms.ExpressionError):
        forms.answer_expression(form, "shien", forms.Kind.BOOL)


def test_answers_part_before_they_are_filed(form: Form) -> None:
    answers = {"who": "あ", "ill": False, "shien": True, "hideout": "い"}
    outcome = forms.validate(
        form,
        forms.typed_from_answers(form, {"who": "あ", "ill": False, "shien": True, "hideout": "い"}),
        today=date(2026, 11, 28),
    )
    assert outcome.answers == answers
    parted = forms.parted(form, outcome.answers, outcome.env)
    assert parted.open == {"who": "あ", "ill": False}
    assert parted.sealed == {"shien": {"shien": True, "hideout": "い"}}
    assert (parted.routed, parted.hidden) == ("shien", "shien")


def test_a_party_s_form_begins_with_what_is_shared_and_locks_it(form: Form) -> None:
    own = form.parties["employer"].form
    assert own is not None
    assert [one.id for one in own.fields] == ["who", "carer", "hours", "proof", "overtime"]
    old = {"who": "あ", "carer": "い"}
    new = {"who": "うそ", "carer": "うそ", "hours": "8", "diary": "うそ"}
    assert forms.with_page(own, old, new, ()) == {**old, "hours": "8"}
    assert forms.with_page(form, {"who": "あ"}, {"employer": [{"hours": "1"}], "doctor": []}, ()) == {"who": "あ"}
    with pytest.raises(forms.NoSuchPlace):
        forms.put_files(form, {"employer": [{}]}, "employer.0.proof", ["x"])


def test_the_applicant_never_reads_an_unseen_part_back(form: Form) -> None:
    answers = {"who": "あ", "doctor": [{"doctor_by": "医師（リンクから）", "opinion_text": "安静"}]}
    assert "安静" not in str(forms.read_back(form, answers, "ja"))
    assert "医師（リンクから）" in str(forms.read_back(form, answers, "ja"))
    assert "安静" in str(forms.read_back(form, answers, "ja", office=True))


def test_requests_find_their_rows_by_facts_then_by_number() -> None:
    a, b, c = {"carer": "あ"}, {"carer": "い"}, {"carer": "う"}
    assert matched([a, b], [0, 1], {0: b}) == {1: 0}
    assert matched([a, b], [0, 1], {0: c, 1: a}) == {0: 1}, "the row at its number has another name and another request"
    assert matched([a], [0], {0: c}) == {0: 0}
    assert matched([a, a], [0, 1], {0: a, 1: a}) == {0: 0, 1: 1}


def yet(when: str, hides: str, **typed: Any) -> bool:
    """Whether these answers hide the form or may yet: `dvq`, shown by `when`, on a page that "apart" shows."""
    data = {
        "confidential": {"dv": {"label": {"ja": "秘", "en": "s"}, "hides_case": hides}},
        "page": [
            _page("first", _yes_no("away"), _yes_no("apart", when="away")),
            _page("homes_page", {"id": "homes", "type": "group", "label": {"ja": "家", "en": "Homes"}, "field": [
                _yes_no("secret"), _yes_no("rented", required=False)]}, confidential="dv"),
            _page("dv_page", _yes_no("dvq", **({"when": when} if when else {})), when="apart", confidential="dv"),
        ],
    }  # fmt: skip
    outcome = forms.validate(forms.compile_form(data), typed, today=date(2026, 11, 28), files={})
    return forms.may_be_hidden(forms.compile_form(data), outcome.env, outcome.visible)


def _yes_no(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "type": "yes_no", "label": {"ja": name, "en": name}, "required": True, **keys}


def _page(name: str, *fields: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"id": name, "title": {"ja": name, "en": name}, "field": list(fields), **keys}


SECRET_ROWS = "count(row.secret for row in homes if row.secret) > 0"


@pytest.mark.parametrize(
    ("when", "hides", "typed", "may"),
    [
        # The page of the question waits for "apart", and that for "away".
        ("", "dvq", {}, True),
        ("", "dvq", {"away": "yes"}, True),
        ("", "dvq", {"away": "yes", "apart": "yes"}, True),
        ("", "dvq", {"away": "yes", "apart": "yes", "dvq": "yes"}, True),
        ("", "dvq", {"away": "yes", "apart": "yes", "dvq": "no"}, False),
        ("", "dvq", {"away": "yes", "apart": "no"}, False),
        ("", "dvq", {"away": "no"}, False),
        # The question itself waits for a group without rows, or for what a row does not say yet.
        ("count(homes) > 0", "dvq", {"away": "yes", "apart": "yes"}, True),
        ("", SECRET_ROWS, {"away": "no"}, True),
        ("", SECRET_ROWS, {"away": "no", "homes": [{"rented": "yes"}]}, True),
        ("", SECRET_ROWS, {"away": "no", "homes": [{"rented": "yes", "secret": "no"}]}, False),
        ("", SECRET_ROWS, {"away": "no", "homes": [{"rented": "yes", "secret": "yes"}]}, True),
    ],
)
def test_what_may_yet_be_hidden_counts_as_hidden(when: str, hides: str, typed: dict[str, Any], may: bool) -> None:
    assert yet(when, hides, **typed) is may
