"""Plain text of mails: clean, nothing torn apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.notify.domain.text import body, one_line


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
