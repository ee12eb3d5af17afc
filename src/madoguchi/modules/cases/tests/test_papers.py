"""What a pack's own document gets to print."""

from __future__ import annotations

from madoguchi.modules.cases.services.papers import answer_lines
from madoguchi.modules.forms.api import Row, Section


def test_a_repeated_block_takes_one_line_per_entry() -> None:
    sections = [
        Section(
            "objects",
            "物件",
            [
                Row("objects", "objects.0.kind", "種類", ["足場"], group="物件 1"),
                Row("objects", "objects.0.quantity", "数量", ["13.5"], group="物件 1"),
                Row("objects", "objects.1.kind", "種類", ["看板"], group="物件 2"),
            ],
        ),
        Section("place", "場所", [Row("place", "place", "場所", ["増田9丁目9番9 地先から", "9丁目10番1 地先まで"])]),
    ]
    assert answer_lines(sections) == {
        "place": ["増田9丁目9番9 地先から", "9丁目10番1 地先まで"],
        "objects": ["足場　13.5", "看板"],
    }


def test_a_day_is_written_as_in_the_rest_of_the_paper() -> None:
    lines = ["2026年12月1日（令和8年）", "2019年5月1日（令和元年）", "2026年12月1日（火）に工事（足場）", "増田（北）"]
    found = answer_lines([Section("period", "期間", [Row("start", "start", "始まり", lines)])])
    assert found["start"] == ["令和8年12月1日", "令和元年5月1日", "2026年12月1日（火）に工事（足場）", "増田（北）"]
