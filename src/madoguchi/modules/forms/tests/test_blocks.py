"""Blocks: `use = "person"` is the fields themselves, wherever it stands and however often it is expanded."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.blocks import Expanded, blocks
from madoguchi.modules.forms.tests.sample import TODAY, definition, field, form, page, problems, text

NAMES = ("agent", "bank", "boryoku", "consent_tax", "member", "org", "person", "send_to")


def test_every_block_compiles_under_any_prefix_and_twice_in_one_form() -> None:
    assert tuple(blocks()) == NAMES
    uses = [{"use": name, "prefix": f"{side}_{name[:3]}"} for name in NAMES for side in ("a", "b")]
    one = form(*uses)
    fields = {found.id: found for found in one.fields}
    assert {"a_per_birth", "b_age_name", "a_ban_account"} <= set(fields)
    assert fields["a_age_mandate"].when is not None
    assert fields["a_age_mandate"].when.names == {"a_age_sort"}


# Answers, columns and packs name these: an id is never changed and never given to another thing.
IDS = {
    "agent": "sort:choice name:name kana:kana address:address phone:phone relation:text mandate:file proof:file",
    "bank": "public:yes_no account:bank_account passbook:file",
    "boryoku": "gangs:consent",
    "consent_tax": "agreed:yes_no certificate:file",
    "member": "name:name kana:kana relation:choice birth:birth",
    "org": "corporation:corporation address:address contact:name section:text phone:phone mail:email",
    "person": "name:name kana:kana birth:birth address:address phone:phone mail:email",
    "send_to": "place:choice address:address reason:text",
}


def test_the_ids_and_types_of_a_block_stay() -> None:
    for name in NAMES:
        found = " ".join(f"{one.id}:{one.type.name}" for one in form({"use": name}).fields)
        assert found == IDS[name], name
        under = [one.id for one in form({"use": name, "prefix": "x"}).fields]
        assert under == [f"x_{one.split(':')[0]}" for one in IDS[name].split()]


def test_labels_are_changed_fields_left_out_and_a_condition_holds_for_all() -> None:
    one = form(
        field("stands_in", "yes_no"),
        {
            "use": "agent", "prefix": "agent", "when": "stands_in", "leave_out": ["proof"],
            "fields": {"name": {"label": text("だれ"), "required": False}, "phone": {"required": "@relation == 'x'"}},
        },
        meta={"applicant_name": "agent_name"},
    )  # fmt: skip
    fields = {found.id: found for found in one.fields}
    assert fields["agent_name"].label.ja == text("だれ")["ja"]
    assert not fields["agent_name"].required
    assert "agent_proof" not in fields
    assert fields["agent_phone"].required_when is not None
    assert fields["agent_phone"].required_when.names == {"agent_relation"}
    nobody = forms.validate(one, {"stands_in": "no"}, today=TODAY)
    assert nobody.visible == {"stands_in"}
    assert nobody.ok
    asked = forms.validate(one, {"stands_in": "yes", "agent_sort": {"value": "legal"}}, today=TODAY)
    assert "agent_relation" in asked.visible
    assert "agent_mandate" not in asked.visible


def test_a_block_in_a_group_is_a_row() -> None:
    one = form(field("people", "group", field=[{"use": "person", "leave_out": ["address", "phone", "mail"]}]))
    assert [inner.path for inner in one.field("people").fields] == ["people.name", "people.kana", "people.birth"]


def test_what_is_wrong_is_told_at_the_place_in_the_file() -> None:
    assert problems(definition({"use": "persom"})) == [("page[0].field[0].use", "block")]
    wrong = {"use": "person", "leave_out": ["nobody"], "fields": {"birt": {}}, "labels": {}}
    assert sorted(place for place, _code in problems(definition(wrong))) == [
        "page[0].field[0].fields", "page[0].field[0].labels", "page[0].field[0].leave_out",
    ]  # fmt: skip
    assert problems(definition({"use": "bank", "fields": {"account": {"type": "text"}}}))
    assert problems(definition({"use": "bank", "prefix": "No"})) == [("page[0].field[0].prefix", "block")]
    late = [{"use": "person"}, field("a"), field("b", when="nothing")]
    assert problems(definition(*late)) == [("page[0].field[2].when", "expression")]
    twice = [{"use": "bank"}, {"use": "bank"}]
    assert ("page[0].field[1].account.id", "duplicate") in problems(definition(*twice))


_USES = st.builds(
    lambda name, prefix, when: {
        "use": name, **({"prefix": prefix} if prefix else {}), **({"when": when} if when else {}),
    },
    st.sampled_from(NAMES), st.sampled_from(["", "a", "owner"]), st.sampled_from(["", "today > date('2026-01-01')"]),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(_USES | st.sampled_from([field("x"), field("g", "group", field=[{"use": "person"}])]), max_size=6))
def test_expanding_is_deterministic_and_idempotent(fields: list[Any]) -> None:
    data = {"page": [page(*fields)]}
    before = repr(data)
    once = Expanded(data)
    assert repr(data) == before
    assert Expanded(data).data == once.data
    assert Expanded(once.data).data == once.data
    assert "@" not in str(once.data)
    assert "'use'" not in repr(once.data)


def test_the_hash_is_that_of_the_fields_written_out() -> None:
    used = definition({"use": "send_to", "prefix": "to"})
    assert forms.compile_form(used).hash == forms.compile_form(dict(Expanded(used).data)).hash
