"""Imports go downwards, rooms are entered by their door, kit knows no Django (import-linter on made contracts)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from contracts import configuration

from madoguchi.site.floors import KERNEL, MODULES

SOURCE = Path(__file__).resolve().parents[2] / "src"
LINT = Path(sys.executable).with_name("lint-imports")
REASONS = (
    "import cycle in Django start-up",
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


def imports_inside(source: str) -> list[int]:
    """Lines of imports inside functions whose own or preceding line gives no reason of the short list."""
    lines = source.splitlines()
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                near = "\n".join(lines[max(0, node.lineno - 9) : node.lineno])  # one comment for a block of imports
                if not any(f"# inside: {reason}" in near for reason in REASONS):
                    found.append(node.lineno)
    return sorted(set(found))


def test_imports_inside_functions_give_their_reason() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in SOURCE.rglob("*.py")
        if "/tests/" not in str(path) and "/migrations/" not in str(path)
        for line in imports_inside(path.read_text())
    ]
    assert found == []


def test_an_import_inside_without_reason_is_caught() -> None:
    assert imports_inside("def f():\n    import json\n") == [2]
    assert imports_inside("def f():\n    # inside: heavy library, rarely used\n    import json\n") == []
