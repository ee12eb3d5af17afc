"""The reference is true: settings, permissions, events, jobs, commands, dependencies, glossary match the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

from madoguchi.kernel.people.api import Role
from madoguchi.site.floors import room_packages

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def variables(source: str) -> set[str]:
    """Environment variables that a piece of code reads."""
    return set(re.findall(r'(?:_env|_flag|environ\.get|environ\[)\(?\s*"([A-Z][A-Z_]+)"', source))


def test_every_setting_has_its_line() -> None:
    page = (REFERENCE / "settings.md").read_text()
    read = {v for p in (ROOT / "src").rglob("*.py") if "/tests/" not in str(p) for v in variables(p.read_text())}
    read -= {"DJANGO_SETTINGS_MODULE", "HOME", "PATH"}
    assert {name for name in read if f"`{name}`" not in page} == set()
    listed = set(re.findall(r"`((?:MADOGUCHI|DATABASE|TEST)_[A-Z_]+)`", page))
    assert listed - read == set(), "settings that nothing reads"


def test_a_setting_without_a_line_is_caught() -> None:
    assert variables('x = _env("MADOGUCHI_PLANTED", "1")') == {"MADOGUCHI_PLANTED"}


def test_the_written_reference_is_up_to_date() -> None:
    result = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_dependency_says_why() -> None:
    page = (REFERENCE / "dependencies.md").read_text()
    names = set()
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text().splitlines():
            if match := re.match(r"^([a-zA-Z0-9][a-zA-Z0-9-]+)", line):
                names.add(match[1])
    package = json.loads((ROOT / "package.json").read_text())
    names |= {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    assert {name for name in names if name not in page} == set()


def test_locks_name_no_host() -> None:
    for path in [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]:
        assert "http://" not in path.read_text(), path
        assert '"resolved"' not in path.read_text(), path
    assert not (ROOT / "uv.lock").exists()


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_the_glossary_holds_models_roles_and_states() -> None:
    glossary = tomllib.loads((REFERENCE / "words.toml").read_text())
    rooms = {package.rsplit(".", 1)[1] for package in room_packages()}
    models = {snake(m.__name__) for m in apps.get_models() if m._meta.app_label in rooms}
    assert models - glossary["words"].keys() == set()
    assert set(Role.values) - glossary["words"].keys() == set()
    flows = (ROOT / "src/madoguchi/modules/cases/domain/standard_flows.py").read_text()
    states = set(re.findall(r"^_[A-Z]+ = State\(\s+([A-Z]+),", flows, re.MULTILINE))
    assert len(states) >= 9
    assert {state.lower() for state in states} - glossary["states"].keys() == set()
    for word, entry in {**glossary["words"], **glossary["states"]}.items():
        assert entry["ja"], word
        assert entry["source"], word


def test_every_decision_is_numbered_once() -> None:
    numbers = [p.name[:4] for p in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
