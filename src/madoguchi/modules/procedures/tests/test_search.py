"""Finding a procedure by what people type."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.procedures.choices import CATEGORIES, LIFE_EVENTS
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.search import MAX_QUERY, Haystack, fit, nearness, one_slip, read
from madoguchi.modules.procedures.domain.sentence import words
from madoguchi.modules.procedures.queries.catalogue import haystack_of
from madoguchi.modules.procedures.tests.plant import INU, packs_in

pytestmark = pytest.mark.engine_free

DOG = Haystack.of(
    ("犬の死亡・登録事項変更の届出", "Dog: report a death", "いぬのしぼうとうろくじこうへんこう", "鑑札", "ペット"),
    ("飼い犬が亡くなったとき", "環境課"),
)


@cache
def every_pack() -> dict[str, Pack]:
    return {pack.id: pack for pack in packs_in(INU.parent)}


@cache
def haystacks() -> dict[str, Haystack]:
    return {name: haystack_of(pack, "環境課", "Environment") for name, pack in every_pack().items()}


def ids(query: str) -> list[str]:
    """The packs of the product that a body offering all of them would show, the best first."""
    fits = [(fit(read(query), haystack), name) for name, haystack in haystacks().items()]
    fits.sort(key=lambda pair: (-pair[0].points, every_pack()[pair[1]].card.popular or math.inf))
    return [name for one, name in fits if one.every] or [name for one, name in fits if one.points]


@pytest.mark.parametrize(
    "query",
    [
        "犬", "いぬ", "イヌ", "ｲﾇ", "ペット", "ぺっと", "死亡", "鑑札 犬", "犬　死亡", "DOG", "ｄｏｇ", "dogs",
        "亡くなった", "環境課", "とうろく", "犬が亡くなりました", "飼犬", "犬の登録を変更したいのですが", "inu",
        "touroku", "犬、死亡", "my dog",
    ],
)  # fmt: skip
def test_what_should_be_found_is_found(query: str) -> None:
    assert fit(read(query), DOG).every


@pytest.mark.parametrize("query", ["猫", "ねこ", "住民票", "xyz", "og", "port"])
def test_what_should_not_be_found_is_not(query: str) -> None:
    assert fit(read(query), DOG).points == 0


def test_one_of_two_words_is_found_but_not_every() -> None:
    half = fit(read("犬 猫"), DOG)
    assert not half.every
    assert half.points > 0


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("犬が死んだ", "inu"), ("しんだ", "inu"), ("犬の登録", "inu"), ("いぬがしんだ", "inu"), ("inu", "inu"),
        ("my dog died", "inu"), ("水道を止めたい", "suido"), ("すいどうをとめたい", "suido"), ("suidou", "suido"),
        ("赤ちゃん", "jidoteate"), ("赤ちゃんが生まれました", "jidoteate"), ("道路に足場", "doro-senyo"),
        ("道路に足場を組みたい", "doro-senyo"), ("trash", "sodai"), ("gomi", "sodai"), ("ごみをすてたい", "sodai"),
        ("ソファを捨てたいです", "sodai"), ("住民票の写しがほしい", "juminhyo"), ("家が壊れた", "risai"),
        ("地震で屋根が壊れました", "risai"), ("公務員になりたい", "saiyo"), ("児童手当現況届", "jidoteate"),
        ("税金", "shotoku"), ("宇宙船", None),
    ],
)  # fmt: skip
def test_peoples_sentences_find_the_right_procedure(query: str, first: str | None) -> None:
    assert next(iter(ids(query)), None) == first


@pytest.mark.parametrize(
    "query", ["引っ越し", "引越し", "引越", "引っこし", "ひっこし", "hikkoshi", "引っ越したい", "moving"]
)
def test_a_life_event_finds_all_that_its_tile_shows(query: str) -> None:
    tile = {name for name, pack in every_pack().items() if "moving" in pack.card.life_events}
    assert tile <= set(ids(query))


@pytest.mark.parametrize("query", ["とうろぐ", "へんこ", "しぼとう", "しぼううとう", "しうぼとう"])
def test_one_slip_is_forgiven_in_a_longer_word(query: str) -> None:
    assert fit(read(query), DOG).every


def test_a_slip_in_a_short_word_is_another_word() -> None:
    assert not fit(read("いね"), DOG).points


def test_the_name_counts_more_than_the_summary() -> None:
    dog = fit(read("犬"), DOG).points
    assert dog > fit(read("犬"), Haystack.of(("注射",), ("犬",))).points
    assert dog > fit(read("犬"), Haystack.of(("狂犬病予防注射",), ("犬",))).points


def test_nothing_typed_finds_nothing() -> None:
    assert not read("  　 ")
    assert not fit(read(""), DOG).points
    assert not read("。、！")


def test_what_looks_like_a_name_is_near() -> None:
    assert nearness(read("いぬのしんぼう"), DOG) > 0
    assert nearness(read("宇宙船"), DOG) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("引っ越しの手続き", ["引越"]), ("申し込みを止める", ["申込", "止"]), ("水道を止めたい", ["水道", "止"]),
        ("ごみをすてたい", ["ゴミ", "ステ"]), ("飼い犬が亡くなったとき", ["飼犬", "亡"]), ("I want my dog", ["dog"]),
        ("手続", []), ("お金がほしい", ["金"]), ("", []),
    ],
)  # fmt: skip
def test_the_words_of_a_sentence(text: str, expected: list[str]) -> None:
    assert list(words(text)) == expected


@given(st.text("犬死登録水道引っ越しをがのはんだたいいぬしすabcdog 　、ー・1", max_size=40))
def test_any_text_can_be_searched_for(text: str) -> None:
    query = read(text)
    one = fit(query, DOG)
    assert one.points >= 0
    assert not (one.every and not one.points)
    assert all(word in "".join(words(text)) for word in words(text))


@settings(deadline=None)  # the first asking compiles every pack of the library
@given(st.sampled_from(sorted([*LIFE_EVENTS, *CATEGORIES])), st.sampled_from(["", "の手続", "について", "のこと"]))
def test_each_heading_finds_what_stands_under_it(key: str, tail: str) -> None:
    heading = {**LIFE_EVENTS, **CATEGORIES}[key]
    under = {name for name, pack in every_pack().items() if key in (pack.card.category, *pack.card.life_events)}
    assert under <= set(ids(heading.ja.split("・")[0].split("（")[0] + tail)) | set(ids(heading.ja))


@given(st.text(max_size=MAX_QUERY * 2))
def test_no_query_is_too_strange(text: str) -> None:
    assert len(read(text).parts) <= 8
    fit(read(text), DOG)


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [("abc", "abc", True), ("abc", "abd", True), ("abc", "acb", True), ("abc", "ab", True), ("abc", "abcd", True),
     ("abc", "bac", True), ("abc", "xyz", False), ("abc", "a", False), ("abcd", "badc", False), ("", "a", True)],
)  # fmt: skip
def test_one_slip(first: str, second: str, near: bool) -> None:
    assert one_slip(first, second) is near
    assert one_slip(second, first) is near
