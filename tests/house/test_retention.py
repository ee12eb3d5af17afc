"""Nothing is kept without a word: every table says how its rows end, and what belongs to a case is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from madoguchi.kernel.retention.api import trace
from madoguchi.kernel.tenants.api import every_body_scope

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "retention.md").read_text()
PERSONAL = {"yes", "officer", "no"}


def lines(page: str) -> dict[str, tuple[str, str]]:
    """{table: (personal, how its rows end)} of the page; a table that stands there twice is not in it."""
    rows = re.findall(r"^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    names = [row[0] for row in rows]
    return {name: (personal, end) for name, personal, end in rows if names.count(name) == 1}


def unsaid(page: str) -> set[str]:
    """Tables without their line, and lines without a table."""
    found = lines(page)
    known = {model._meta.label for model in apps.get_models()}
    wrong = {name for name, (personal, end) in found.items() if personal not in PERSONAL or not end.strip()}
    return (known ^ found.keys()) | wrong


def test_every_table_says_how_its_rows_end() -> None:
    assert unsaid(PAGE) == set(), "say in docs/reference/retention.md: personal? how long? how do its rows end?"


def test_a_table_without_a_line_and_a_line_without_an_answer_are_caught() -> None:
    gone = re.sub(r"^\| `cases\.Note` .*\n", "", PAGE, flags=re.MULTILINE)
    assert unsaid(gone) == {"cases.Note"}
    assert unsaid(PAGE.replace("| `cases.Note` | yes |", "| `cases.Note` | perhaps |")) == {"cases.Note"}
    assert unsaid(PAGE + "| `cases.Planted` | no | stays |\n") == {"cases.Planted"}


def hanging_on(root: type[models.Model]) -> set[str]:
    """Tables whose rows refer to a row of this one, directly or by others: they stand in the way of its end."""
    found: set[type[models.Model]] = {root}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.local_fields
            if field.related_model in found and field.remote_field.on_delete is not models.SET_NULL
        }
        if more <= found:
            return {model._meta.label for model in found}
        found |= more


@pytest.mark.django_db
def test_whatever_hangs_on_a_case_is_found_by_its_room_and_before_the_case() -> None:
    with every_body_scope("only which tables are asked"):
        queries = [held.share.rows for held in trace("cases.case", "0")]
    order = [rows.model._meta.label for rows in queries if isinstance(rows, models.QuerySet)]
    hanging = hanging_on(apps.get_model("cases", "Case"))
    assert len(hanging) >= 14
    assert hanging - set(order) == set(), "its room registers it: kernel.retention.api.register_holder"
    for model in map(apps.get_model, order):
        for field in model._meta.local_fields:
            label = field.related_model._meta.label if isinstance(field.related_model, type) else ""
            if label in order and label != model._meta.label and field.remote_field.on_delete is models.PROTECT:
                assert order.index(model._meta.label) < order.index(label), f"{model._meta.label} stands in the way"
