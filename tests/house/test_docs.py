"""The reference is true: settings, permissions, events, jobs, commands, dependencies, glossary match the code."""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

from madoguchi.kernel.people.api import Role
from madoguchi.site.floors import room_packages

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def stale(folder: Path) -> list[str]:
    """What the tool finds in a process of its own: words and help are those of the product, whatever tests declared
    before in this one, and in whatever language they imported a command."""
    command = [sys.executable, str(ROOT / "tools/reference.py"), "--check", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    found = re.search(r"not up to date: (.*); run:", done.stdout)
    assert (done.returncode == 1) == bool(found), done.stdout + done.stderr
    return found[1].split(", ") if found else []


def variables(source: str) -> set[str]:
    """Environment variables that a piece of code reads."""
    return set(re.findall(r'(?:environment\.\w+|environ\.get|environ\[)\(?\s*"([A-Z][A-Z_]+)"', source))


def test_every_setting_has_its_line() -> None:
    page = (REFERENCE / "settings.md").read_text()
    read = {v for p in (ROOT / "src").rglob("*.py") if "/tests/" not in str(p) for v in variables(p.read_text())}
    read -= {"DJANGO_SETTINGS_MODULE", "HOME", "PATH"}
    assert {name for name in read if f"`{name}`" not in page} == set()
    listed = set(re.findall(r"`((?:MADOGUCHI|DATABASE|TEST)_[A-Z_]+)`", page))
    assert listed - read == set(), "settings that nothing reads"


def test_a_setting_without_a_line_is_caught() -> None:
    assert variables('x = environment.text("MADOGUCHI_PLANTED", "1")') == {"MADOGUCHI_PLANTED"}


def test_the_written_reference_is_up_to_date(tmp_path: Path) -> None:
    assert stale(REFERENCE) == [], "run: python tools/reference.py"
    planted = shutil.copytree(REFERENCE, tmp_path / "reference")
    (planted / "jobs.md").write_text((planted / "jobs.md").read_text().replace("forms.expire", "forms.keep"))
    (planted / "events.md").unlink()
    assert stale(planted) == ["events.md", "jobs.md"]


def hooks_used(source: str) -> set[str]:
    """Functions of other rooms' doors that an `apps.py` calls when its room starts."""
    tree = ast.parse(source)
    doors = {
        alias.asname or alias.name: f"{node.module.removeprefix('madoguchi.')}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".api")
        for alias in node.names
    }
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return {path for name, path in doors.items() if name in called}


def test_every_hook_has_its_line() -> None:
    page = (REFERENCE / "hooks.md").read_text()
    used = {hook for path in (ROOT / "src").rglob("apps.py") for hook in hooks_used(path.read_text())}
    assert len(used) >= 7
    assert {hook for hook in used if f"`{hook}`" not in page} == set()
    assert hooks_used("from madoguchi.kernel.ui.api import plant\nplant(1)") == {"kernel.ui.api.plant"}


def required(text: str) -> set[str]:
    """Names of packages in a requirements file."""
    return set(re.findall(r"^([a-zA-Z0-9][a-zA-Z0-9-]+)", text, re.MULTILINE))


def unexplained(names: set[str], page: str) -> set[str]:
    """Packages that have no row in a table of the page, alone or in a list, and no `name` in its text."""
    rows = " ".join(re.findall(r"^\| ([^|]+)\|", page, re.MULTILINE))
    return {
        name
        for name in names
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", rows) and f"`{name}`" not in page
    }


def test_every_dependency_says_why() -> None:
    page = (REFERENCE / "dependencies.md").read_text()
    names = {name for path in (ROOT / "requirements").glob("*.in") for name in required(path.read_text())}
    package = json.loads((ROOT / "package.json").read_text())
    names |= {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    assert unexplained(names, page) == set()
    assert unexplained(required("-r base.in\nplanted>=1\n# a remark\nuv\n"), page) == {"planted"}


def test_the_readmes_count_right() -> None:
    plan = tomllib.loads((ROOT / "src/madoguchi/site/demonstration/demonstration.toml").read_text())
    departments = [*plan["municipality"]["department"], *plan["prefecture"]["department"]]
    lists = [one for each in departments for one in (each["procedures"], *each.get("also", {}).values())]
    shown = len({plan["mailing"]["procedure"], *(pack for packs in lists for pack in packs)})
    packs = len(list((ROOT / "packs/procedures").glob("*/pack.toml")))
    rows = list(csv.DictReader((ROOT / "src/madoguchi/site/demonstration/bodies.csv").open(encoding="utf-8-sig")))
    towns = len(rows) - 1
    part = sum(bool(row["電子申請開始日"]) for row in rows) - 1
    english, japanese = ((ROOT / name).read_text() for name in ("README.md", "README.ja.md"))
    assert f"its {towns} municipalities with their\nreal codes and names, {part} of them and the prefecture" in english
    assert shown == packs
    assert f"each of the {packs} procedures is offered by some body" in english
    assert f"県内{towns}市町村のもので、そのうち県と{part}市町村が参加し、{packs}の\n手続（パック）のどれも" in japanese


def test_a_production_is_set_up_once() -> None:
    """What kind of installation it is must be said before the first `setup`, which notes the key and publishes."""
    page = (ROOT / "docs/how-to/run-on-postgresql.md").read_text()
    frames = "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))
    assert frames.count("madoguchi setup") == 1
    before = frames.split("madoguchi setup")[0]
    for variable in ("PRODUCTION=1", "SECRET_KEY=", "BASE_URL=https", "TRUSTED_PROXIES=1", "SMTP_HOST="):
        assert f"MADOGUCHI_{variable}" in before, variable


IMPORTED_AS = {
    "django-csp": "csp",
    "google-re2": "re2",
    "markdown-it-py": "markdown_it",
    "pillow": "PIL",
}


def unused(names: set[str], source: str) -> set[str]:
    """Packages that code neither imports nor names in its settings nor starts with `python -m`."""
    modules = {name: IMPORTED_AS.get(name, name.replace("-", "_")) for name in names}
    return {name for name, module in modules.items() if not re.search(rf'(?:import |from |")"?{module}\b', source)}


def test_every_dependency_of_the_product_is_used() -> None:
    files = [*(ROOT / "src").rglob("*.py"), ROOT / "tools" / "messages.py"]  # babel builds the catalogues
    source = "\n".join(path.read_text() for path in files)
    names = required((ROOT / "requirements" / "base.in").read_text())
    assert unused(names, source) == set()
    assert unused({"planted-package"}, source) == {"planted-package"}


def names_a_host(lock: str) -> bool:
    """Does a lock file say from which machine a package came? It must install from any mirror."""
    return bool(
        re.search(r'https?://|"resolved"|--(extra-)?index-url|--find-links', re.sub(r'"(url|homepage)":.*', "", lock))
    )


def test_locks_name_no_host() -> None:
    for path in [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]:
        assert not names_a_host(path.read_text()), path
    assert not (ROOT / "uv.lock").exists()
    assert names_a_host('"resolved": "https://registry.example/a.tgz"')
    assert names_a_host("--index-url https://pypi.example/simple")


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_the_glossary_holds_models_roles_and_states() -> None:
    glossary = tomllib.loads((REFERENCE / "words.toml").read_text())
    rooms = {package.rsplit(".", 1)[1] for package in room_packages()}
    models = {snake(m.__name__) for m in apps.get_models() if m._meta.app_label in rooms}
    assert models - glossary["words"].keys() == set()
    assert {snake("PlantedNoun")} - glossary["words"].keys() == {"planted_noun"}
    assert set(Role.values) - glossary["words"].keys() == set()
    flows = (ROOT / "src/madoguchi/modules/cases/domain/standard_flows.py").read_text()
    states = set(re.findall(r"^_[A-Z]+ = State\(\s+([A-Z]+),", flows, re.MULTILINE))
    assert len(states) >= 9
    assert {state.lower() for state in states} - glossary["states"].keys() == set()
    for word, entry in {**glossary["words"], **glossary["states"]}.items():
        assert entry["ja"], word
        assert entry["source"], word


def rooms_without_threats(page: str) -> set[str]:
    rooms = {package.rsplit(".", 1)[1] for package in room_packages()}
    return rooms - set(re.findall(r"^## ([a-z_]+)$", page, re.MULTILINE))


def test_every_room_has_its_threats() -> None:
    page = (ROOT / "docs" / "explanation" / "threats.md").read_text()
    assert rooms_without_threats(page) == set()
    assert rooms_without_threats(page.replace("## files\n", "")) == {"files"}


def misnumbered(names: list[str]) -> list[str]:
    """Decision records without a number, or with one that another has. Branches take their numbers beforehand, so that
    one may be missing for a while."""
    taken: set[str] = set()
    wrong = []
    for name in sorted(names):
        if not re.fullmatch(r"[0-9]{4}-[a-z0-9-]+\.md", name) or name[:4] in taken:
            wrong.append(name)
        taken.add(name[:4])
    return wrong


def test_every_decision_has_its_number() -> None:
    assert misnumbered([path.name for path in (ROOT / "docs" / "decisions").iterdir()]) == []
    assert misnumbered(["0001-a.md", "0001-b.md", "why.md"]) == ["0001-b.md", "why.md"]
