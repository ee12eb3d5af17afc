"""What the list of bodies may say is held against the whole house, which the tenants room cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

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
    languages = {code for code, _name in settings.LANGUAGES}  # the default one too, though no address begins with it
    own = {*settings.MADOGUCHI_URLCONFS} - {"resident"} | {settings.STATIC_URL.strip("/")} | languages
    assert set(first_words(resident_patterns())) | own == RESERVED_PATHS


def test_a_body_may_choose_every_palette() -> None:
    assert COLOURS == KEY_COLOURS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "listed", "verdict"), [(1, 1, "There is 1 mistake,"), (60, 51, "There are 60 mistakes")]
)
def test_what_is_wrong_with_a_list_is_counted_and_not_all_printed(
    rows: int, listed: int, verdict: str, tmp_path: Path
) -> None:
    head = "団体コード,名称,英語名,ふりがな,種別,パス\n"
    (tmp_path / "bodies.csv").write_text(head + "042071,x,x,x,city,x\n" * rows, encoding="utf-8")
    told = StringIO()
    with translation.override("en"), pytest.raises(CommandError, match=verdict):
        call_command("import_bodies", str(tmp_path / "bodies.csv"), stderr=told)
    assert len(told.getvalue().splitlines()) == listed
    assert ("and 10 more" in told.getvalue()) is (rows == 60)
