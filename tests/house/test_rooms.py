"""A room is one folder of known files; names are nouns; nothing grows past 400 lines."""

from __future__ import annotations

import re
import tokenize
from io import BytesIO
from pathlib import Path

import pytest
from contracts import MORE_FILES

from madoguchi.site.floors import MODULES, room_packages

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
FILES = {
    "__init__.py", "README.md", "apps.py", "choices.py", "events.py", "rules.py", "models.py", "queries.py",
    "services.py", "api.py", "jobs.py", "receivers.py", "checks.py",
}  # fmt: skip
# Folders of a room, and what lies in each: a pattern of paths below it. One noun a file, no folders of folders.
NOUN = r"[a-z][a-z0-9_]*\.py"
FOLDERS = {
    "choices": NOUN,
    "domain": rf"({NOUN}|[a-z0-9_]+\.toml)",
    "models": NOUN,
    "adapters": NOUN,
    "queries": NOUN,
    "services": NOUN,
    "parts": NOUN,
    "jobs": NOUN,
    "templatetags": NOUN,
    "web": rf"((resident|staff|machine)(\.py|/{NOUN})|forms\.py|urls\.py)",
    "management": rf"commands/{NOUN}",
    "migrations": r"\d{4}_[a-z0-9_]+\.py",
    "tests": rf"{NOUN}",
    "templates": r"ROOM/.+",
    "static": r"ROOM/.+",
    "locale": r"[a-z]{2,4}/LC_MESSAGES/django\.(po|mo)",
}
BANNED = re.compile(r"(^|_)(utils?|helpers?|commons?|misc|managers?|stuff|junk_?drawers?|shared|tools?|lib)(_|\.|$)")


def folders() -> list[Path]:
    return [SOURCE / package.replace(".", "/") for package in room_packages()]


def strange_files(room: Path, more: set[str]) -> list[str]:
    """Paths in a room that the house does not know; `more`: what this room has besides (decision 0007)."""
    found = []
    for path in sorted(room.rglob("*")):
        inside = path.relative_to(room)
        if path.is_dir() or "__pycache__" in inside.parts or any(part.startswith(".") for part in inside.parts):
            continue
        if {str(inside), str(inside.parent)} & more and not any(BANNED.search(part) for part in inside.parts):
            continue
        top, rest = inside.parts[0], "/".join(inside.parts[1:])
        known = top in FILES if not rest else rest.endswith("__init__.py") and top in FOLDERS and not _new(inside, more)
        if not known and rest and top in FOLDERS:
            known = bool(re.fullmatch(FOLDERS[top].replace("ROOM", room.name), rest)) and path.name != "__init__.py"
        if not known or any(BANNED.search(part) for part in inside.parts):
            found.append(str(inside))
    return found


def _new(package: Path, more: set[str]) -> bool:
    """Does this `__init__.py` open a folder in which nothing may lie?"""
    folder = package.parent
    allowed = {"web/resident", "web/staff", "web/machine", "management/commands"} | more
    return len(folder.parts) > 1 and str(folder) not in allowed


@pytest.mark.parametrize("room", folders(), ids=lambda p: p.name)
def test_a_room_holds_only_known_files(room: Path) -> None:
    assert strange_files(room, set(MORE_FILES.get(room.name, {}))) == []


def test_every_file_that_the_plan_does_not_name_is_decided() -> None:
    decided = next((ROOT / "docs" / "decisions").glob("*-files-beyond-the-plan-of-a-room.md")).read_text()
    rooms = {folder.name: folder for folder in folders()}
    for room, files in MORE_FILES.items():
        for name, reason in files.items():
            assert (rooms[room] / name).exists(), f"{room}/{name} is no more"
            assert reason
            assert f"`{room}/{name}`" in decided


@pytest.mark.parametrize(
    "planted",
    [
        "helpers.py", "gate.py", "typst/a.typ", "domain/utils/__init__.py", "domain/utils.py", "domain/deep/noun.py",
        "web/helpers/__init__.py", "web/junkdrawer.py", "web/staff/helpers.py", "web/staff/deep/case.py",
        "services/case_utils.py", "tests/helpers.py", "management/noun.py", "migrations/noun.py",
        "templates/other/page.html", "domain/README.md",
    ],
)  # fmt: skip
def test_a_strange_file_is_caught(planted: str, tmp_path: Path) -> None:
    room = tmp_path / "library"
    sound = ["models.py", "web/__init__.py", "web/staff/__init__.py", "web/staff/case.py", "domain/noun.py",
             "domain/types/bank.py", "domain/types/__init__.py", "management/commands/sweep.py",
             "templates/library/staff/page.html", "tests/test_noun.py", "migrations/0001_initial.py",
             "migrations/__init__.py", "locale/en/LC_MESSAGES/django.po"]  # fmt: skip
    for name in [*sound, planted]:
        (room / name).parent.mkdir(parents=True, exist_ok=True)
        (room / name).write_text("")
    assert strange_files(room, {"domain/types"}) == [planted]


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


def python_files() -> list[Path]:
    return [p for p in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")] if "/migrations/" not in str(p)]


def junk(paths: list[Path]) -> list[str]:
    """Files in drawers: a banned word in the name of the file or of a folder on the way to it."""
    return [str(path) for path in paths if any(BANNED.search(part) for part in path.parts)]


def test_no_junk_drawers() -> None:
    assert junk([path.relative_to(ROOT) for path in python_files()]) == []
    planted = ["src/a/utils.py", "src/a/form_helpers.py", "tests/a/misc/noun.py", "src/a/commonalities.py"]
    assert junk([Path(name) for name in planted]) == planted[:3]


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


def asked_roles(source: str) -> list[str]:
    """Places where a room asks for a post's role by its name: a role of a body only counts as what it may, so a rule
    must ask a permission. Only 団体管理者 is asked for, whom no role of a body can be based on."""
    return re.findall(r"\.role (?:==|!=|in|not in) (?!Role\.ADMINISTRATOR\b).*", source)


def test_no_room_asks_for_a_role_by_name() -> None:
    files = [p for p in python_files() if "modules" in p.parts and "tests" not in p.parts]
    assert {str(p): found for p in files if (found := asked_roles(p.read_text()))} == {}
    assert asked_roles("x = officer.role == Role.DECIDER") == [".role == Role.DECIDER"]
    assert asked_roles("x = officer.role == Role.ADMINISTRATOR") == []
