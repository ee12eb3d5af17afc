"""Beside every box that takes an expression stands what may be named in it; labels say what a box is where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.choices import KEYS, words_at
from madoguchi.modules.designer.choices.at import AT
from madoguchi.modules.designer.domain import editor, names, shapes, structure
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working
from madoguchi.modules.forms import api as forms

_SHEETS = {
    "page": shapes.PAGE, "rules": shapes.RULES, "others": shapes.OTHERS, "card": shapes.CARD, "flow": shapes.FLOW,
    "fees": shapes.FEES, "eligibility": shapes.ELIGIBILITY,
}  # fmt: skip
# What is said of a field and true of nothing else.
_OF_FIELDS = ("id", "label", "when", "value", "text", "title", "field", "message", "reason", "key", "round", "waiting")


def _boxes(drawn: Sequence[editor.Box]) -> Iterator[editor.Box]:
    for box in drawn:
        yield box
        yield from _boxes(box.boxes)
        for row in box.rows[:1]:
            yield from _boxes(row)


@pytest.mark.parametrize("page", _SHEETS)
def test_no_box_of_another_page_borrows_the_words_of_a_field(page: str) -> None:
    words = words_at(page)
    drawn = editor.boxes(_SHEETS[page], {}, editor.Around(), skip=("id", "version") if page == "card" else ("field",))
    borrowed = [
        box.place
        for box in _boxes(drawn)
        if box.key in _OF_FIELDS and words.get(box.place, KEYS[box.key]) is KEYS[box.key]
        and box.place not in ("reason", "capacity.waiting", "check.message")
    ]  # fmt: skip
    assert borrowed == []


def test_every_place_with_words_of_its_own_has_a_box() -> None:
    for page, own in AT.items():
        spec = _SHEETS[page] if page in _SHEETS else shapes.field(page)
        places = {box.place for box in _boxes(editor.boxes(spec, {}, editor.Around()))}
        assert set(own) <= places, page


@pytest.fixture
def priced(maker: Officer) -> WorkingVersion:
    """A delivered procedure with groups, options and rates."""
    folder = Path(settings.MADOGUCHI_PACKS) / "procedures" / "doro-senyo"
    known = {one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in folder.rglob("*.*")}
    return working.create("senyo", known, note="写す", by=maker)


def _listed(html: str, label: str) -> str:
    """The list of names beside the box of this label."""
    return next(one for one in re.findall(r"<details.*?</details>", html, re.DOTALL) if f"（{label}）" in one)


@pytest.mark.django_db
def test_what_can_be_named_stands_beside_the_box(browser: Client, priced: WorkingVersion) -> None:
    at = f"/staff/designer/{priced.pk}"
    fees = browser.get(f"{at}/fees/").content.decode()
    times = _listed(fees, "数（式）")
    assert "<code>" in times
    assert "占用の場所" not in times  # no number
    first = _listed(fees, "はじめの日（式）")
    assert "<code>start_on</code>" in first
    page = browser.get(f"{at}/rules/").content.decode()
    assert "<code>start_on &gt;= date(&#39;2026-04-01&#39;)</code>" in page
    document = browser.get(f"{at}/documents/permit/").content.decode()
    assert "#data.answers.at(&#34;start_on&#34;, default: ()).join(&#34;、&#34;)" in document
    assert "様式にない項目の名前があると、公開できません。" in document


def test_names_are_listed_of_a_form_as_far_as_it_stands() -> None:
    group = {
        "id": "items", "type": "group", "label": {"ja": "物件"}, "field": [
            {"id": "pieces", "type": "number", "label": {"ja": "個数"}},
            {"id": "sort", "type": "choice", "label": {"ja": "種類"}, "options": [
                {"value": "a", "label": {"ja": "甲"}}, {"value": "b", "label": {"ja": "乙"}}]},
        ],
    }  # fmt: skip
    broken = {"id": "when_", "type": "date", "label": {"ja": "いつ"}, "when": "nothing_here"}
    form = {"page": [{"id": "one", "title": {"ja": "ページ"}, "field": [group, broken]}]}
    known = names.of_form(form, {}, "ja")
    assert [(one.label, one.write, one.row) for one in known] == [
        ("物件", "items", ""), ("物件／個数", "sum(items.pieces)", ""), ("物件／個数", "pieces", "items"),
        ("物件／種類", "sort", "items"), ("いつ", "when_", ""),
    ]  # fmt: skip
    assert [one.write for one in names.for_box(known, "line", "fee.times") or ()] == ["sum(items.pieces)"]
    assert [one.write for one in names.for_box(known, "line", "fee.key") or ()] == ["sort"]
    assert [one.options for one in known if one.write == "sort"] == [(("a", "甲"), ("b", "乙"))]
    assert names.for_box(known, "local", "label") is None
    assert known[0].kind is forms.Kind.ROWS


def test_every_type_of_field_can_be_listed() -> None:
    fields = [structure.new_field(kind, f"f_{kind}", {"ja": kind, "en": kind}) for kind in forms.TYPES]
    form = {"page": [{"id": "one", "title": {"ja": "ページ", "en": "Page"}, "field": fields}]}
    known = {one.write for one in names.of_form(form, {}, "ja")}
    silent = {"info", "own_question"}
    assert known >= {f"f_{kind}" for kind, one in forms.TYPES.items() if one.has_answer and kind not in silent}
