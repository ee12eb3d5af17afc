"""Exports: columns that stay, cells and JSON that give the answers back, names of the GIF core data model."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit import csvjp
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.types import TYPES
from madoguchi.modules.forms.tests.dog import judge
from madoguchi.modules.forms.tests.sample import TODAY, field, form

_FIELDS: dict[str, dict[str, Any]] = {
    "text": {}, "textarea": {}, "name": {"also": ["former", "common"]}, "kana": {}, "org_name": {},
    "corporate_number": {}, "date": {"partial": True}, "year_month": {}, "fiscal_year": {},
    "number": {"decimals": 2, "min": -99}, "money": {},
    "phone": {}, "email": {}, "address": {"abroad": True}, "choice": {"other": True}, "choices": {"other": True},
    "yes_no": {}, "consent": {}, "bank_account": {}, "corporation": {}, "sex": {}, "birth": {"age_on": "today"},
    "time": {}, "period": {"open": True}, "linked": {"other": True}, "ranked": {"other": True}, "table": {},
    "quantity": {}, "file": {}, "calc": {}, "hidden": {}, "serial": {}, "signature": {"required": False},
    "own_question": {}, "point": {}, "line": {}, "area": {},
}  # fmt: skip
_WORD = st.text(st.sampled_from('髙橋﨑a1 ;,\n"=ア'), min_size=1, max_size=6).map(str.strip).filter(bool)
_LINE = _WORD.map(lambda text: text.replace("\n", " ")).filter(lambda text: text.strip() == text)
_DAYS = st.dates(min_value=TODAY.replace(year=1900), max_value=TODAY).map(str)
_CODES = st.sampled_from(["a", "b"])
_KANA = st.sampled_from(["タ", "タカハシ"])
_ACCOUNT = {
    "bank_name": "みほん銀行", "bank_code": "0001", "branch_name": "本店", "branch_code": "001", "kind": "savings",
    "number": "0000012", "holder_kana": "モリ",
}  # fmt: skip
_YUCHO = {
    **_ACCOUNT, "bank_name": "ゆうちょ銀行", "bank_code": "9900", "branch_name": "八一八店", "branch_code": "818",
    "number": "1234567", "symbol": "18120", "yucho_number": "12345671",
}  # fmt: skip
_HOME = {"postal_code": "9811224", "prefecture": "宮城県", "city": "名取市", "town": "増田1-2", "building": ""}
_ABROAD = {**dict.fromkeys(_HOME, ""), "town": "1 Main St", "country": "ドイツ"}
_FIRM = {"number": "", "name": "増田町内会", "kana": "マスダ", "position": "会長", "representative": "杜"}
_SPOTS = [["38.171600", "140.891700"], ["38.171600", "140.892700"], ["38.172600", "140.892700"]]


def _places(least: int) -> st.SearchStrategy[Any]:
    """In words, by points, or both."""
    drawn = st.integers(least, 3 if least > 1 else 1).map(lambda count: _SPOTS[:count])
    return st.builds(lambda words, points: {"words": words, "points": points}, _LINE | st.just(""), drawn) | _LINE.map(
        lambda words: {"words": words, "points": []}
    )


ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "text": _LINE,
    "textarea": _WORD,
    "name": st.fixed_dictionaries({"family": _LINE, "given": _LINE}, optional={"former": _LINE, "common": _LINE}),
    "kana": st.fixed_dictionaries({"family": _KANA, "given": _KANA}),
    "org_name": _LINE,
    "corporate_number": st.just("8000012010038"),
    "date": _DAYS | st.sampled_from(["1945-05-00", "1945-00-00"]),
    "year_month": _DAYS.map(lambda day: day[:7]),
    "fiscal_year": st.integers(1900, 2200),
    "number": st.sampled_from(["13.5", "0", "-7", "1000"]),
    "money": st.integers(0, 10**9),
    "phone": st.sampled_from(
        ["0221234567", "0187123456", "0187-12-3456", "022-000-1111", "09012345678", "0120123456", "+49 30 1234567"]
    ),
    "email": st.just("a@example.jp"),
    "address": st.sampled_from([_HOME, {**_HOME, "building": "見本荘 1"}, _ABROAD]),
    "choice": _CODES | _LINE.map(lambda text: {"value": "other", "other": text}),
    "choices": st.sampled_from([["a"], ["a", "b"]]) | _LINE.map(lambda text: ["a", {"other": text}]),
    "yes_no": st.booleans(),
    "consent": st.just(True),
    "bank_account": st.sampled_from([_ACCOUNT, _YUCHO]),
    "corporation": st.sampled_from([_FIRM, {**_FIRM, "number": "8000012010038", "position": ""}]),
    "sex": st.sampled_from(["male", "female", "other", "unsaid"]),
    "birth": _DAYS,
    "time": st.times().map(lambda time: f"{time:%H:%M}"),
    "period": _DAYS.map(lambda day: {"start": day, "end": "2027-01-01"}) | _DAYS.map(lambda day: {"start": day}),
    "linked": st.sampled_from([{"sort": "wood", "thing": "bed"}, {"sort": "metal", "thing": "other", "other": "鉄"}]),
    "ranked": st.sampled_from([["b"], ["c", "a"], ["b", {"other": "遠く"}]]),
    "table": st.sampled_from([{"wage": {"amount": 5, "note": "x;y"}}, {"rent": {"amount": 0, "kind": "yearly"}}]),
    "calc": st.sampled_from([0, -3, 12, "13.5"]),
    "hidden": _CODES,
    "serial": st.just("INU-K7M2XW4PB"),
    "own_question": st.fixed_dictionaries(
        {"question": _LINE, "answer": _WORD}, optional={"question_en": _LINE, "answer_en": _LINE}
    ),
    "signature": _LINE.map(lambda name: {"name": name, "date": str(TODAY)}),
    "point": _places(1),
    "line": _places(2),
    "area": _places(3),
    "quantity": st.sampled_from([{"number": 3, "unit": "kg"}, {"number": 0, "unit": "piece"}]),
}
EVERY = [field(f"f_{name}", name, **keys) for name, keys in _FIELDS.items()]
ALL = form(
    *EVERY,
    field(
        "kids", "group",
        field=[field("kid", "name"), field("jobs", "group", field=[field("job"), field("from_on", "date")])],
    ),
)  # fmt: skip
_ROWS = st.lists(
    st.fixed_dictionaries(
        {"kid": ANSWERS["name"].map(lambda name: {"family": name["family"], "given": name["given"]})},
        optional={"jobs": st.lists(st.fixed_dictionaries({"job": _LINE}), min_size=1, max_size=3)},
    ),
    min_size=1,
    max_size=3,
)
_ANSWERS = st.fixed_dictionaries({}, optional={**{f"f_{name}": one for name, one in ANSWERS.items()}, "kids": _ROWS})


def test_every_type_is_here() -> None:
    assert set(_FIELDS) | {"group", "info"} == set(TYPES)
    assert set(ANSWERS) | {"file"} == set(_FIELDS)


@settings(max_examples=60, deadline=None)
@given(_ANSWERS, st.sampled_from(["ja", "en"]))
def test_cells_and_json_give_the_answers_back(answers: dict[str, Any], lang: str) -> None:
    clean = judge(ALL, forms.typed_from_answers(ALL, answers))
    assert clean.ok or {fault.code for fault in clean.faults} == {"consent_missing"}, clean.faults
    rows = forms.export_rows(ALL, answers, lang)
    assert forms.answers_of_rows(ALL, rows) == answers
    assert forms.from_json(ALL, forms.as_json(ALL, answers)) == answers
    tables = {table.id: [column.id for column in table.columns] for table in forms.export_columns(ALL)}
    assert len(rows[""]) == 1
    assert all(list(line) == tables[table] for table, lines in rows.items() for line in lines)


def test_a_file_of_a_table_comes_back_as_it_was() -> None:
    answers = {"f_textarea": '一行\n"二", 三', "f_name": {"family": "髙\U000e0100", "given": "花"}, "f_money": 5}
    [table, *_groups] = forms.export_columns(ALL)
    [line] = forms.export_rows(ALL, answers)[""]
    data = csvjp.write([[column.label.ja for column in table.columns], list(line.values())]).data
    read = csvjp.read(data)
    assert [one.code for one in read.problems] == ["newline_in_cell"]
    back = dict(zip(line, read.rows[0], strict=True))
    assert forms.answers_of_rows(ALL, {"": [back]}) == answers


def test_headings_in_both_languages_are_all_different() -> None:
    for table in forms.export_columns(ALL):
        for lang in ("ja", "en"):
            labels = [column.label.in_(lang) for column in table.columns]
            assert all(labels)
            assert len(labels) == len(set(labels)), table.id
    first = {column.id: column.label for column in forms.export_columns(ALL)[0].columns}
    assert first["f_name.former"].ja == "「f_name」：旧氏"
    assert first["f_linked.thing.label"].en == "「f_linked」 (en): Item, in words"
    assert first["f_table.wage.amount"].ja == "「f_table」：給与：金額"


def test_rows_of_groups_are_lines_of_their_own_tables() -> None:
    kids = [{"kid": {"family": "杜", "given": "一"}, "jobs": [{"job": "x"}, {"job": "y"}]}, {"jobs": [{"job": "z"}]}]
    rows = forms.export_rows(ALL, {"kids": kids})
    assert [line["_row"] for line in rows["kids"]] == ["1", "2"]
    assert [(line["_row"], line["kids.jobs.job"]) for line in rows["kids.jobs"]] == [
        ("1.1", "x"), ("1.2", "y"), ("2.1", "z"),
    ]  # fmt: skip
    assert rows[""][0]["f_text"] == ""


def test_columns_of_older_versions_stay() -> None:
    old = form(field("gone"), field("kept", "name"), field("g", "group", field=[field("a")]))
    new = form(field("kept", "name", also=["former"]), field("fresh"), field("g", "group", field=[field("b")]))
    tables = forms.export_columns(new, old)
    ids = {table.id: [column.id for column in table.columns] for table in tables}
    assert ids == {
        "": ["kept.family", "kept.given", "kept.former", "kept.reduced", "fresh", "gone"],
        "g": ["_row", "g.b", "g.a"],
    }
    for one in (old, new):
        for table in forms.export_columns(one):
            assert {column.id for column in table.columns} <= set(ids[table.id])


def test_the_parts_of_an_address_stand_apart_and_move_no_column() -> None:
    one = form(field("home", "address"), field("after"))
    ids = [column.id for column in forms.export_columns(one)[0].columns]
    assert ids == [
        "home.postal_code", "home.prefecture", "home.city", "home.town", "home.building", "home.country", "after",
        "home.area", "home.block", "home.city_code",
    ]  # fmt: skip
    answers = {"home": {**_HOME, "town": "増田九丁目９番９号"}, "after": "x"}
    line = forms.export_rows(one, answers)[""][0]
    assert [line[f"home.{part}"] for part in ("area", "block", "city_code")] == ["増田九丁目", "９番９号", "042072"]
    assert forms.answers_of_rows(one, {"": [line]}) == answers
    abroad = forms.export_rows(one, {"home": _ABROAD})[""][0]
    assert abroad["home.area"] == abroad["home.city_code"] == ""
    parted = {**forms.as_json(one, answers)["home"]}
    del parted["streetAddressAndCityBlock"]
    assert forms.from_json(one, {"home": parted})["home"]["town"] == "増田九丁目９番９号", "others write the parts only"


@pytest.mark.parametrize(
    ("name", "answer", "shape"),
    [
        (
            "name", {"family": "髙橋", "given": "花子", "former": "佐藤", "common": "ハナ"},
            {"familyName": "髙橋", "givenName": "花子", "formerFamilyName": "佐藤", "alternativeName": "ハナ",
             "fullName": "髙橋 花子"},
        ),
        (
            "kana", {"family": "タカハシ", "given": "ハナコ"},
            {"familyNameKana": "タカハシ", "givenNameKana": "ハナコ", "fullNameKana": "タカハシ ハナコ"},
        ),
        (
            "address", _HOME,
            {"country": "JPN", "postalCode": "9811224", "prefecture": "宮城県", "cityAndCounty": "名取市",
             "streetAddressAndCityBlock": "増田1-2", "streetAddress": "増田", "cityBlock": "1-2",
             "localGovernmentCode": "042072", "fullAddress": "宮城県名取市増田1-2"},
        ),
        ("phone", "0221234567", {"contactPointPhoneNumber": "(022)123-4567"}),
        ("email", "a@example.jp", {"contactPointEmailAddress": "a@example.jp"}),
        ("birth", "1988-04-02", {"dateOfBirth": "1988-04-02"}),
        ("sex", "female", {"sex": "2"}),
        ("corporate_number", "8000012010038", {"legalEntityNumber": "8000012010038"}),
        (
            "corporation", _FIRM,
            {"tradeName": "増田町内会", "tradeNameKana": "マスダ", "positionOfRepresentative": "会長",
             "representative": {"fullName": "杜"}},
        ),
        ("period", {"start": "2026-04-01", "end": "2026-04-30"}, "2026-04-01/2026-04-30"),
        ("choice", "a", {"code": "a", "label": "a"}),
        ("table", {"wage": {"amount": 5}}, {"wage": {"amount": 5}}),
    ],
)  # fmt: skip
def test_names_of_the_core_data_model(name: str, answer: Any, shape: Any) -> None:
    assert forms.as_json(ALL, {f"f_{name}": answer}) == {f"f_{name}": shape}


def test_a_name_has_its_common_letters_beside_it() -> None:
    [line] = forms.export_rows(ALL, {"f_name": {"family": "髙\U000e0100﨑", "given": "邊"}})[""]
    assert (line["f_name.family"], line["f_name.reduced"]) == ("髙\U000e0100﨑", "高崎 辺")
