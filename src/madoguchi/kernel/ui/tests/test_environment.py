"""Filters and globals of the environment, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils import translation
from jinja2 import UndefinedError

DAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)  # already the 23rd in Tokyo


def rendered(source: str, lang: str = "ja", **context: object) -> str:
    with translation.override(lang):
        return engines["jinja2"].env.from_string(source).render(**context)


@pytest.mark.parametrize(
    ("source", "ja", "en"),
    [
        ("{{ day|jdate }}", "2026年11月22日（日）", "22 November 2026 (Sun)"),
        ("{{ moment|jdate }}", "2026年11月23日（月）", "23 November 2026 (Mon)"),
        ("{{ moment|jdatetime }}", "2026年11月23日（月）0時05分", "23 November 2026 (Mon), 00:05"),
        ("{{ moment|clock }}", "00:05", "00:05"),
        ("{{ day|wareki }}", "令和8年11月22日", "22 November 2026 (Sun)"),
        ("{{ moment|wareki }}", "令和8年11月23日", "23 November 2026 (Mon)"),
        ("{{ none|jdate }}{{ none|jdatetime }}{{ none|wareki }}", "", ""),
        ("{{ 1234567|yen }}", "1,234,567円", "¥1,234,567"),
        ("{{ 1234567|number }}", "1,234,567", "1,234,567"),
        ("{{ decimal|number }}", "12,345.60", "12,345.60"),
        (
            "{{ 640|filesize }} {{ 839680|filesize }} {{ 3565158|filesize }}",
            "640 B 820 kB 3.4 MB",
            "640 B 820 kB 3.4 MB",
        ),
        ("{{ 'owner.family'|control_id }}", "f-owner-family", "f-owner-family"),
        ("{{ era_choices()[1] }}", "(&#39;R&#39;, &#39;令和&#39;)", "(&#39;R&#39;, &#39;Reiwa 令和&#39;)"),
    ],
)
def test_filters(source: str, ja: str, en: str):
    values = {"day": DAY, "moment": MOMENT, "none": None, "decimal": Decimal("12345.60")}
    assert rendered(source, "ja", **values) == ja
    assert rendered(source, "en", **values) == en


def test_a_missing_name_is_an_error():
    with pytest.raises(UndefinedError, match="nobody"):
        rendered("{{ nobody }}")


def test_values_in_translated_sentences_are_escaped():
    assert rendered('{{ _("%(name)sのホームページ", name=name) }}', name="<b>市") == "&lt;b&gt;市のホームページ"


def test_data_for_an_attribute_cannot_leave_it():
    html = rendered('<p data-x="{{ value|json }}">', value={"a": '"><script>'})
    assert html == '<p data-x="{&#34;a&#34;:&#34;\\&#34;&gt;&lt;script&gt;&#34;}">'


def test_unknown_page_is_an_error_but_may_be_asked_for():
    with pytest.raises(NoReverseMatch):
        rendered("{{ url('nowhere:at-all') }}")
    assert rendered("{{ url_or_none('nowhere:at-all') }}") == "None"


def test_query_string_keeps_the_other_values():
    request = RequestFactory().get("/x/", {"q": "犬", "page": "3", "state": "open"})
    assert rendered("{{ with_query(page=4, state=none) }}", request=request, none=None) == "?q=%E7%8A%AC&amp;page=4"
