"""What the list of bodies may say is held against the whole house, which the tenants room cannot see."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from madoguchi.kernel.tenants.api import COLOURS, RESERVED_PATHS
from madoguchi.kernel.ui.api import KEY_COLOURS
from madoguchi.site.urls.collect import Patterns, resident_patterns


def first_words(patterns: Patterns) -> Iterator[str]:
    for one in patterns:
        text = str(one.pattern)
        if text.startswith("<"):  # a body's code, or its alias
            continue
        if not text and hasattr(one, "url_patterns"):
            yield from first_words(one.url_patterns)
        elif text:
            yield text.split("/", maxsplit=1)[0]


def test_no_body_takes_a_first_word_of_the_site() -> None:
    languages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    own = {*settings.MADOGUCHI_URLCONFS} - {"resident"} | {settings.STATIC_URL.strip("/")} | languages
    assert set(first_words(resident_patterns())) | own == RESERVED_PATHS


def test_a_body_may_choose_every_palette() -> None:
    assert COLOURS == KEY_COLOURS
