"""Patterns of strangers: never a long time, never an odd error."""

import time

import pytest

from madoguchi.kit import furigana, patterns


@pytest.mark.parametrize("evil", ["(a+)+b", "(a|aa)+b", "(.*){99}x", "(a?){500}a{500}b", "(.{1,20}){1,20}x"])
def test_no_pattern_takes_long(evil: str) -> None:
    start = time.perf_counter()
    assert patterns.compiled(evil).fullmatch("a" * 2000) is None
    assert time.perf_counter() - start < 1


def test_patterns_of_offices() -> None:
    assert patterns.compiled("第[0-9]{1,6}号(の[0-9]+)?").fullmatch("第123号の2")
    assert patterns.compiled(r"[\p{Hiragana}\p{Katakana}\p{Han}ー]{1,40}").fullmatch("大崎もりの家")
    assert patterns.compiled(r"\d{4}").fullmatch("１２３４") is None


@pytest.mark.parametrize(
    ("source", "code"),
    [("[", "unreadable"), (r"(a)\1", "unreadable"), ("(?=a)b", "unreadable"), (r"\p{Han}{900}", "too_large")],
)
def test_refused(source: str, code: str) -> None:
    with pytest.raises(patterns.PatternError) as refused:
        patterns.compiled(source)
    assert refused.value.code == code


def test_a_reading_that_could_be_cut_in_a_million_ways() -> None:
    start = time.perf_counter()
    assert furigana.parts_of("亜あ" * 25 + "ん", "あ" * 200) is None
    assert furigana.parts_of("亜" * 61, "あ" * 61) is None
    assert time.perf_counter() - start < 1
    assert furigana.parts_of("申し込み", "もうしこみ") == [("申", "もう"), ("し", ""), ("込", "こ"), ("み", "")]
