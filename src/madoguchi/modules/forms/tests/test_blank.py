"""The page of an empty form that is kept for everybody is the one that would be drawn anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import engines
from django.utils import translation

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.tests.sample import TODAY, field, form

SAMPLE = form(
    field("name", "name", required=True),
    field("late", when="today > date('2026-11-22')"),
    field("born_on", "date"),
)
DRAWN = '{% import "forms/resident/fields.html" as forms with context %}{{ forms.fields(page) }}'


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_kept_page_is_the_one_drawn_anew(lang: str) -> None:
    with translation.override(lang):
        first = forms.blank_page(SAMPLE, SAMPLE.pages[0].id, lang, TODAY)
        view = forms.page_context(SAMPLE, SAMPLE.pages[0].id, {}, lang=lang, today=TODAY)
        assert str(first.fields) == engines["jinja2"].from_string(DRAWN).render({"page": view})
        assert forms.blank_page(SAMPLE, SAMPLE.pages[0].id, lang, TODAY) is first


def test_each_language_has_its_own() -> None:
    pages = []
    for lang in ("ja", "en"):
        with translation.override(lang):
            pages.append(str(forms.blank_page(SAMPLE, SAMPLE.pages[0].id, lang, TODAY).fields))
    assert "氏（みょうじ）" in pages[0]
    assert "氏（みょうじ）" not in pages[1]


def test_a_new_day_is_judged_anew() -> None:
    today, tomorrow = (forms.blank_outcome(SAMPLE, day) for day in (TODAY, TODAY + timedelta(days=1)))
    assert "late" not in today.visible
    assert "late" in tomorrow.visible
