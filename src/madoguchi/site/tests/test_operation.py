"""The operator's commands as an operator runs them: own processes, own databases, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

SOURCE = Path(__file__).resolve().parents[3]
BODIES = SOURCE / "madoguchi" / "site" / "demonstration" / "bodies.csv"
FILE = "042072/aa/example"


@dataclass
class Installation:
    """One installation with a home and a database of its own."""

    home: Path
    url: str

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("MADOGUCHI_", "DATABASE_", "PYTEST_"))}
        return subprocess.run(
            [sys.executable, "-m", "madoguchi", *command],
            env={**clean, "PYTHONPATH": str(SOURCE), "MADOGUCHI_HOME": str(self.home), "DATABASE_URL": self.url, **environment},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    def ok(self, *command: str, **environment: str) -> str:
        result = self.run(*command, **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture
def installations(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """Two empty installations on the engine that the tests run on."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield Installation(tmp_path / "a", ""), Installation(tmp_path / "b", "")
        return
    base = urlsplit(os.environ["DATABASE_URL"])
    names = [f"madoguchi_op_{os.getpid()}_{letter}" for letter in "ab"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        for name in names:
            owner.execute(f'CREATE DATABASE "{name}"')
        yield tuple(  # type: ignore[misc]
            Installation(tmp_path / letter, base._replace(path=f"/{name}").geturl())
            for letter, name in zip("ab", names, strict=True)
        )
        for name in names:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def filled(installation: Installation) -> Installation:
    installation.ok("migrate", "--verbosity", "0")
    installation.ok("import_bodies", str(BODIES))
    path = installation.home / "files" / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"entrusted")
    return installation


def test_a_backup_comes_back_and_the_counts_agree(
    installations: tuple[Installation, Installation], tmp_path: Path
) -> None:
    first, second = filled(installations[0]), installations[1]
    archive = tmp_path / "backup.tar"
    assert "1 files" in first.ok("backup", str(archive))
    assert archive.stat().st_mode & 0o077 == 0, "only the owner may read a backup"
    assert "1 files agree" in second.ok("restore", str(archive))
    assert (second.home / "files" / FILE).read_bytes() == b"entrusted"
    assert "36 unchanged" in second.ok("import_bodies", str(BODIES))


def test_a_backup_is_never_overwritten_and_never_restored_over_data(
    installations: tuple[Installation, Installation], tmp_path: Path
) -> None:
    first = filled(installations[0])
    archive = tmp_path / "backup.tar"
    first.ok("backup", str(archive))
    before = archive.read_bytes()
    assert first.run("backup", str(archive)).returncode == 1
    assert archive.read_bytes() == before
    refused = first.run("restore", str(archive))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_a_damaged_backup_changes_nothing(installations: tuple[Installation, Installation], tmp_path: Path) -> None:
    first, second = filled(installations[0]), installations[1]
    archive, damaged = tmp_path / "backup.tar", tmp_path / "damaged.tar"
    first.ok("backup", str(archive))
    with tarfile.open(archive) as good, tarfile.open(damaged, "w") as bad:
        good.extractall(tmp_path / "parts", filter="data")
        manifest = json.loads((tmp_path / "parts" / "manifest.json").read_text())
        (tmp_path / "parts" / "files" / FILE).write_bytes(b"tampered")
        for part in sorted((tmp_path / "parts").iterdir()):
            bad.add(part, part.name)
    assert manifest["files"] == {FILE: manifest["files"][FILE]}
    refused = second.run("restore", str(damaged))
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not (second.home / "files").exists()
    assert second.run("restore", str(BODIES)).returncode == 1


def test_doctor_passes_a_trial_and_refuses_it_in_production(installations: tuple[Installation, Installation]) -> None:
    trial = filled(installations[0])
    assert "doctor: healthy" in trial.ok("doctor")
    production = trial.run(
        "doctor", MADOGUCHI_PRODUCTION="1", MADOGUCHI_SECRET_KEY="x" * 60, MADOGUCHI_DEMO="1", MADOGUCHI_DEBUG="1"
    )
    assert production.returncode == 1
    for word in ("plain http", "MADOGUCHI_DEMO", "mailbox", "MADOGUCHI_DEBUG"):
        assert word in production.stdout, production.stdout


def test_doctor_says_how_to_mend_an_empty_installation(installations: tuple[Installation, Installation]) -> None:
    result = installations[0].run("doctor")
    assert result.returncode == 1
    assert "madoguchi setup" in result.stdout


def test_doctor_refuses_a_superuser(installations: tuple[Installation, Installation]) -> None:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("only on PostgreSQL: SQLite has no roles")
    trial = filled(installations[0])
    superuser = Installation(trial.home, trial.url.replace("madoguchi_owner", "postgres"))
    result = superuser.run("doctor")
    assert result.returncode == 1
    assert "superuser" in result.stdout


def test_production_without_a_key_does_not_start(installations: tuple[Installation, Installation]) -> None:
    result = installations[0].run("check", MADOGUCHI_PRODUCTION="1")
    assert result.returncode == 1
    assert "MADOGUCHI_SECRET_KEY" in result.stderr
