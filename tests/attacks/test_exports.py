"""What is opened in a spreadsheet: no cell of any export begins a formula, whatever people typed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.attacks.addresses import Page, pages
from tests.attacks.test_methods import browser_of
from tests.attacks.world import World

pytestmark = pytest.mark.engine_free

STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*")
# Packs, byte for byte as they were written: read by programs (docs/reference/pack-format.md), not by spreadsheets.
PACKS = {"designer:export", "sharing:export"}
ASKED = {"cases:answers-zip": {"subject": "inu", "view": "all"}, "letters:list-csv": {"list": "waiting"}}
MUST = {"cases:list-csv", "cases:answers-zip", "letters:list-csv", "designer:table-csv", "designer:translations-csv"}


def tables(answer: Any) -> Iterator[str]:
    """The text of each CSV file in an answer."""
    kind, data = answer["Content-Type"].split(";")[0], answer.getvalue()
    if kind == "text/csv":
        yield data.decode("utf-8-sig")
    elif kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            for name in folder.namelist():
                if name.endswith(".csv"):
                    yield folder.read(name).decode("utf-8-sig")


def exported(world: World, page: Page) -> list[str]:
    body = world.natori
    ask = getattr(browser_of(page, body), page.example.method.lower())
    answer = ask(page.address(body), ASKED.get(page.name, {}))
    return list(tables(answer)) if answer.status_code == 200 else []


def test_no_cell_of_an_export_begins_a_formula(world: World) -> None:
    seen, disarmed = set(), set()
    for page in (*pages("resident"), *pages("staff")):
        if page.example.html or page.name in PACKS:
            continue
        for text in exported(world, page):
            seen.add(page.name)
            for cell in (cell for row in csv.reader(io.StringIO(text)) for cell in row):
                assert not cell.startswith(STARTS) or NUMBER.fullmatch(cell), (page, cell)
                if cell.startswith("'="):
                    disarmed.add(page.name)
    assert seen >= MUST
    assert disarmed >= {"cases:answers-zip", "letters:list-csv", "designer:table-csv"}, (
        "there were formulas to be disarmed"
    )
