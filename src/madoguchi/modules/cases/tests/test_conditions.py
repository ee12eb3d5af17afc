"""Conditions of a permit: the pack's own are numbered, and the officer's go on."""

from __future__ import annotations

import pytest

from madoguchi.modules.cases.domain.conditions import continued

PRESET = "次の条件を付けて許可します。\n1　場所を変えないこと。\n2　道路を元どおりに直すこと。"


@pytest.mark.parametrize(
    ("preset", "added", "shown"),
    [
        (PRESET, "灯火をつけること。\n\n 掃除をすること。", "3　灯火をつけること。\n4　掃除をすること。"),
        (PRESET, "１．灯火をつけること。\n7 掃除をすること。", "3　灯火をつけること。\n4　掃除をすること。"),
        (PRESET, "", ""),
        ("On conditions.\n1. Restore the road.", "灯火をつけること。", "2. 灯火をつけること。"),
        ("許可します。", "7 夜間は灯火をつけること。", "7 夜間は灯火をつけること。"),
        ("第32条により許可します。", "2026年12月1日から。", "2026年12月1日から。"),
        (PRESET, "12月1日に始めること。", "3　12月1日に始めること。"),
    ],
)
def test_numbers_go_on_from_the_last_one_of_the_pack(preset: str, added: str, shown: str) -> None:
    assert continued(preset, added) == shown
