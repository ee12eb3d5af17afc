"""Coordinates as people write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit.coordinates import MICRO, CoordinateError, Degrees, as_text, pair, read, split


@pytest.mark.parametrize(
    ("text", "micro", "axis"),
    [
        ("38.1716", 38171600, ""),
        ("３８．１７１６", 38171600, ""),
        ("38度10分17.8秒", 38171611, ""),
        ("38°10'17.8\"", 38171611, ""),
        ("38°10′17.8″", 38171611, ""),
        ("38º10’17.8”", 38171611, ""),
        ("38°10'17.8''", 38171611, ""),
        ("北緯 38.1716", 38171600, "lat"),
        ("N38.1716", 38171600, "lat"),
        ("東経140度53分30秒", 140891667, "lon"),
        ("140.8917E", 140891700, "lon"),
        ("経度：140.8917", 140891700, "lon"),
        ("33.5 S", -33500000, "lat"),
        ("-12.5", -12500000, ""),
    ],
)
def test_one_number(text: str, micro: int, axis: str) -> None:
    assert read(text) == Degrees(micro, axis)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), ("　", "empty"), ("x", "unreadable"), ("38.17.16", "unreadable"), ("N38N", "unreadable"),
     ("38度60分", "minutes"), ("38度1分60秒", "minutes"), ("181", "degrees"), ("N91", "degrees"),
     ("9" * 50, "unreadable"), ("38" + " " * 80, "unreadable")],
)  # fmt: skip
def test_one_number_refused(text: str, code: str) -> None:
    with pytest.raises(CoordinateError) as caught:
        read(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    ["38.1716, 140.8917", "38.1716　140.8917", "(38.1716、140.8917)", "北緯38.1716東経140.8917", "38.1716N 140.8917E",
     "E140.8917 N38.1716", "東経140.8917度、北緯38.1716度", "38.1716\t140.8917"],
)  # fmt: skip
def test_two_numbers_in_one_box(text: str) -> None:
    assert pair(*split(text)) == (38171600, 140891700)


def test_two_numbers_that_do_not_agree_with_their_boxes() -> None:
    with pytest.raises(CoordinateError, match="mixed"):
        pair("東経140", "38")
    for text in ("38.1716", "1" + " " * 1_000_000 + "x"):
        with pytest.raises(CoordinateError, match="parts"):
            split(text)
    assert pair("140.8917", "38.1716") == (140891700, 38171600), "what has no names is never turned round"


@given(st.integers(-180 * MICRO, 180 * MICRO))
def test_what_is_written_is_read_again(micro: int) -> None:
    assert read(as_text(micro)).micro == micro


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 599))
def test_degrees_minutes_seconds(degrees: int, minutes: int, tenths: int) -> None:
    texts = [f"{degrees}度{minutes}分{tenths / 10}秒", f"{degrees}°{minutes}′{tenths / 10}″"]
    exact = (degrees * 36000 + minutes * 600 + tenths) * MICRO / 36000
    assert {abs(read(text).micro - exact) <= 0.5 for text in texts} == {True}


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for attempt in (lambda: read(text), lambda: pair(*split(text))):
        with suppress(CoordinateError):
            attempt()
