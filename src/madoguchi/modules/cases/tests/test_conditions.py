"""Conditions of a permit: the pack's own are numbered, and the officer's go on."""

from __future__ import annotations

import pytest

from madoguchi.modules.cases.domain.conditions import continued, rewritten, split

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
        (PRESET, "1.5m以内に置くこと。", "3　1.5m以内に置くこと。"),
    ],
)
def test_numbers_go_on_from_the_last_one_of_the_pack(preset: str, added: str, shown: str) -> None:
    assert continued(preset, added) == shown


@pytest.mark.parametrize(
    ("text", "lead", "conditions"),
    [
        (PRESET, "次の条件を付けて許可します。", "1　場所を変えないこと。\n2　道路を元どおりに直すこと。"),
        ("許可します。", "許可します。", ""),
        ("第32条により\n2　許可します。", "第32条により\n2　許可します。", ""),
        ("条件を付けます。\n1.5m以内とします。", "条件を付けます。\n1.5m以内とします。", ""),
    ],
)
def test_the_conditions_of_a_text_are_its_last_numbered_lines(text: str, lead: str, conditions: str) -> None:
    assert split(text) == (lead, conditions)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1　場所を変えないこと。\r\n2　道路を元どおりに直すこと。\r\n", split(PRESET)[1]),
        (
            "2　道路を元どおりに直すこと。\r\n\r\n灯火をつけること。",
            "1　道路を元どおりに直すこと。\n2　灯火をつけること。",
        ),
        ("  \r\n ", ""),
    ],
)
def test_rewritten_conditions_are_numbered_anew(typed: str, kept: str) -> None:
    assert rewritten(split(PRESET)[1], typed) == kept
