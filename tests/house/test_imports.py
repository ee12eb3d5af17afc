"""Imports go downwards, rooms are entered by their door, kit knows no Django (import-linter on made contracts)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from contracts import configuration

from madoguchi.site.floors import KERNEL, MODULES

SOURCE = Path(__file__).resolve().parents[2] / "src"
LINT = Path(sys.executable).with_name("lint-imports")
ROOM = re.compile(r"madoguchi\.(kernel|modules)(\.\w+)?")
HOUSE = re.compile(r"madoguchi\.(kernel|modules)\.")
START_UP = "import cycle in Django start-up"
REASONS = (
    START_UP,
    "heavy library, rarely used",
    "optional extra",
    "the environment above must be set before Django reads the settings",
)


def lint(root: Path, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    config = folder / ".importlinter"
    config.write_text(text)
    return subprocess.run(
        [str(LINT), "--config", str(config), "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_contracts(tmp_path: Path) -> None:
    result = lint(SOURCE, configuration(SOURCE, KERNEL, MODULES), tmp_path)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """A house of two rooms a floor, in which one line of each case below is wrong."""
    for package in (
        "site", "kit", "kernel", "kernel/low", "kernel/high", "modules",
        "modules/left", "modules/right", "modules/below",
    ):  # fmt: skip
        folder = tmp_path / "madoguchi" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text("")
        if package.count("/") == 1:
            for name in ("api", "services", "models", "choices"):
                (folder / f"{name}.py").write_text("")
    (tmp_path / "madoguchi" / "__init__.py").write_text("")
    (tmp_path / "madoguchi" / "conftest.py").write_text("")
    (tmp_path / "madoguchi" / "site" / "urls.py").write_text("")
    (tmp_path / "madoguchi" / "kit" / "wareki.py").write_text("")
    return tmp_path


VIOLATIONS = {
    "kernel imports a room": ("kernel/low/services.py", "import madoguchi.modules.below.api", "floors of the house"),
    "kit imports the kernel": ("kit/wareki.py", "import madoguchi.kernel.low.api", "floors of the house"),
    "kit imports Django": ("kit/wareki.py", "import django.utils", "kit knows no Django"),
    "kernel goes up": ("kernel/low/services.py", "import madoguchi.kernel.high.api", "floors of the kernel"),
    "a room goes up": ("modules/below/services.py", "import madoguchi.modules.left.api", "floors of the rooms"),
    "strangers meet": ("modules/left/services.py", "import madoguchi.modules.right.api", "floors of the rooms"),
    "models import services": ("modules/left/models.py", "import madoguchi.modules.left.services", "order inside"),
    "a room on no floor": ("modules/attic.py", "", "floors of the rooms"),
    "in by the window": ("modules/left/services.py", "import madoguchi.modules.below.models", "the door of"),
}


def test_a_house_in_order_passes(small_house: Path, tmp_path: Path) -> None:
    (small_house / "madoguchi/modules/left/services.py").write_text("import madoguchi.modules.below.api")
    text = configuration(small_house, ("high", "low"), (("left", "right"), ("below",)))
    result = lint(small_house, text, tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_is_caught(name: str, small_house: Path, tmp_path: Path) -> None:
    file, line, contract = VIOLATIONS[name]
    (small_house / "madoguchi" / file).write_text(line)
    text = configuration(small_house, ("high", "low"), (("left", "right"), ("below",)))
    result = lint(small_house, text, tmp_path)
    assert result.returncode != 0
    broken = [row for row in result.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), result.stdout


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def imports_inside(source: str, name: str = "services.py") -> list[int]:
    """Lines of imports inside functions that give no reason of the short list, or one that cannot be true.

    The reason stands behind the import or above it; it also counts for the imports that follow without any other
    statement or an empty line between. Only an `apps.py` runs while Django starts.
    """
    lines = source.splitlines()
    found: set[int] = set()
    for function in ast.walk(parsed(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                reason = _reason(lines, node.lineno - 1)
                if reason not in REASONS or (reason == START_UP and name != "apps.py"):
                    found.add(node.lineno)
    return sorted(found)


def _reason(lines: list[str], at: int) -> str:
    """The reason that counts for the import on this line, "" for none."""
    while at >= 0:
        line = lines[at].strip()
        if "# inside: " in line:
            return line.split("# inside: ")[1].split("  ")[0]
        at -= 1
        if not re.match(r"(from|import) |\)|\w+,$|\w+( as \w+)?,", line):
            return ""
        if at >= 0 and not re.match(r"\s*(from|import|\)|\w+( as \w+)?,|# inside: )", lines[at]):
            return ""
    return ""


def test_imports_inside_functions_give_their_reason() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in SOURCE.rglob("*.py")
        if "/tests/" not in str(path) and "/migrations/" not in str(path)
        for line in imports_inside(path.read_text(), path.name)
    ]
    assert found == []


def test_an_import_inside_without_reason_is_caught() -> None:
    heavy, start_up = "    # inside: heavy library, rarely used\n", "    # inside: import cycle in Django start-up\n"
    assert imports_inside("def f():\n    import json\n") == [2]
    assert imports_inside(f"def f():\n{heavy}    import json\n") == []
    assert imports_inside("def f():\n    import json  # inside: optional extra\n") == []
    assert imports_inside("def f():\n    # inside: it felt right\n    import json\n") == [3]
    assert (
        imports_inside(f"def f():\n{heavy}    import json\n    from a import (\n        b,\n    )\n    import c\n")
        == []
    )
    assert imports_inside(f"def f():\n{heavy}    import json\n\n    import csv\n") == [5], "one comment, one block"
    assert imports_inside(f"def f():\n{heavy}    import json\n    json.x()\n    import csv\n") == [5]
    assert imports_inside(f"def f():\n{start_up}    import json\n", "backup.py") == [3], "no start-up passes there"
    assert imports_inside(f"def f():\n{start_up}    import json\n", "apps.py") == []


def around_the_door(source: str, package: str) -> list[str]:
    """Imports that give a whole room, or a folder of rooms, into the hand of another: `cases.models` is then one dot
    away and no import contract sees it."""
    own = ".".join(package.split(".")[:3])
    found = []
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            # Without `as` the name bound is `madoguchi`, the whole house.
            names = [a.name for a in node.names if ROOM.fullmatch(a.name) or (HOUSE.match(a.name) and not a.asname)]
            found += [name for name in names if name != own]
        elif isinstance(node, ast.ImportFrom) and (node.level or not node.module):
            found.append(f"{'.' * node.level}{node.module or ''}")  # a path from where one stands hides whose it is
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [name for name in names if ROOM.fullmatch(name)]
            if ROOM.fullmatch(node.module) and node.module not in {own, "madoguchi.kernel", "madoguchi.modules"}:
                found += [name for name in names if not name.endswith(".api")]
    return found


def test_nobody_takes_a_whole_room() -> None:
    found = {
        str(path.relative_to(SOURCE)): names
        for path in SOURCE.rglob("*.py")
        if "/migrations/" not in str(path)
        and (names := around_the_door(path.read_text(), ".".join(path.relative_to(SOURCE).with_suffix("").parts)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("import madoguchi.modules.cases as c", True),
        ("import madoguchi.modules.cases", True),
        ("import madoguchi.modules.cases.api", True),
        ("import madoguchi.modules.cases.api as cases", False),
        ("import madoguchi.modules as rooms", True),
        ("from madoguchi.modules import cases", True),
        ("from madoguchi import modules", True),
        ("from madoguchi.modules.cases import models", True),
        ("from madoguchi.modules.cases import api as cases", False),
        ("from madoguchi.modules.cases.api import file", False),
        ("from madoguchi.modules.forms import services", False),
        ("from .models import Draft", True),
        ("import madoguchi", False),
        ("from madoguchi.kit import wareki", False),
    ],
)
def test_a_planted_way_around_the_door_is_caught(line: str, caught: bool) -> None:
    assert bool(around_the_door(line, "madoguchi.modules.forms.queries")) == caught
