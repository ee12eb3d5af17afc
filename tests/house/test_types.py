"""mypy is strict where house.md §4.6 asks for it: an override cannot say `strict`, so its flags are listed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STRICT = {
    "madoguchi.kit.*", "madoguchi.kernel.*", "madoguchi.modules.*.api", "madoguchi.modules.*.domain.*",
    "madoguchi.modules.*.services", "madoguchi.modules.*.services.*",
}  # fmt: skip


def strict_flags() -> set[str]:
    """What the installed mypy means by --strict, as names of its configuration."""
    result = subprocess.run([sys.executable, "-m", "mypy", "--help"], capture_output=True, text=True, check=True)
    listed = re.search(r"--strict  .*?flags:(.*?)\n  --", result.stdout, re.DOTALL)
    assert listed
    flags = re.findall(r"--([a-z-]+)", re.sub(r"-\s+", "-", listed[1]))
    return {flag.replace("-", "_") for flag in flags}


def lacking(configuration: dict[str, object], flags: set[str]) -> set[str]:
    """Flags that are on neither for everything nor for the packages that must be strict."""
    overrides = configuration.get("overrides", [])
    assert isinstance(overrides, list)
    on = {name for name, value in configuration.items() if value is True}
    on |= {name for one in overrides if set(one["module"]) >= STRICT for name, value in one.items() if value is True}
    return flags - on


def test_mypy_is_strict_where_it_must_be() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    flags = strict_flags()
    assert len(flags) >= 12
    assert lacking(configuration, flags) == set()
    half = {"overrides": [{"module": ["madoguchi.kit.*"], "warn_return_any": True}], "strict_equality": True}
    assert lacking(half, {"warn_return_any", "strict_equality"}) == {"warn_return_any"}
