"""`make new-room` makes a room that works and leaves the house green."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from new_room import Refused, build, finish, floors_with  # noqa: E402 - a tool, not a package

FLOORS = (ROOT / "src/madoguchi/site/floors.py").read_text()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with one more room."""
    root = tmp_path_factory.mktemp("house")
    dust = shutil.ignore_patterns("__pycache__", "node_modules", "build")
    for name in ("src", "tools", "tests", "docs", "packs", "requirements"):
        shutil.copytree(ROOT / name, root / name, symlinks=True, ignore=dust)
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, root / name)
    build(root, "library", "procedures")
    assert finish(root, "library") == 0
    return root


def test_the_new_room_passes_its_tests_and_those_of_the_house(house: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MADOGUCHI_", "DATABASE_", "PYTEST_"))}
    tests = ["src/madoguchi/modules/library", "tests/house/test_rooms.py", "tests/house/test_models.py"]
    tests += ["tests/attacks/test_map.py", "tests/attacks/test_lists.py"]
    chosen = "library or every_url or every_list_view"
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, *tests],
        cwd=house,
        env={**environment, "PYTHONPATH": str(house / "src"), "MADOGUCHI_HOME": str(house / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]
    assert "library.view" in (house / "docs/reference/permissions.md").read_text()
    assert "entry" in tomllib.loads((house / "docs/reference/words.toml").read_text())["words"]


def test_a_second_room_of_that_name_is_refused(house: Path) -> None:
    with pytest.raises(Refused, match="there is a room library already"):
        build(house, "library", "cases")


@pytest.mark.parametrize("name", ["", "Library", "li", "図書館", "a-b"])
def test_a_name_that_is_no_noun_is_refused(name: str, house: Path) -> None:
    with pytest.raises(Refused, match="small letters"):
        build(house, name, "cases")


def test_an_unknown_floor_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(
        Refused,
        match="portal, sharing, designer, life_events, letters, procedures, publishing, cases, forms, places",
    ):
        floors_with(FLOORS, "library", "nowhere")


def test_the_room_stands_beside_its_neighbour() -> None:
    assert '    ("library", "procedures"),\n' in floors_with(FLOORS, "library", "procedures")
