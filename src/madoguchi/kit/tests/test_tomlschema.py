"""The schema checker: each kind of spec with a good and a bad value, and the words for a pack's author."""

import tomllib
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit import tomlschema as schema
from madoguchi.kit.tomlschema import (
    Any,
    Bool,
    Choice,
    Day,
    Int,
    ListOf,
    Local,
    MapOf,
    Number,
    OneOf,
    Table,
    Tagged,
    Text,
    check,
)

FIELD = Tagged(
    "type",
    {
        "text": Table({"id": Text(pattern="[a-z_]+"), "type": Text(), "label": Local()}, optional={"max": Int(1, 200)}),
        "choice": Table({"id": Text(), "type": Text(), "label": Local(), "options": ListOf(Text(), least=2)}),
    },
)
PACK = Table(
    {"id": Text(pattern="[a-z0-9-]+"), "title": Local(en=True), "field": ListOf(FIELD, least=1, unique="id")},
    optional={
        "version": Int(1),
        "target": Choice("resident", "corporation"),
        "from": Day(),
        "fees": MapOf(Int(0), pattern="[a-z_]+"),
        "needs_login": Bool(),
    },
)
GOOD = """
id = "juminhyo"
version = 1
target = "resident"
from = 2026-04-01
needs_login = false
title = { ja = "住民票の写し", en = "Residence certificate" }
[fees]
copy = 300
[[field]]
id = "reason"
type = "text"
label = { ja = "理由", easy = "どうして" }
max = 100
[[field]]
id = "kind"
type = "choice"
label = { ja = "種類" }
options = ["世帯全員", "一部"]
"""


def codes(value, spec, path=""):
    return [(problem.path, problem.code) for problem in check(value, spec, path)]


def test_a_good_pack_has_no_problems():
    assert check(tomllib.loads(GOOD), PACK) == []


def test_all_problems_of_a_bad_pack_are_found_at_once():
    bad = (
        GOOD.replace('id = "juminhyo"', 'id = "住民票"')
        .replace("version = 1", 'version = "1"')
        .replace('target = "resident"', 'target = "residents"')
        .replace("from = 2026-04-01", 'from = "2026-04-01"')
        .replace(', en = "Residence certificate"', "")
        .replace("copy = 300", "copy = -1")
        .replace('label = { ja = "理由", easy = "どうして" }', 'lable = { ja = "理由" }')
        .replace('label = { ja = "種類" }', 'label = "種類"')
        .replace('["世帯全員", "一部"]', '["世帯全員"]')
        .replace('id = "kind"', 'id = "reason"')
    )
    assert codes(tomllib.loads(bad), PACK) == [
        ("id", "pattern"),
        ("title.en", "missing"),
        ("field[0].lable", "unknown_key"),
        ("field[1].label", "local_plain"),
        ("field[1].options", "too_few"),
        ("field[1].id", "duplicate"),
        ("version", "wrong_type"),
        ("target", "choice"),
        ("from", "wrong_type"),
        ("fees.copy", "too_small"),
    ]


def test_a_misspelt_key_is_told_once_with_what_was_meant():
    (problem,) = check({"lable": "x"}, Table({"label": Text()}))
    assert (problem.path, problem.code, problem.suggestion) == ("lable", "unknown_key", "label")
    assert problem.message_ja == "「lable」という項目はありません。「label」ではありませんか。"
    assert problem.message_en == 'There is no key "lable". Did you mean "label"?'
    assert codes({"zzz": 1}, Table({"label": Text()})) == [("label", "missing"), ("zzz", "unknown_key")]
    assert check({"zzz": 1}, Table({}))[0].suggestion is None


def test_a_wrong_choice_suggests_the_nearest():
    (problem,) = check("residnet", Choice("resident", "officer"))
    assert problem.suggestion == "resident"
    assert "resident、officer" in problem.message_ja
    assert check("xyz", Choice("resident", "officer"))[0].suggestion is None


def test_a_plain_text_where_languages_are_due_shows_how_to_write_it():
    (problem,) = check("申請", Local(), "label")
    assert problem.suggestion == '{ ja = "申請" }'


@pytest.mark.parametrize(
    ("spec", "good", "bad"),
    [
        (
            Text(),
            ["あ", " x "],
            [("", "empty"), ("　", "empty"), (1, "wrong_type"), (None, "wrong_type"), ([], "wrong_type")],
        ),
        (Text(blank=True), ["", "x"], [(True, "wrong_type")]),
        (Text(pattern="[a-z]+"), ["abc"], [("abc1", "pattern"), ("A", "pattern"), ("abc\n", "pattern")]),
        (Text(max=3), ["あいう"], [("あいうえ", "too_large")]),
        (Int(), [0, -5, 10**20], [(1.0, "wrong_type"), (True, "wrong_type"), ("1", "wrong_type")]),
        (Int(1, 3), [1, 3], [(0, "too_small"), (4, "too_large")]),
        (Int(min=0), [0], [(-1, "too_small")]),
        (
            Number(-90, 90),
            [38.1, 38, -90.0],
            [(91, "too_large"), ("38", "wrong_type"), (False, "wrong_type")],
        ),
        (Number(), [1.5], [(float("nan"), "wrong_type"), (float("inf"), "wrong_type")]),
        (Bool(), [True, False], [(1, "wrong_type"), ("true", "wrong_type"), (0, "wrong_type")]),
        (Day(), [date(2026, 4, 1)], [("2026-04-01", "wrong_type"), (datetime(2026, 4, 1), "wrong_type")]),
        (Choice("a", "b"), ["a"], [("c", "choice"), (1, "wrong_type")]),
        (ListOf(Int()), [[], [1, 2]], [({}, "wrong_type"), ("12", "wrong_type")]),
        (ListOf(Int(), least=1, most=2), [[1], [1, 2]], [([], "too_few"), ([1, 2, 3], "too_many")]),
        (MapOf(Int()), [{}, {"a b": 1}], [([], "wrong_type")]),
        (Any(), [1, "x", [], {}, None], []),
        (
            Local(),
            [{"ja": "あ"}, {"ja": "あ", "en": "a", "zh-Hant": "字"}],
            [("あ", "local_plain"), (1, "wrong_type")],
        ),
        (Table({}), [{}], [([], "wrong_type")]),
        (OneOf(Int(), Text()), [1, "x"], [(True, "wrong_type"), ([], "wrong_type")]),
        (OneOf(), [], [(1, "no_alternative")]),
    ],
)
def test_each_spec(spec, good, bad):
    for value in good:
        assert check(value, spec) == [], value
    for value, code in bad:
        assert codes(value, spec, "x") == [("x", code)], value


def test_paths_lead_to_the_place():
    spec = Table({"a": ListOf(MapOf(Local()))})
    assert codes({"a": [{}, {"b": {"ja": ""}}]}, spec) == [("a[1].b.ja", "empty")]
    assert codes({"a": [{"x.y": {"en": "a"}}]}, spec) == [('a[0]."x.y".ja', "missing")]
    assert codes({"あ": {'"': 1}}, MapOf(MapOf(Text()))) == [('"あ"."\\""', "wrong_type")]
    assert codes(1, Text(), "form.page[2]") == [("form.page[2]", "wrong_type")]


def test_languages():
    assert codes({"en": "a"}, Local()) == [("ja", "missing")]
    assert codes({"ja": "あ"}, Local(en=True)) == [("en", "missing")]
    assert codes({"ja": "あ", "en": ""}, Local()) == [("en", "empty")]
    assert codes({"ja": "あ", "日本": "x"}, Local()) == [('"日本"', "unknown_key")]
    assert codes({"ja": 1}, Local()) == [("ja", "wrong_type")]


def test_an_open_table_lets_other_keys_be():
    assert check({"a": 1, "b": 2}, Table({"a": Int()}, open=True)) == []
    assert codes({"lable": 1}, Table({"label": Int()}, open=True)) == [("label", "missing")]


def test_the_nearest_alternative_speaks():
    spec = OneOf(Text(), Table({"ref": Text(), "when": Bool()}))
    assert codes({"ref": "x"}, spec, "p") == [("p.when", "missing")]
    assert codes({"ref": "x", "when": 1}, spec, "p") == [("p.when", "wrong_type")]
    assert codes("", spec, "p") == [("p", "empty")]


def test_tagged_tables():
    assert codes({"id": "a"}, FIELD) == [("type", "missing")]
    assert codes({"typ": "text"}, FIELD) == [("type", "missing")]
    assert codes({"type": "txt"}, FIELD) == [("type", "choice")]
    assert check({"type": "txt"}, FIELD)[0].suggestion == "text"
    assert codes({"type": ["text"]}, FIELD) == [("type", "wrong_type")]
    assert codes([], FIELD, "f") == [("f", "wrong_type")]


def test_map_keys_have_a_pattern():
    assert codes({"Bad Key": 1}, MapOf(Int(), pattern="[a-z]+"), "fees") == [('fees."Bad Key"', "pattern")]


def test_messages_are_in_both_languages():
    (problem,) = check("1", Int(), "version")
    assert problem.message_ja == "整数を書いてください（今は文字列）。"
    assert problem.message_en == "Must be an integer, not a string."


TOML_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(
    TOML_VALUES,
    st.sampled_from([PACK, FIELD, Local(), OneOf(Int(), PACK), MapOf(Local()), ListOf(FIELD, unique="id")]),
)
@settings(max_examples=300)
def test_no_document_makes_the_checker_fail(value, spec):
    for problem in check(value, spec, "p"):
        assert problem.path.startswith("p")
        assert problem.code in schema.__doc__
        assert problem.message_ja.endswith("。")
        assert problem.message_en.endswith((".", "?"))
