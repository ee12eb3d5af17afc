"""`make wheel`: builds dist/madoguchi-<version>-py3-none-any.whl and fails when a file the program needs is not in it.

What is needed is read from the tree: every module that is no test, every template, style sheet, script, font, English
catalogue, document template and pack.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
# Kept in the tree for people and tools, not read by the running program.
ONLY_IN_THE_TREE = {".po", ".pyc"}
AT_LEAST = (
    "kernel/ui/static/ui/build/resident.css",
    "kernel/ui/locale/en/LC_MESSAGES/django.mo",
    "packs/INDEX.md",
    "kit/postal.zip",
    "modules/gis/japan.json",
)


def needed() -> set[str]:
    """Names inside the wheel, for example "madoguchi/packs/procedures/inu/pack.toml"."""
    package = SOURCE / "madoguchi"
    found = {f"madoguchi/{name}" for name in AT_LEAST}
    for folder in (package, package / "packs"):  # rglob does not enter the link by itself
        for path in folder.rglob("*"):
            name = path.relative_to(SOURCE)
            left_out = path.suffix in ONLY_IN_THE_TREE or path.name in {"README.md", "conftest.py"}
            if path.is_file() and not left_out and "tests" not in name.parts:
                found.add(name.as_posix())
    return found


def build() -> Path:
    """Build from a copy, because setuptools leaves its `build/` behind and would take stale files from it."""
    (ROOT / "dist").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="madoguchi-wheel-") as folder:
        tree = Path(folder) / "tree"
        ignored = shutil.ignore_patterns("__pycache__", ".venv", ".git", "node_modules", "var", "dist", "*.egg-info")
        for name in ("src", "packs", "requirements"):
            shutil.copytree(ROOT / name, tree / name, symlinks=True, ignore=ignored)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, tree / name)
        command = [
            str(ROOT / "tools" / "uv.sh"),
            "build",
            "--quiet",
            "--wheel",
            "--out-dir",
            str(ROOT / "dist"),
            str(tree),
        ]
        subprocess.run(command, check=True)
    return max((ROOT / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)


def main() -> int:
    try:
        wheel = build()
    except subprocess.CalledProcessError:
        print("wheel: FAILED (see above)")
        return 1
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    missing = sorted(needed() - names)
    for name in missing:
        print(f"missing: {name}")
    stray = sorted(name for name in names if "/tests/" in name)
    for name in stray:
        print(f"does not belong there: {name}")
    if missing or stray:
        print(f"wheel: FAILED ({len(missing)} files missing, {len(stray)} too many)")
        return 1
    print(f"wheel: {wheel.relative_to(ROOT)}, {len(names)} files, {wheel.stat().st_size / 1_000_000:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
