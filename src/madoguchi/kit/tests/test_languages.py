"""The table of languages, texts in them, days in words, and ふりがな."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import datewords, furigana, languages
from madoguchi.kit.languages import Borrowed, Text

LANGUAGES = languages.LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
@given(st.text(), st.text())
def test_no_language_raises_and_every_text_is_said(code: str, ja: str, en: str):
    said = Text(ja, en).in_(code)
    assert said or not (ja or en) or not ja
    assert isinstance(said, Borrowed) is (said in (ja, en) and code not in ("ja", "en") and bool(ja or en))


def test_a_text_falls_back_to_what_its_readers_know_best():
    text = Text("鑑札", "Tag").also([("vi", "Thẻ")])
    assert [text.in_(code) for code in ("ja", "en", "vi", "ko", "easy", "en-gb", "xx")] == [
        "鑑札", "Tag", "Thẻ", "Tag", "鑑札", "Tag", "鑑札",
    ]  # fmt: skip
    assert Text("氏名", "Name").in_("easy") == "名前"  # the house's own words
    assert not isinstance(Text("氏名", "Name").in_("easy"), Borrowed)


def test_the_words_of_the_house_are_sound():
    for path in (Path(languages.__file__).parent / "words").glob("*.toml"):
        table = tomllib.loads(path.read_text("utf-8"))
        if path.stem == "readings":
            for word, reading in table["readings"].items():
                assert furigana.READING.fullmatch(reading), word
                assert furigana.parts_of(word, reading), word
        else:
            assert path.stem in LANGUAGES
            assert all(table["words"].values())


def test_days_in_words():
    day = date(2026, 11, 22)
    assert datewords.in_words(day, "ko", week=True) == "2026년 11월 22일(일)"
    assert datewords.in_words(day, "vi") == "22/11/2026"
    assert datewords.in_words(day, "ne") is None
    for code in LANGUAGES:
        datewords.in_words(day, code, week=True)


def test_readings_stand_over_the_kanji_alone():
    readings = furigana.Readings({"秋田犬": "あきたいぬ"})
    assert readings.over("申し込み") == "".join(
        f"<ruby>{kanji}<rp>（</rp><rt>{kana}</rt><rp>）</rp></ruby>{rest}"
        for kanji, kana, rest in (("申", "もう", "し"), ("込", "こ", "み"))
    )
    assert "あきたいぬ" in readings.over("秋田犬")
    assert furigana.Readings().over("土佐犬") == "土佐犬"  # no reading is better than a wrong one
    assert readings.over_html('<a href="/犬">&lt;犬&gt;</a>').startswith('<a href="/犬">&lt;<ruby>犬')


@given(st.text())
def test_readings_change_no_letter_of_a_text(text: str):
    made = furigana.readings_of().over(text)
    assert furigana.re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>", "", made) == furigana.escape(text)
