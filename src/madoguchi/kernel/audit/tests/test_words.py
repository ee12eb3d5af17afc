"""The vocabulary of the audit."""

from __future__ import annotations

import pytest
from django.apps import apps

from madoguchi.kernel.audit.api import UnknownWord, event, words
from madoguchi.kernel.audit.domain import words as vocabulary

SHOWN = event("audit.sample.shown", "見本を表示しました。", "The sample was shown.")


def test_a_word_has_a_sentence_in_both_languages() -> None:
    assert SHOWN.sentence("ja") == "見本を表示しました。"
    assert SHOWN.sentence("en") == SHOWN.sentence("en-gb") == "The sample was shown."
    assert SHOWN.room == "audit"


def test_declaring_the_same_word_again_gives_the_same_word() -> None:
    again = event("audit.sample.shown", "見本を表示しました。", "The sample was shown.")
    assert again is SHOWN
    assert words().count(SHOWN) == 1


def test_one_name_cannot_have_two_meanings() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        event("audit.sample.shown", "見本を消しました。", "The sample was deleted.")


@pytest.mark.parametrize("name", ["shown", "sample.shown", "audit.sample.shown.twice", "Audit.sample.shown", ""])
def test_a_name_says_room_noun_and_past(name: str) -> None:
    with pytest.raises(ValueError, match="not an event name"):
        event(name, "文", "sentence")


@pytest.mark.parametrize(("ja", "en"), [("", "sentence"), ("文", " ")])
def test_a_word_without_a_sentence_is_refused(ja: str, en: str) -> None:
    with pytest.raises(ValueError, match="needs a Japanese and an English sentence"):
        event("audit.sample.silent", ja, en)


def test_an_undeclared_word_is_unknown() -> None:
    with pytest.raises(UnknownWord):
        vocabulary.word("audit.sample.never_declared")


def test_every_declared_word_belongs_to_an_installed_room() -> None:
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("madoguchi.")}
    assert [word.name for word in words() if word.room not in rooms] == []
