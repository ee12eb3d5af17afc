"""Finding a procedure by what people type."""

from __future__ import annotations

import pytest

from madoguchi.modules.procedures.domain.search import Haystack, one_slip, score, words_of

DOG = Haystack.of(
    ("犬の死亡・登録事項変更の届出", "Dog: report a death", "いぬのしぼうとうろくじこうへんこう", "鑑札", "ペット"),
    ("飼い犬が亡くなったとき", "環境課"),
)


@pytest.mark.parametrize(
    "query",
    [
        "犬",
        "いぬ",
        "イヌ",
        "ｲﾇ",
        "ペット",
        "ぺっと",
        "死亡",
        "鑑札 犬",
        "犬　死亡",
        "DOG",
        "ｄｏｇ",
        "亡くなった",
        "環境課",
        "とうろく",
    ],
)
def test_what_should_be_found_is_found(query: str) -> None:
    assert score(words_of(query), DOG) > 0


@pytest.mark.parametrize("query", ["猫", "ねこ", "犬 猫", "住民票", "xyz"])
def test_what_should_not_be_found_is_not(query: str) -> None:
    assert score(words_of(query), DOG) == 0


@pytest.mark.parametrize("query", ["とうろぐ", "へんこ", "しぼとう", "しぼううとう", "しうぼとう"])
def test_one_slip_is_forgiven_in_a_longer_word(query: str) -> None:
    assert score(words_of(query), DOG) > 0


def test_a_slip_in_a_short_word_is_another_word() -> None:
    assert score(words_of("いね"), DOG) == 0


def test_the_name_counts_more_than_the_summary() -> None:
    other = Haystack.of(("狂犬病予防注射",), ("犬",))
    assert score(words_of("犬"), DOG) > score(words_of("犬"), Haystack.of(("注射",), ("犬",)))
    assert score(words_of("犬"), DOG) > score(words_of("犬"), other)


def test_nothing_typed_finds_nothing() -> None:
    assert words_of("  　 ") == ()
    assert len(words_of("あ " * 50)) == 6


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [("abc", "abc", True), ("abc", "abd", True), ("abc", "acb", True), ("abc", "ab", True), ("abc", "abcd", True),
     ("abc", "bac", True), ("abc", "xyz", False), ("abc", "a", False), ("abcd", "badc", False), ("", "a", True)],
)  # fmt: skip
def test_one_slip(first: str, second: str, near: bool) -> None:
    assert one_slip(first, second) is near
    assert one_slip(second, first) is near
