"""The same person in whatever spelling."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit.samekey import same_parts

NAMES = st.text("あいうアイウ髙高﨑崎ヶケーｱｲｳﾞabcＡＢＣ12３４-－‐ 　", min_size=1, max_size=12)


@given(NAMES)
def test_spelling_makes_no_difference(name: str) -> None:
    (plain,) = same_parts([name]) or [""]
    for typed in (f" {name}　", unicodedata.normalize("NFD", name), name.upper(), name.replace("髙", "高")):
        assert same_parts([typed]) == ([plain] if plain else [])


def test_a_name_in_parts_and_what_is_missing() -> None:
    assert same_parts([{"given": "翔太", "family": "髙舘"}, None]) == ["高館翔太", ""]
    assert same_parts([None, ""]) == []
    assert same_parts(["2000-01-01"]) != same_parts(["2000-01-02"])
