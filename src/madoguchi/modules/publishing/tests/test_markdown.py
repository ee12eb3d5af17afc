from __future__ import annotations

import pytest

from madoguchi.modules.publishing.domain.markdown import html_of, plain_of, tidy


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
    ("text", "expected"),
    [
        ("# 大\n\n## 中", ["h2", "h3"]),
        ("### 小から", ["h2"]),
        ("# 大\n\n#### とばす", ["h2", "h3"]),
        ("###### 六\n\n# 一", ["h3", "h2"]),
    ],
)
def test_headings_fit_below_the_page_title_without_a_gap(text: str, expected: list[str]) -> None:
    html = html_of(text)
    assert [html[i + 1 : i + 3] for i in range(len(html)) if html.startswith("<h", i)] == expected


def test_plain_has_the_words_only() -> None:
    assert (
        plain_of("## 見出し\n\n**太字**と[リンク](https://example.jp/)\n\n- 一\n- 二") == "見出し 太字 と リンク 一 二"
    )


def test_tidy_drops_what_a_feed_cannot_carry_and_keeps_the_rest() -> None:
    assert tidy(" あ\x00\x0b\r\nい\ud800\ufffe　") == "あ\nい"
    assert tidy("𠮷野家で👍\t髙﨑") == "𠮷野家で👍\t髙﨑"
