"""What happens to typed text: pages do not touch each other, rows come and go, files go only by their button."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms.domain import drafting
from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.tests.sample import field, page

FORM = compile_form(
    {
        "page": [
            page(field("a"), field("photo", "file", count=2), id="one"),
            page(
                field("b"),
                field(
                    "people",
                    "group",
                    max=3,
                    field=[field("who"), field("proof", "file"), field("why", "group", max=2, field=[field("text")])],
                ),
                id="two",
            ),
        ]
    }
)


def test_a_page_replaces_its_own_fields_only() -> None:
    old = {"a": "1", "photo": ["f1"], "b": "2"}
    assert drafting.merged(FORM, old, {"b": "3"}, {"f1"}) == {"a": "1", "photo": ["f1"], "b": "3"}


def test_an_upload_of_another_tab_stays() -> None:
    old = {"photo": ["f1", "f2"]}
    assert drafting.merged(FORM, old, {"photo": ["f1"]}, {"f1", "f2"})["photo"] == ["f1", "f2"]


def test_foreign_files_are_dropped_everywhere() -> None:
    new = {"photo": ["mine", "theirs", "mine"], "people": [{"proof": ["theirs"]}, {"proof": ["mine"]}, "junk"]}
    merged = drafting.merged(FORM, {}, new, {"mine"})
    assert merged == {"photo": ["mine"], "people": [{"proof": []}, {"proof": ["mine"]}, {}]}


def test_rows_come_and_go() -> None:
    typed, number = drafting.add_row(FORM, {}, "people")
    assert (typed, number) == ({"people": [{}]}, 0)
    typed = {"people": [{"who": "父"}, {"who": "母"}]}
    assert drafting.add_row(FORM, typed, "people")[0]["people"] == [{"who": "父"}, {"who": "母"}, {}]
    inner, number = drafting.add_row(FORM, typed, "people.1.why")
    assert (inner["people"][1]["why"], number) == ([{}], 0)
    assert drafting.remove_row(FORM, typed, "people.0") == {"people": [{"who": "母"}]}
    assert drafting.remove_row(FORM, inner, "people.1.why.0")["people"][1]["why"] == []
    assert typed == {"people": [{"who": "父"}, {"who": "母"}]}  # what was given is not changed


def test_no_row_beyond_the_maximum() -> None:
    typed = {"people": [{}, {}, {}]}
    assert drafting.add_row(FORM, typed, "people") == (typed, 2)


@pytest.mark.parametrize(
    "path",
    ["", "nope", "a", "people.0", "people.x.why", "people.7.why", "people.0.who", "people.0.nope", "..", "people."],
)
def test_forged_paths_name_nothing(path: str) -> None:
    with pytest.raises(drafting.NoSuchPlace):
        drafting.add_row(FORM, {"people": [{}]}, path)


@pytest.mark.parametrize("path", ["people", "people.1", "people.-1", "people.²", "a.0", "people.0.why.0"])
def test_forged_rows_name_nothing(path: str) -> None:
    with pytest.raises(drafting.NoSuchPlace):
        drafting.remove_row(FORM, {"people": [{}]}, path)


def test_files_are_put_and_taken() -> None:
    typed, left = drafting.put_files(FORM, {"photo": ["f1"]}, "photo", ["f2", "f3"])
    assert (typed["photo"], left) == (["f1", "f2"], ["f3"])
    typed, left = drafting.put_files(FORM, {"people": [{}]}, "people.0.proof", ["f4"])
    assert (typed["people"], left) == ([{"proof": ["f4"]}], [])
    everywhere = {"photo": ["f1", "f2"], "people": [{"proof": ["f4"]}]}
    assert drafting.file_ids(FORM, everywhere) == {"f1", "f2", "f4"}
    assert drafting.without_file(FORM, everywhere, "f4") == {"photo": ["f1", "f2"], "people": [{"proof": []}]}
    with pytest.raises(drafting.NoSuchPlace):
        drafting.file_field(FORM, "a")
    with pytest.raises(drafting.NoSuchPlace):
        drafting.file_field(FORM, "nope")


_JSON = st.recursive(
    st.text(max_size=20, alphabet=st.characters()),
    lambda inner: st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["a", "b"]), _JSON), st.text(max_size=20))
def test_what_is_typed_survives_byte_for_byte(typed: dict[str, Any], more: str) -> None:
    kept = drafting.merged(FORM, {"photo": ["f1"]}, typed, {"f1"})
    assert {key: kept[key] for key in typed} == typed
    assert json.loads(json.dumps(kept, ensure_ascii=True)) == kept
    assert drafting.merged(FORM, kept, {"b": more}, {"f1"}).get("a") == typed.get("a")


WHERE = compile_form(
    {"page": [page(field("home", "address"), field("people", "group", field=[field("at", "address")]))]}
)


def test_an_address_is_filled_in_from_its_postal_code() -> None:
    typed = {"home": {"postal_code": "９８１-１２２４", "town": "", "building": "201"}}
    assert drafting.with_place(WHERE, typed, "home") == {
        "home": {
            "postal_code": "９８１-１２２４",
            "prefecture": "宮城県",
            "city": "名取市",
            "town": "増田",
            "building": "201",
        }
    }
    assert typed["home"]["town"] == "", "what is given is not changed"


def test_a_town_that_was_typed_stays() -> None:
    rows = {"people": [{}, {"at": {"postal_code": "9811224", "city": "仙台市", "town": "増田9丁目9-9"}}]}
    filled = drafting.with_place(WHERE, rows, "people.1.at")
    assert filled is not None
    assert filled["people"][1]["at"]["town"] == "増田9丁目9-9"
    assert filled["people"][1]["at"]["city"] == "名取市"


@pytest.mark.parametrize("code", ["", "981", "0000000", "あいう", "x" * 500])
def test_a_code_that_is_not_in_use_fills_nothing(code: str) -> None:
    assert drafting.with_place(WHERE, {"home": {"postal_code": code}}, "home") is None


@pytest.mark.parametrize("path", ["", "nope", "people", "people.0.at", "home.town"])
def test_an_address_that_is_nowhere(path: str) -> None:
    with pytest.raises(drafting.NoSuchPlace):
        drafting.with_place(WHERE, {"people": []}, path)
