"""Markdown lets no markup through."""

from madoguchi.kit.markdown import html_of


def test_emphasis_lists_and_tables_are_drawn() -> None:
    assert html_of("**太字**") == "<p><strong>太字</strong></p>\n"
    assert "<li>印鑑</li>" in html_of("- 印鑑\n- 手数料")
    assert "<td>300円</td>" in html_of("| 種類 | 額 |\n|---|---|\n| 写し | 300円 |")


def test_nothing_that_runs_gets_through() -> None:
    assert "<script" not in html_of("<script>alert(1)</script>")
    assert "<a href" not in html_of("[x](javascript:alert(1))")
    assert "<img" not in html_of("![x](https://example.jp/x.png)")
