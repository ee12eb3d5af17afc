"""What is drawn as nothing is no letter; what says which form of a letter is meant stays."""

from __future__ import annotations

import pytest

from madoguchi.kit.unseen import has_unseen, without_unseen

NOTHING = (
    "\u3164\u2800\u115f\u1160\uffa0\u200b\u200c\u200d\u200e\u180e\u061c\u034f\u00ad\u2060\ufeff\ufe00\ufe0f"
    "\U000e0100\U000e0041\U0001d173\x00\x85\ufffe\ufdd0\ud800"
)


@pytest.mark.parametrize("char", NOTHING, ids=ascii)
def test_what_nobody_sees_makes_no_name_and_no_other_name(char: str) -> None:
    assert has_unseen(char)
    assert without_unseen(char * 3) == ""
    assert without_unseen(f"山{'' if ord(char) >= 0xFE00 else char}田 a{char}b") == "山田 ab"


@pytest.mark.parametrize(
    "text", ["渡邉\U000e0100", "葛\U000e0101飾", "神\ufe00", "⚠\ufe0f", "1\ufe0f\u20e3", "が\t\n　é"]
)
def test_what_is_seen_or_says_how_a_letter_is_drawn_stays(text: str) -> None:
    assert not has_unseen(text)
    assert without_unseen(text) == text


def test_a_second_selector_on_one_letter_says_nothing() -> None:
    assert without_unseen("邉\U000e0100\U000e0101\U000e0100") == "邉\U000e0100"
