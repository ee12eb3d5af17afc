"""`madoguchi packs` and the browser say the same of a pack, its linter and its examples."""

from __future__ import annotations

from pathlib import Path

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.tests.conftest import blank
from madoguchi.modules.procedures.tests.test_commands import run


def test_the_command_names_what_the_panel_names(in_natori: Tenant, tmp_path: Path) -> None:
    files = blank()
    ng = files["examples/no-name.ng.toml"].replace('"required"', '"too_long"')
    files["examples/no-name.ng.toml"] = ng
    folder = tmp_path / "procedures" / "t042072-camp"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _out, told, _verdict = run("packs", "t042072-camp", dir=tmp_path)
    panel = [f": {one.en}" + (f" [{one.rule}]" if one.rule else "") for one in queries.problems("t042072-camp", files)]
    lines = [line for line in told if line.startswith("procedures/t042072-camp/")]
    assert len(panel) > 15
    assert [said for line, said in zip(lines, panel, strict=True) if not line.endswith(said)] == []
    assert any("examples/no-name.ng.toml" in line for line in lines)
