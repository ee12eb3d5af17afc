"""Sentences and addresses of files stand in the compiled template; what depends on the reader does not."""

from __future__ import annotations

import pytest
from django.template import TemplateDoesNotExist, engines
from django.utils import translation


def drawn(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize(("language", "word"), [("ja", "電話"), ("en", "Phone")])
def test_a_page_speaks_the_active_language(language: str, word: str) -> None:
    with translation.override(language):
        assert drawn('{{ _("電話") }}') == word
        assert (
            drawn('{% set said = _("電話") %}<i title="{{ said }}">{{ said }}</i>') == f'<i title="{word}">{word}</i>'
        )
        assert drawn('{% if _("電話") == word %}same{% endif %}', word=word) == "same"


def test_a_template_is_kept_once_a_language() -> None:
    with translation.override("en"):
        english = engines["jinja2"].get_template("ui/base.html")
    with translation.override("ja"):
        japanese = engines["jinja2"].get_template("ui/base.html")
    assert "Skip to main content" in english.render({"html_lang": "en", "colour": "blue"})
    assert "本文へ移動" in japanese.render({"html_lang": "ja", "colour": "blue"})


def test_values_are_escaped_and_words_are_not() -> None:
    with translation.override("ja"):
        assert drawn('{{ _("%(name)sのホームページ", name=name) }}', name="<b>") == "&lt;b&gt;のホームページ"
        assert drawn('{{ _("<i>&</i>") }}') == "<i>&</i>"
        assert drawn('{{ _("100%%") }}') == "100%"


def test_only_the_names_themselves_are_filled_in() -> None:
    class Other:
        def _(self, text: str) -> str:
            return "other " + text

    with translation.override("ja"):
        assert drawn('{{ other._("電話") }}', other=Other()) == "other 電話"
        assert drawn("{{ _(word) }}", word="電話") == "電話"


def test_an_address_of_a_file_is_filled_in() -> None:
    assert drawn('{{ static("ui/favicon.svg") }}').startswith("/static/ui/favicon")


def test_a_template_that_is_missing_is_named() -> None:
    with pytest.raises(TemplateDoesNotExist, match=r"ui/nowhere\.html"):
        engines["jinja2"].get_template("ui/nowhere.html")
