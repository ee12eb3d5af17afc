"""The same person in whatever spelling."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit.samekey import Asked, same_keys

NAMES = st.text("あいうアイウ髙高﨑崎ヶケーｱｲｳﾞabcＡＢＣ12３４-－‐ 　", min_size=1, max_size=12)
NAME, MAIL, PHONE = Asked("name", ("family", "given")), Asked("mail"), Asked("phone")
FIRM = Asked("firm", ("number",), ("name", "representative"))


@given(NAMES)
def test_spelling_makes_no_difference(name: str) -> None:
    plain = same_keys([[Asked("name")]], {"name": name})
    spaced, taken_apart = f" {name}　\u3164", unicodedata.normalize("NFD", name)
    for typed in (spaced, taken_apart, name.upper(), name.replace("髙", "高")):
        assert same_keys([[Asked("name")]], {"name": typed}) == plain


def test_of_a_record_only_the_parts_that_tell_apart() -> None:
    name = {"given": "翔太", "family": "髙舘", "former": "見本", "common": "ショウ"}
    assert same_keys([[NAME]], {"name": name}) == (("高館翔太",),)
    firm = {"number": "5000020042072", "name": "見本建設", "kana": "ミホン", "representative": "見本 太郎"}
    assert same_keys([[FIRM]], {"firm": firm}) == (("5000020042072",),)
    assert same_keys([[FIRM]], {"firm": {**firm, "number": ""}}) == (("見本建設見本太郎",),)


def test_several_keys_of_which_those_count_that_are_there() -> None:
    keys = [(NAME, MAIL), (NAME, PHONE)]
    you = {"name": {"family": "髙舘", "given": "翔太"}, "mail": "a@example.jp", "phone": "０２２"}
    assert same_keys(keys, you) == (("高館翔太", "a@example.jp"), ("高館翔太", "022"))
    assert same_keys(keys, {**you, "mail": ""}) == (("高館翔太", "022"),)
    assert same_keys(keys, {"name": you["name"]}) == (("高館翔太", ""),), "never nobody: by what there is"
    assert same_keys(keys, {}) == ()


def test_the_hyphens_of_a_telephone_number_make_no_difference() -> None:
    one, other, plain = ({"phone": number} for number in ("022-000-1111", "0220-00-1111", "0220001111"))
    assert same_keys([[PHONE]], one) == same_keys([[PHONE]], other) == same_keys([[PHONE]], plain)
    assert same_keys([[PHONE]], {"phone": "1-23"}) != same_keys([[PHONE]], {"phone": "12-3"})
