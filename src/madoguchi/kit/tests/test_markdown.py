"""Markdown lets no markup through, and fits into the page around it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit.markdown import html_of

JAPANESE = st.text("あ亜ア（）「」、。・1a", min_size=1, max_size=6)


def test_emphasis_lists_and_tables_are_drawn() -> None:
    assert html_of("**太字**") == "<p><strong>太字</strong></p>\n"
    assert "<li>印鑑</li>" in html_of("- 印鑑\n- 手数料")
    assert "<td>300円</td>" in html_of("| 種類 | 額 |\n|---|---|\n| 写し | 300円 |")


def test_a_new_line_is_a_new_line() -> None:
    assert html_of("一行目\n二行目") == "<p>一行目<br />\n二行目</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://a.example/t.png)",
    ],
)
def test_nothing_active_gets_through(text: str) -> None:
    html = html_of(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_html_is_shown_as_typed() -> None:
    assert html_of("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


@pytest.mark.parametrize(
    ("text", "top", "expected"),
    [
        ("# 大\n\n## 中", 2, ["h2", "h3"]),
        ("### 小から", 2, ["h2"]),
        ("# 大\n\n#### とばす", 2, ["h2", "h3"]),
        ("###### 六\n\n# 一", 2, ["h3", "h2"]),
        ("### 小", 3, ["h3"]),
        ("# 一\n\n## 二\n\n### 三\n\n#### 四\n\n##### 五", 3, ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_fit_below_the_page_without_a_gap(text: str, top: int, expected: list[str]) -> None:
    assert re.findall(r"<(h\d)>", html_of(text, top)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**鑑札の番号（分かる場合）**のほか", "<strong>鑑札の番号（分かる場合）</strong>のほか"),
        ("届いて**「許可」**まで", "届いて<strong>「許可」</strong>まで"),
        ("写し**(300円)**は", "写し<strong>(300円)</strong>は"),
        ("必ず**300円。**現金で", "必ず<strong>300円。</strong>現金で"),
        ("*（弱い）*強調", "<em>（弱い）</em>強調"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("縦 ** 横", "縦 ** 横"),
        ("a**(b)**c", "a**(b)**c"),  # half-width text keeps CommonMark's rule
    ],
)
def test_bold_needs_no_space_in_japanese(text: str, expected: str) -> None:
    assert html_of(text) == f"<p>{expected}</p>\n"


@given(JAPANESE, JAPANESE, JAPANESE)
def test_bold_between_japanese_is_always_bold(before: str, bold: str, after: str) -> None:
    """Where either neighbour of both runs of stars is full-width, the stars are never shown."""
    text = f"あ{before}あ**{bold}**あ{after}"
    assert html_of(text) == f"<p>あ{before}あ<strong>{bold}</strong>あ{after}</p>\n"


@given(st.text("*あa （）(1", max_size=30))
def test_whatever_stars_are_typed_no_letter_is_lost(text: str) -> None:
    shown = re.sub("<[^>]+>", "", html_of(text))
    assert [char for char in shown if char in "あa（）(1"] == [char for char in text if char in "あa（）(1"]
