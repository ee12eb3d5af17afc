"""Components: what is typed stays text, and every control tells its name, help and error to assistive technology."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

EVIL = "<script>alert(1)</script>\"'&"
VOID = {"input", "img", "br", "link", "meta", "path", "circle", "rect", "hr"}


class Elements(HTMLParser):
    """Collects every element as (tag, attributes) and all text; fails on unbalanced tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == [], f"not closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def one(self, tag: str) -> dict[str, str | None]:
        (only,) = self.all(tag)
        return only

    def by_id(self, identifier: str) -> dict[str, str | None]:
        (only,) = [attributes for _tag, attributes in self.found if attributes.get("id") == identifier]
        return only


def html(call: str, lang: str = "ja", **context: object) -> str:
    source = '{% import "ui/components.html" as ui with context %}{{ ui.' + call + " }}"
    with translation.override(lang):
        return engines["jinja2"].env.from_string(source).render(**context)


def elements(call: str, lang: str = "ja", **context: object) -> Elements:
    return Elements(html(call, lang, **context))


REST = "help=help, error=error, required=True)"
CONTROLS = {
    "text": f"field_text('a.b', label, value, {REST}",
    "textarea": f"field_textarea('a.b', label, value, {REST}",
    "select": f"field_select('a.b', label, [(value, value)], value, {REST}",
    "radios": f"field_radios('a.b', label, [(value, value, help)], value, {REST}",
    "checkboxes": f"field_checkboxes('a.b', label, [(value, value, help)], [value], {REST}",
    "checkbox": f"field_checkbox('a.b', label, True, value, {REST}",
    "date": "field_date('a.b', label, {'year': value}, " + REST,
    "file": "field_file('a.b', label, [{'id': value, 'name': value, 'size': 1}], count=2, remove_name='rm', " + REST,
    "postal": "field_postal('a.b', label, value, lookup_url='/p/', targets={'city': value}, " + REST,
}


@pytest.mark.parametrize("call", CONTROLS.values(), ids=CONTROLS)
def test_control_keeps_typed_text_as_text(call: str):
    found = elements(call, label=EVIL, value=EVIL, help=EVIL, error=EVIL)
    assert found.all("script") == []
    assert EVIL in found.text
    assert all(not name.startswith("on") for _tag, attributes in found.found for name in attributes)


@pytest.mark.parametrize("call", CONTROLS.values(), ids=CONTROLS)
def test_control_is_wired_to_label_help_and_error(call: str):
    found = elements(call, label="氏名", value="x", help="助け", error="入れてください")
    control = found.by_id("f-a-b")
    assert control["aria-describedby"] == "f-a-b-error f-a-b-help"
    assert found.by_id("f-a-b-error")
    assert found.by_id("f-a-b-help")
    assert found.all("legend") or "f-a-b" in [label["for"] for label in found.all("label")]
    assert "true" in [attributes.get("aria-invalid") for _tag, attributes in found.found]
    assert "※必須" in found.text
    assert "エラー：入れてください" in found.text
    ids = [attributes["id"] for _tag, attributes in found.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for label in found.all("label"):
        assert label["for"] in ids
    assert "required" not in control, "the browser must not hold back a half-filled page"


@pytest.mark.parametrize("call", CONTROLS.values(), ids=CONTROLS)
def test_control_without_error_or_help_points_nowhere(call: str):
    found = elements(call.replace("required=True", "required=False"), label="氏名", value="x", help=None, error=None)
    described = [a["aria-describedby"] for _tag, a in found.found if a.get("aria-describedby")]
    ids = {a["id"] for _tag, a in found.found if "id" in a}
    assert all(set(value.split()) <= ids for value in described)
    assert all(a.get("aria-invalid") is None for _tag, a in found.found)
    assert "※任意" in found.text


def test_the_words_for_need_in_english():
    assert "(required)" in elements("field_text('a', 'Name', required=True)", "en").text
    assert "(optional)" in elements("field_text('a', 'Name')", "en").text
    assert "optional" not in elements("field_text('a', 'Name', optional_word=False)", "en").text


def test_date_posts_four_parts_with_the_era_chosen():
    found = elements("field_date('birth', '生まれた日', {'era': 'S', 'year': '64', 'month': '1', 'day': '7'})")
    assert [part["name"] for part in [found.one("select"), *found.all("input")]] == [
        "birth.era", "birth.year", "birth.month", "birth.day",
    ]  # fmt: skip
    (chosen,) = [option for option in found.all("option") if "selected" in option]
    assert chosen["value"] == "S"
    assert [box["value"] for box in found.all("input")] == ["64", "1", "7"]
    assert {box["inputmode"] for box in found.all("input")} == {"numeric"}


def test_year_and_month_only():
    found = elements("field_date('since', '始める月', {}, shown=('year', 'month'), eras=[])")
    assert [box["name"] for box in found.all("input")] == ["since.year", "since.month"]
    assert found.all("select") == []


def test_zero_is_a_value():
    assert elements("field_text('n', '枚数', 0)").one("input")["value"] == "0"
    assert elements("field_text('n', '枚数', none)", none=None).one("input")["value"] == ""


def test_full_file_field_offers_only_removal():
    found = elements("field_file('f', '写真', [{'id': '7', 'name': 'a.jpg', 'size': 1}], count=1, remove_name='rm')")
    assert found.all("input") == []
    assert found.one("button")["value"] == "7"
    assert "これ以上は添付できません" in found.text
    assert found.by_id("f-f"), "the anchor of an error exists also here"


def test_file_limits_are_told_before():
    text = elements("field_file('f', '写真', count=3, max_mb=5, kinds='JPEG、PDF')").text
    assert "使える形式：JPEG、PDF。" in text
    assert "3個まで、1個5MBまで" in text
    assert "Up to 1 file, at most 10 MB each" in elements("field_file('f', 'Photo')", "en").text


def test_error_summary_links_to_the_controls_and_takes_the_focus():
    found = elements("error_summary(errors)", errors=[("f-a", "氏名を入れてください"), ("f-b", EVIL)])
    assert [link["href"] for link in found.all("a")] == ["#f-a", "#f-b"]
    elsewhere = elements(
        "error_summary(errors)", errors=[("/042072/d/x/dog/?check=1#f-dog_name", "犬の名前を入れてください")]
    )
    assert [link["href"] for link in elsewhere.all("a")] == ["/042072/d/x/dog/?check=1#f-dog_name"]
    box = found.found[0][1]
    assert (box["role"], box["tabindex"], "data-focus" in box) == ("alert", "-1", True)
    assert "2件" in found.text
    assert html("error_summary([])").strip() == ""
    assert "There is 1 thing" in elements("error_summary([('f-a', 'x')])", "en").text


@pytest.mark.parametrize(
    ("kind", "word"), [("success", "完了："), ("error", "エラー："), ("warning", "注意："), ("info", "お知らせ：")]
)
def test_banner_says_its_kind_in_words(kind: str, word: str):
    found = elements("banner(kind, title, body)", kind=kind, title=EVIL, body=EVIL)
    assert word in found.text
    assert found.all("script") == []
    assert (found.found[0][1].get("role") == "alert") == (kind == "error")


def test_breadcrumbs_are_named_and_end_here():
    found = elements("breadcrumbs([('トップ', '/'), ('犬', None)])")
    assert found.one("nav")["aria-label"] == "現在位置"
    assert found.one("a")["href"] == "/"
    assert found.one("span")["aria-current"] == "page"


def test_steps_say_where_one_is():
    found = elements(
        "steps([('内容', '/1', 'done'), ('飼い主', none, 'current'), ('確認', none, 'todo')], 2)", none=None
    )
    assert "全3ステップ中、2ステップ目です" in found.text
    assert [item.get("aria-current") for item in found.all("li")] == [None, "step", None]
    assert [link["href"] for link in found.all("a")] == ["/1"]


def test_table_names_columns_rows_and_sorting():
    columns = [
        {"label": "番号", "sort_href": "?s=1", "sorted": "ascending"},
        "氏名",
        {"label": "残り", "kind": "number"},
    ]
    rows = [[{"text": EVIL, "href": "/c/1"}, EVIL, 6]]
    found = elements("table(columns, rows, '届いた申請', list=True)", columns=columns, rows=rows)
    heads = [head for head in found.all("th") if head["scope"] == "col"]
    assert [head.get("aria-sort") for head in heads] == ["ascending", None, None]
    assert [head["scope"] for head in found.all("th")].count("row") == 1
    assert found.all("caption")
    assert found.all("script") == []
    assert "data-list" in found.one("table")
    assert found.all("td")[-1]["class"] == "cell-number"


def test_summary_list_takes_text_lines_and_nothing():
    rows = [("氏名", EVIL, "/p1"), ("住所", ["宮城県", EVIL], None), ("電話", None, None), ("枚数", 0, None)]
    found = elements("summary_list(rows)", rows=rows)
    assert len(found.all("dt")) == 4
    assert len(found.all("br")) == 1
    assert found.one("a")["href"] == "/p1"
    assert "変更（氏名）" in found.text
    assert found.all("script") == []
    assert "枚数0" in "".join(found.text.split())


def test_timeline_marks_the_present_step():
    items = [{"title": "届きました", "when": date(2026, 11, 22)}, {"title": EVIL, "state": "current", "body": EVIL}]
    found = elements("timeline(items)", items=items)
    assert "2026年11月22日（日）" in found.text
    assert found.one("time")["datetime"] == "2026-11-22"
    assert [item.get("aria-current") for item in found.all("li")] == [None, "step"]
    assert found.all("script") == []


def test_pagination_keeps_the_search_and_disappears_on_one_page():
    request = RequestFactory().get("/x/", {"q": "犬"})
    found = elements("pagination(page)", page=Paginator(range(95), 10).page(2), request=request)
    assert found.one("nav")["aria-label"] == "ページ送り"
    assert all("q=%E7%8A%AC" in (link["href"] or "") for link in found.all("a"))
    (here,) = [link for link in found.all("a") if link.get("aria-current")]
    assert here["aria-label"] == "2ページ目"
    assert "全95件のうち11～20件" in found.text
    assert html("pagination(page)", page=Paginator(range(5), 10).page(1), request=request).strip() == ""


def test_button_or_link():
    assert elements("button('送信する', name='go', value='1')").one("button")["name"] == "go"
    assert elements("button('前へ', kind='text', href='/x')").one("a")["class"] == "button button-text"


def test_copy_button_waits_for_the_script():
    found = elements("copy_value('受付番号', 'K7M4-X2PQ')")
    assert "hidden" in found.one("button")
    assert found.one("button")["data-copy"] == "K7M4-X2PQ"


def test_external_link_says_so():
    found = elements("external('名取市', 'https://example.jp/')")
    assert found.one("svg")["aria-label"] == "新しいタブで開きます"
    assert found.one("a")["rel"] == "noopener noreferrer"
