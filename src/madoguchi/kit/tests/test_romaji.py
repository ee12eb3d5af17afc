"""Kana found by what people type in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import romaji

HEPBURN = {
    "あ": "a",
    "し": "shi",
    "ち": "chi",
    "つ": "tsu",
    "ふ": "fu",
    "じ": "ji",
    "しゃ": "sha",
    "ちょ": "cho",
    "じゅ": "ju",
    "ん": "n",
    "か": "ka",
}
KUNREI = {
    "あ": "a",
    "し": "si",
    "ち": "ti",
    "つ": "tu",
    "ふ": "hu",
    "じ": "zi",
    "しゃ": "sya",
    "ちょ": "tyo",
    "じゅ": "zyu",
    "ん": "n",
    "か": "ka",
}


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("いぬ", "inu"), ("すいどう", "suido"), ("すいどう", "suidou"), ("すいどう", "Suidō"), ("ごみ", "gomi"),
        ("ひっこし", "hikkoshi"), ("ひっこし", "hikkosi"), ("じゅうみんひょう", "juminhyo"),
        ("じゅうみんひょう", "zyuuminhyou"), ("りさいしょうめい", "risai shomei"), ("しんぶん", "shimbun"),
        ("まっちゃ", "matcha"), ("ふとん", "futon"), ("メルマガ", "merumaga"), ("メール", "meru"),
    ],
)  # fmt: skip
def test_one_word_has_one_key(text: str, typed: str) -> None:
    assert romaji.of_kana(text) == romaji.key(typed) != ""


@given(st.lists(st.sampled_from(sorted(HEPBURN)), min_size=1, max_size=8))
def test_hepburn_and_kunrei_have_one_key(letters: list[str]) -> None:
    expected = romaji.of_kana("".join(letters))
    assert romaji.key("".join(HEPBURN[one] for one in letters)) == expected
    assert romaji.key("".join(KUNREI[one] for one in letters)) == expected


@given(st.text(max_size=20))
def test_any_text_has_a_key_that_is_its_own(text: str) -> None:
    assert romaji.key(romaji.key(text)) == romaji.key(text)


@pytest.mark.parametrize("text", ["犬", "いぬ犬", "dog", "1"])
def test_what_is_not_kana_has_none(text: str) -> None:
    assert romaji.of_kana(text) == ""
