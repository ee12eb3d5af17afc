"""A room is one folder of known files; names are nouns; nothing grows past 400 lines."""

from __future__ import annotations

import re
import tokenize
from io import BytesIO
from pathlib import Path

import pytest
from contracts import KERNEL_FILES

from madoguchi.site.floors import MODULES, room_packages

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
FILES = {
    "__init__.py", "README.md", "apps.py", "choices.py", "events.py", "rules.py", "models.py", "queries.py",
    "services.py", "api.py", "jobs.py", "receivers.py", "checks.py",
}  # fmt: skip
FOLDERS = {
    "domain", "models", "adapters", "queries", "services", "web", "parts", "jobs", "management", "templatetags",
    "templates", "static", "locale", "migrations", "tests", "typst",
}  # fmt: skip
BANNED = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager|stuff)(_|\.py$|$)")


def folders() -> list[Path]:
    return [SOURCE / package.replace(".", "/") for package in room_packages()]


def strange_files(room: Path, extra: set[str]) -> list[str]:
    """Names in a room that the house does not know."""
    found = []
    for path in room.iterdir():
        if path.name in {"__pycache__"} or path.name.startswith("."):
            continue
        known = FOLDERS if path.is_dir() else FILES | {f"{name}.py" for name in extra}
        if path.name not in known:
            found.append(path.name)
    return sorted(found)


@pytest.mark.parametrize("room", folders(), ids=lambda p: p.name)
def test_a_room_holds_only_known_files(room: Path) -> None:
    assert strange_files(room, set(KERNEL_FILES.get(room.name, {}))) == []


@pytest.mark.parametrize("room", folders(), ids=lambda p: p.name)
def test_a_room_has_readme_tests_and_a_door(room: Path) -> None:
    assert lacking(room) - ({"api.py"} if room.name == MODULES[0][0] else set()) == set()


def lacking(room: Path) -> set[str]:
    """What every room has and this one has not; only the top room may do without a door."""
    readme = room / "README.md"
    return {
        name
        for name, there in {
            "README.md": readme.exists() and readme.stat().st_size > 400,
            "tests": any((room / "tests").glob("test_*.py")),
            "api.py": (room / "api.py").exists(),
        }.items()
        if not there
    }


def test_an_empty_room_is_caught(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# TODO")
    assert lacking(tmp_path) == {"README.md", "tests", "api.py"}


def test_a_strange_file_is_caught(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text("")
    (tmp_path / "models.py").write_text("")
    assert strange_files(tmp_path, set()) == ["helpers.py"]


def python_files() -> list[Path]:
    return [p for p in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")] if "/migrations/" not in str(p)]


def test_no_junk_drawers() -> None:
    assert [str(p) for p in python_files() if BANNED.search(p.name)] == []
    assert BANNED.search("utils.py")
    assert BANNED.search("form_helpers.py")
    assert not BANNED.search("commonalities.py")


def too_long(files: list[Path]) -> dict[str, int]:
    return {str(p): n for p in files if (n := len(p.read_text().splitlines())) > 400}


def test_no_file_past_400_lines(tmp_path: Path) -> None:
    assert too_long(python_files()) == {}
    (tmp_path / "planted.py").write_text("x = 1\n" * 401)
    assert list(too_long([tmp_path / "planted.py"]).values()) == [401]


def banned_identifiers(source: str) -> set[str]:
    """Identifiers that contain the banned word; it means too much (house.md §3)."""
    names = {t.string for t in tokenize.tokenize(BytesIO(source.encode()).readline) if t.type == tokenize.NAME}
    # Django and WSGI give these names; they are not ours to choose.
    return {n for n in names if "application" in n.lower()} - {
        "application",
        "get_wsgi_application",
        "WSGI_APPLICATION",
    }


def test_the_banned_word_is_no_identifier() -> None:
    found = {str(p.relative_to(ROOT)): names for p in python_files() if (names := banned_identifiers(p.read_text()))}
    assert found == {}
    assert banned_identifiers("new_application = 1") == {"new_application"}
