"""The operator's commands: verdict in the last line, exit codes, nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.models import PackVersion, Procedure
from madoguchi.modules.procedures.tests.plant import Planted


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path / "procedures")


def run(*args: object, **options: object) -> tuple[list[str], list[str], str]:
    """Lines of output and error, and the failing verdict ("" when the command succeeded)."""
    out, err, verdict = StringIO(), StringIO(), ""
    try:
        with translation.override("en"):
            call_command(*args, stdout=out, stderr=err, **options)
    except CommandError as error:
        verdict = str(error)
    return out.getvalue().splitlines(), err.getvalue().splitlines(), verdict


def test_packs_writes_the_index_and_says_its_verdict(planted: Planted, tmp_path: Path) -> None:
    out, err, failed = run("packs", dir=tmp_path)
    assert (out[-1], err, failed) == ("packs: 1 sound, 8 examples, 0 faults", [], "")
    assert "[inu](procedures/inu/)" in (tmp_path / "INDEX.md").read_text(encoding="utf-8")
    assert run("packs", check=True, dir=tmp_path)[2] == ""


def test_packs_check_fails_on_an_old_index(planted: Planted, tmp_path: Path) -> None:
    run("packs", dir=tmp_path)
    (tmp_path / "INDEX.md").write_text("old", encoding="utf-8")
    _out, err, failed = run("packs", check=True, dir=tmp_path)
    assert "not up to date" in err[0]
    assert failed == "packs: 1 sound, 8 examples, 1 faults"


def test_packs_tells_every_fault_and_fails(planted: Planted, tmp_path: Path) -> None:
    planted.swap("pack.toml", '"pets"', '"pet"').swap("texts/en.md", "## who", "## whom")
    _out, err, failed = run("packs", "inu", dir=tmp_path)
    assert [line for line in err if line.startswith("procedures/inu/pack.toml: category")]
    assert [line for line in err if line.startswith("procedures/inu/texts/en.md: ## whom")]
    assert failed.startswith("packs: 0 sound")


def test_packs_checks_overlays(planted: Planted, tmp_path: Path) -> None:
    folder = tmp_path / "tenants" / "042072"
    folder.mkdir(parents=True)
    (folder / "inu.toml").write_text('office = "環境課"\n[title]\nja = "x"\nen = "x"\n', encoding="utf-8")
    (folder / "neko.toml").write_text('office = "環境課"\n', encoding="utf-8")
    _out, err, failed = run("packs", dir=tmp_path)
    assert [line.split(":")[0] for line in err] == ["tenants/042072/inu.toml", "tenants/042072/neko.toml"]
    assert failed.endswith("2 faults")


def test_the_shipped_packs_are_sound_and_their_index_is_fresh() -> None:
    assert run("packs", check=True)[2] == ""


@pytest.mark.django_db
def test_publish_twice(planted: Planted, tmp_path: Path) -> None:
    assert run("publish", dir=planted.folder.parent)[0][-1] == "publish: 1 published, 0 unchanged, 0 refused"
    assert run("publish", "inu", dir=planted.folder.parent)[0][-1] == "publish: 0 published, 1 unchanged, 0 refused"
    planted.add("flow.toml", "# another\n")
    _out, err, failed = run("publish", dir=planted.folder.parent)
    assert "already published with another text" in err[0]
    assert failed == "publish: 0 published, 0 unchanged, 1 refused"


@pytest.mark.django_db
def test_publish_of_nothing_fails(tmp_path: Path) -> None:
    assert "there is no pack" in run("publish", dir=tmp_path)[2]
    assert "there is no pack" in run("publish", "neko", dir=tmp_path)[2]
    assert not PackVersion.objects.exists()


def test_adopt_with_the_bodys_values(
    published: None, natori: Tenant, make_department: Callable[..., Department]
) -> None:
    make_department(natori)
    out, _err, failed = run("adopt", "042072", "inu", department="kankyo", open=True)
    assert (out[-1], failed) == ("adopt: 1 adopted, 0 refused", "")
    with tenant_scope(natori):
        row = Procedure.objects.get()
    assert row.is_open
    assert row.local["standard_period"] == {"days": 5}


@pytest.mark.parametrize(
    ("body", "pack", "department", "expected"),
    [
        ("999999", "inu", "kankyo", "There is no body with the code 999999"),
        ("042072", "inu", "nowhere", "has no department nowhere today"),
        ("042072", "neko", "kankyo", "adopt: 0 adopted, 1 refused"),
    ],
)
def test_adopt_refuses(
    published: None, natori: Tenant, make_department: Callable[..., Department],
    body: str, pack: str, department: str, expected: str,
) -> None:  # fmt: skip
    make_department(natori)
    assert expected in run("adopt", body, pack, department=department)[2]
    with tenant_scope(natori):
        assert not Procedure.objects.exists()


def test_adopt_refuses_an_overlay_that_goes_too_far(
    published: None, natori: Tenant, make_department: Callable[..., Department], tmp_path: Path
) -> None:
    make_department(natori)
    folder = tmp_path / "tenants" / "042072"
    folder.mkdir(parents=True)
    (folder / "inu.toml").write_text("[title]\nja = 'x'\nen = 'x'\n", encoding="utf-8")
    _out, err, failed = run("adopt", "042072", "inu", department="kankyo", dir=tmp_path)
    assert "title" in err[0]
    assert failed == "adopt: 0 adopted, 1 refused"
