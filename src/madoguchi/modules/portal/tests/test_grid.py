from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import madoguchi.modules.portal
from madoguchi.kit import municode
from madoguchi.modules.portal.domain.grid import BadGrid, grid_of, read_grid
from madoguchi.modules.portal.tests.conftest import BODIES

PORTAL = Path(madoguchi.modules.portal.__file__).parent


def municipalities() -> dict[str, str]:
    with BODIES.open(encoding="utf-8-sig") as file:
        return {row["団体コード"]: row["名称"] for row in csv.DictReader(file) if row["種別"] != "prefecture"}


def test_the_map_of_miyagi_has_each_of_the_35_once() -> None:
    codes = [cell.code for cell in grid_of("04")]
    assert len(codes) == 35
    assert set(codes) == set(municipalities())
    assert all(municode.is_valid(code) for code in codes)


def test_the_comments_of_the_file_name_the_right_municipality() -> None:
    text = (PORTAL / "domain" / "grid_04.toml").read_text(encoding="utf-8")
    named = dict(re.findall(r'code = "(\d{6})".*# (\S+)$', text, re.MULTILINE))
    assert named == municipalities()


def test_cells_come_in_reading_order_and_lie_roughly_where_they_should() -> None:
    cells = grid_of("04")
    assert [(cell.row, cell.column) for cell in cells] == sorted((cell.row, cell.column) for cell in cells)
    at = {cell.code: cell for cell in cells}
    kesennuma, sendai, yamamoto, shichikashuku, onagawa = (
        at[code] for code in ("042056", "041009", "043621", "043028", "045811")
    )
    assert kesennuma.row < sendai.row < yamamoto.row
    assert shichikashuku.column < sendai.column + sendai.wide <= onagawa.column


def test_the_styles_know_every_class_that_the_cells_use() -> None:
    css = (PORTAL / "static" / "portal" / "portal.css").read_text(encoding="utf-8")
    for cell in grid_of("04"):
        classes = [
            f"r{cell.row}",
            f"c{cell.column}",
            *([f"t{cell.tall}"] * (cell.tall > 1)),
            *([f"w{cell.wide}"] * (cell.wide > 1)),
        ]
        assert all(f".{name} {{" in css for name in classes), cell


def test_a_prefecture_that_nobody_has_drawn_has_no_map() -> None:
    assert grid_of("13") == ()


@pytest.mark.parametrize(
    "cells",
    [
        '{ code = "042072", row = 1, column = 1, wide = 2 }, { code = "041009", row = 1, column = 2 }',
        '{ code = "042072", row = 1, column = 1 }, { code = "042072", row = 2, column = 2 }',
        '{ code = "042072", row = 2, column = 2, tall = 2 }',
        '{ code = "042072", row = 0, column = 1 }',
    ],
)
def test_a_slip_in_a_map_is_caught(cells: str) -> None:
    with pytest.raises(BadGrid):
        read_grid(f"rows = 2\ncolumns = 2\ncells = [{cells}]")


def test_no_piece_of_an_english_label_is_wider_than_a_cell_of_a_phone() -> None:
    """Seven letters fit into a sixth of 360 px; a longer name has soft hyphens. Two columns have room for more."""
    with BODIES.open(encoding="utf-8-sig") as file:
        english = {row["団体コード"]: row["英語名"].rsplit(" ", 1)[0] for row in csv.DictReader(file)}
    for cell in grid_of("04"):
        label = cell.label_en or english[cell.code]
        assert label.replace("\u00ad", "") == english[cell.code]
        assert max(len(piece) for piece in label.split("\u00ad")) <= 7 * cell.wide, label
