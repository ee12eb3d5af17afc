"""Plain text of mails: clean, wrapped, nothing torn apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.notify.domain.text import body, one_line, wrap

URL = "https://madoguchi.example.jp/042072/status/?number=ABCD2345&code=EFGH6789JKLM2345NPQR"


def test_a_header_is_one_line() -> None:
    assert one_line("件名\r\nBcc: all@example.jp\x00") == "件名  Bcc: all@example.jp"


@given(st.text())
def test_no_text_can_break_out_of_a_header(text: str) -> None:
    line = one_line(text)
    assert not any(char in line for char in "\r\n\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    assert len(line.splitlines()) <= 1


def test_line_breaks_are_unified_and_controls_removed() -> None:
    assert body("一行目\r\n二行目\r三行目\x07\n\n") == "一行目\n二行目\n三行目\n"


def test_what_utf8_cannot_hold_is_replaced() -> None:
    assert body("a\ud800b") == "a?b\n"
    assert one_line("a\ud800b") == "a?b"


def test_short_lines_stay_as_they_are() -> None:
    text = "受付番号：ABCD-2345\n\n名取市 環境課\n"
    assert wrap(text) == text


def test_long_japanese_is_broken_at_76_columns() -> None:
    lines = wrap("あ" * 100).split("\n")
    assert [len(line) for line in lines] == [38, 38, 24]


@pytest.mark.parametrize("mark", ["。", "、", "」", "ー", "っ"])
def test_no_line_begins_with_a_mark_that_may_not(mark: str) -> None:
    lines = wrap("あ" * 38 + mark + "い" * 10).split("\n")
    assert not any(line.startswith(mark) for line in lines)


def test_no_line_ends_with_an_opening_bracket() -> None:
    lines = wrap("あ" * 37 + "「" + "い" * 10 + "」").split("\n")
    assert not any(line.endswith("「") for line in lines)


def test_addresses_of_pages_are_never_cut() -> None:
    lines = wrap(f"続きは次のページからご覧ください。{'あ' * 30} {URL} {'い' * 30}").split("\n")
    assert URL in lines
    assert wrap(URL * 3) == URL * 3


def test_english_is_broken_between_words() -> None:
    lines = wrap("Your application has been received by the city. " * 4).split("\n")
    assert max(len(line) for line in lines) <= 76
    assert " ".join(lines).split() == ("Your application has been received by the city. " * 4).split()


def test_a_variation_selector_stays_with_its_character() -> None:
    kanji = "邉\U000e0101"
    lines = wrap(kanji * 60).split("\n")
    assert all(not line.startswith("\U000e0101") for line in lines)
    assert [line.count("邉") for line in lines] == [38, 22]


@given(st.text(alphabet=st.sampled_from("あア漢。、「」abc /:-\n\U000e0101"), max_size=300))
def test_wrapping_only_adds_line_breaks_and_drops_spaces(text: str) -> None:
    def letters(some: str) -> str:
        return some.replace("\n", "").replace(" ", "")

    assert letters(wrap(text)) == letters(text)
