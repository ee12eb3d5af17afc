"""Pages as HTML: what is drawn can be posted back unchanged, in both languages, with names and ids by the contract."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.types import TYPES
from madoguchi.modules.forms.tests.sample import TODAY, field, form, text

TEMPLATE = """{% import "forms/resident/fields.html" as forms with context %}<form method="post">{{
forms.fields(page) }}</form>"""


class Controls(HTMLParser):
    """What a browser would post for a form, and what it would have on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.buttons: list[tuple[str | None, str | None]] = []
        self.references: set[str] = set()
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        name, value = attributes.get("name") or "", attributes.get("value") or ""
        if attributes.get("id"):
            self.ids.append(attributes["id"] or "")
        self.references |= set((attributes.get("aria-describedby") or "").split())
        if tag == "label":
            self.labels.add(attributes.get("for") or "")
        if tag == "button":
            self.buttons.append((attributes.get("name"), attributes.get("value")))
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            self.fields.add(attributes.get("id") or "")
        if tag == "input" and name:
            kind = attributes.get("type")
            if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in attributes):
                return
            self.posted.append((name, value))
        elif tag == "select":
            self._select = name
            self.posted.append((name, ""))
        elif tag == "option" and "selected" in attributes:
            self.posted.append((self._select, value))
        elif tag == "textarea":
            self._area = name
            self.posted.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            # A browser drops the first line break within a textarea.
            self.posted[-1] = (self._area, self.posted[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            name, value = self.posted[-1]
            self.posted[-1] = (name, value.removeprefix("\n"))
            self._area = ""

    @property
    def post(self) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, value in self.posted:
            query.appendlist(name, value)
        return query


class Ref:
    name, size, kind, sha256 = "犬<b>.jpg", 300_000, "jpeg", "ff"


ALL = form(
    *[
        field(f"f_{name}", name, help=text("助け"))
        for name in TYPES
        if name not in ("group", "info", "choice", "choices", "linked", "ranked")
    ],
    field("f_linked", "linked", other=True, help=text("助け")),
    field("f_ranked", "ranked", other=True, help=text("助け")),
    field("f_info", "info"),
    field("f_choice", "choice", other=True, options=["a", "b"]),
    field("f_select", "choice", style="select"),
    field("f_choices", "choices", other=True, options=["a", "b"]),
    field("f_twice", "email", confirm=True),
    field("f_part", "date", partial=True),
    field("f_months", "period", of="month"),
    field("f_hours", "period", of="time", open=True),
    field("f_also", "name", also=["former", "common"]),
    field("f_kept_back", when="f_choice == 'a'"),
    field(
        "f_group",
        "group",
        max=3,
        item_label=text("お子さん"),
        field=[
            field("g_name", "name"),
            field("g_on", "date"),
            field("g_kind", "choice"),
            field("g_why", when="g_kind == 'b'"),
            field("g_file", "file"),
            field("g_rows", "group", field=[field("g_text")]),
        ],
    ),
)
NASTY = '<script>alert("髙")</script>\'&'
TYPED: dict[str, Any] = {
    "f_point": {"words": NASTY, "lat": "38度", "lon": "140.89"},
    "f_line": {"words": "", "points": f"38.1716, 140.8917\n{NASTY}"},
    "f_area": {"words": "", "points": "38.1, 140.8\n38.2, 140.9\n38.2, 140.8\n38.1, 140.9"},
    "f_signature": {"name": "髙橋 花子"},
    "f_text": NASTY,
    "f_textarea": f"\n一行\n{NASTY}",
    "f_name": {"family": "髙﨑", "given": "", "single": "yes"},
    "f_kana": {"family": "ﾀｶ", "given": "さき", "single": "yes"},  # the box of the name before it
    "f_org_name": "㈱",
    "f_corporate_number": "123",
    "f_date": {"era": "R", "year": "八", "month": "2", "day": "30"},
    "f_year_month": {"era": "H", "year": "31", "month": "5"},
    "f_fiscal_year": {"era": "", "year": "2026"},
    "f_number": "1,5",
    "f_money": "五百円",
    "f_phone": "022",
    "f_email": "a@b",
    "f_address": {"postal_code": "981", "prefecture": "宮城県", "city": "名取市", "town": "１－２", "building": ""},
    "f_yes_no": "no",
    "f_file": ["7"],
    "f_consent": "yes",
    "f_bank_account": {
        "source": "yucho", "bank_name": "x", "bank_code": "", "branch_name": "", "branch_code": "", "kind": "current",
        "number": "", "symbol": "18120", "yucho_number": "1", "yucho_savings": "yes", "holder_kana": "モリ",
    },
    "f_corporation": {
        "number": "12", "no_number": "yes", "name": NASTY, "kana": "みち", "position": "", "representative": "髙",
    },
    "f_sex": {"value": "unsaid", "other": ""},
    "f_birth": {"era": "S", "year": "63", "month": "1", "day": "x"},
    "f_time": {"hour": "午後3", "minute": "六"},
    "f_period": {
        "start.era": "R", "start.year": "8", "start.month": "4", "start.day": "1",
        "end.era": "", "end.year": "2026", "end.month": "3", "end.day": "31",
    },
    "f_months": {
        "start.era": "R", "start.year": "8", "start.month": "13", "end.era": "", "end.year": "", "end.month": "",
    },
    "f_hours": {"start.hour": "9", "start.minute": "", "end.hour": "", "end.minute": "30"},
    "f_linked": {"sort": "wood", "thing": "desk", "other": ""},
    "f_ranked": {"1": "b", "2": "other", "3": "b", "other": NASTY},
    "f_table": {
        "wage.amount": "五", "wage.kind": "yearly", "wage.note": NASTY,
        "rent.amount": "", "rent.kind": "", "rent.note": "x",
    },
    "f_quantity": {"number": "x", "unit": "piece"},
    "f_also": {"family": "髙", "given": "花", "single": "", "former": "佐\ue000", "common": ""},
    "f_choice": {"value": "other", "other": NASTY},
    "f_select": {"value": "b", "other": ""},
    "f_choices": {"values": ["b", "other"], "other": "西"},
    "f_twice": {"address": "a@b.jp", "again": "c"},
    "f_part": {"era": "S", "year": "20", "month": "", "day": ""},
    "f_kept_back": "kept",
    "f_group": [
        {
            "g_name": {"family": "杜", "given": "", "single": ""},
            "g_on": {"era": "", "year": "1", "month": "", "day": ""},
            "g_kind": {"value": "b", "other": ""},
            "g_why": "x",
            "g_file": ["7"],
            "g_rows": [{"g_text": "1"}, {"g_text": ""}],
        },
        {
            "g_name": {"family": "", "given": "", "single": ""},
            "g_on": {"era": "", "year": "", "month": "", "day": ""},
            "g_kind": {"value": "", "other": ""},
            "g_why": "",
            "g_file": [],
            "g_rows": [],
        },
    ],
}  # fmt: skip


def draw(typed: dict[str, Any], lang: str = "ja", *, judged: bool = False) -> tuple[str, Controls]:
    files = {"7": Ref()}
    faults = forms.validate(ALL, typed, today=TODAY, files=files).faults if judged else ()
    with translation.override(lang):
        view = forms.page_context(ALL, "one", typed, faults=faults, lang=lang, files=files, today=TODAY)
        request = RequestFactory().get("/")
        html = engines["jinja2"].from_string(TEMPLATE).render({"page": view, "lang": lang}, request)
    controls = Controls()
    controls.feed(html)
    return html, controls


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("judged", [False, True])
def test_what_is_drawn_is_posted_back_unchanged(lang: str, judged: bool) -> None:
    _html, controls = draw(TYPED, lang, judged=judged)
    assert forms.read_post(ALL, "one", controls.post) == TYPED


@pytest.mark.parametrize("judged", [False, True])
def test_every_control_has_a_label_and_every_reference_a_target(judged: bool) -> None:
    _html, controls = draw(TYPED, judged=judged)
    assert len(controls.ids) == len(set(controls.ids))
    assert controls.fields <= controls.labels
    assert controls.references <= set(controls.ids)


def test_every_fault_has_its_place_on_the_page() -> None:
    faults = forms.validate(ALL, TYPED, today=TODAY, files={"7": Ref()}).faults
    _html, controls = draw(TYPED, judged=True)
    assert len(faults) > 10
    assert {fault.anchor for fault in faults} <= set(controls.ids)


def test_an_empty_page_has_every_missing_control() -> None:
    required = form(
        *[
            field(f"f_{name}", name, required=True)
            for name, kind in TYPES.items()
            if name not in ("group", "info", "consent") and not kind.derived
        ],
        field("f_consent", "consent"),
        field("f_group", "group", min=2, field=[field("g_text", required=True)]),
    )
    faults = forms.validate(required, {}, today=TODAY, files={}).faults
    with translation.override("ja"):
        view = forms.page_context(required, "one", {}, faults=faults, today=TODAY)
        html = engines["jinja2"].from_string(TEMPLATE).render({"page": view, "lang": "ja"}, RequestFactory().get("/"))
    controls = Controls()
    controls.feed(html)
    assert len(faults) == 34
    assert {fault.anchor for fault in faults} <= set(controls.ids)
    assert [text for _anchor, text in view.errors] == [forms.message(fault, "ja") for fault in faults]


def test_what_was_typed_is_escaped() -> None:
    html, _controls = draw(TYPED, judged=True)
    assert "<script>alert" not in html
    assert "<b>.jpg" not in html
    assert " style=" not in html
    assert " onclick" not in html


def test_buttons_of_rows_and_files() -> None:
    _html, controls = draw(TYPED)
    assert controls.buttons[0] == (None, None)  # Enter goes on, and removes nothing
    assert ("_remove", "f_group.1") in controls.buttons
    assert ("_add", "f_group") in controls.buttons
    assert ("_add", "f_group.0.g_rows") in controls.buttons
    assert ("_remove", "f_group.0.g_rows.1") in controls.buttons
    assert ("_remove_file", "7") in controls.buttons


def test_buttons_are_read() -> None:
    assert forms.read_action(QueryDict("_add=f_group")) == forms.Action("add", "f_group")
    assert forms.read_action(QueryDict("_remove=f_group.1")) == forms.Action("remove", "f_group.1")
    assert forms.read_action(QueryDict("_remove_file=7")) == forms.Action("remove_file", "7")
    assert forms.read_action(QueryDict("next=1")) is None


def test_uploads_are_read_for_file_fields_of_the_page_only() -> None:
    sent = QueryDict(mutable=True)
    for name in ("f_file", "f_group.0.g_file", "f_text", "nope", "f_group.0"):
        sent.appendlist(name, "file")
    assert list(forms.read_uploads(ALL, "one", sent)) == ["f_file", "f_group.0.g_file"]


def test_the_english_page_is_english() -> None:
    html, _controls = draw({}, "en")
    assert "Family name" in html
    assert "市区町村" not in html
    assert "この様式" not in html


def test_conditions_are_handed_to_the_browser() -> None:
    html, _controls = draw({})
    assert 'data-when="[&#34;is&#34;,&#34;f_choice&#34;,[&#34;a&#34;]]" hidden' in html


def test_what_may_count_says_when_until_it_is_known() -> None:
    """Without scripts 「手帳の級」 is there before the certificate is chosen, not as 必須; その他 can be written."""
    one = form(
        field("book", "choice", options=["none", "physical"], other=True),
        field("grade", required=True, when="book != 'none'"),
        field("photos", "file", count=6, min_count=2),
    )

    def drawn(typed: dict[str, Any]) -> str:
        page = forms.page_context(one, "one", typed, today=TODAY)
        with translation.override("ja"):
            return str(engines["jinja2"].from_string(TEMPLATE).render({"page": page}))

    before, after = drawn({}), drawn({"book": {"value": "physical"}})
    assert "※「none」以外のとき必須" in before
    assert "※「none」以外のとき必須" not in after
    assert "2個以上、6個まで" in before
    [other] = re.findall(r'<div data-when="[^"]*book[^"]*other[^"]*"([^>]*)>', before)
    assert "hidden" not in other, "the script hides it"
