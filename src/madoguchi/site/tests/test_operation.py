"""The operator's commands as an operator runs them: own processes, own databases, exit codes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
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

    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(SOURCE), "MADOGUCHI_HOME": str(self.home), "DATABASE_URL": self.url}

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("MADOGUCHI_", "DATABASE_", "PYTEST_"))}
        return subprocess.run(
            [sys.executable, "-m", "madoguchi", *command],
            env={**clean, **self.environment(), **environment},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    def ok(self, *command: str, **environment: str) -> str:
        result = self.run(*command, **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="module")
def make_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Installation]]:
    """Makes empty installations on the engine that the tests run on."""
    url = os.environ.get("DATABASE_URL", "")
    numbers = itertools.count()
    made: list[str] = []

    def make() -> Installation:
        home = tmp_path_factory.mktemp("installation")
        if not url.startswith("postgres"):
            return Installation(home, "")
        name = f"madoguchi_op_{os.getpid()}_{next(numbers)}"
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return Installation(home, urlsplit(url)._replace(path=f"/{name}").geturl())

    yield make
    for name in made:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def filled(make_installation: Callable[[], Installation]) -> Installation:
    """An installation with 36 bodies and one file. The tests of this module only read it."""
    installation = make_installation()
    installation.ok("migrate", "--verbosity", "0")
    installation.ok("import_bodies", str(BODIES))
    path = installation.home / "files" / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"entrusted")
    return installation


@pytest.fixture(scope="module")
def archive(filled: Installation) -> Path:
    path = filled.home / "backup.tar"
    assert "1 files" in filled.ok("backup", str(path))
    return path


def test_a_backup_comes_back_and_the_counts_agree(archive: Path, make_installation: Callable[[], Installation]) -> None:
    assert archive.stat().st_mode & 0o077 == 0, "only the owner may read a backup"
    second = make_installation()
    assert "1 files agree" in second.ok("restore", str(archive))
    assert (second.home / "files" / FILE).read_bytes() == b"entrusted"
    assert "36 unchanged" in second.ok("import_bodies", str(BODIES))


def test_a_backup_is_never_overwritten_and_never_restored_over_data(filled: Installation, archive: Path) -> None:
    before = archive.read_bytes()
    assert filled.run("backup", str(archive)).returncode == 1
    assert archive.read_bytes() == before
    refused = filled.run("restore", str(archive))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_a_damaged_backup_changes_nothing(
    archive: Path, make_installation: Callable[[], Installation], tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.tar"
    with tarfile.open(archive) as good, tarfile.open(damaged, "w") as bad:
        good.extractall(tmp_path / "parts", filter="data")
        (tmp_path / "parts" / "files" / FILE).write_bytes(b"tampered")
        for part in sorted((tmp_path / "parts").iterdir()):
            bad.add(part, part.name)
    second = make_installation()
    refused = second.run("restore", str(damaged))
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not (second.home / "files").exists()
    no_backup = second.run("restore", str(BODIES))
    assert no_backup.returncode == 1
    assert "not a backup" in no_backup.stderr


def test_doctor_passes_a_trial_and_refuses_it_in_production(filled: Installation) -> None:
    assert "doctor: healthy" in filled.ok("doctor")
    production = filled.run(
        "doctor", MADOGUCHI_PRODUCTION="1", MADOGUCHI_SECRET_KEY="x" * 60, MADOGUCHI_DEMO="1", MADOGUCHI_DEBUG="1"
    )
    assert production.returncode == 1
    for word in ("plain http", "MADOGUCHI_DEMO", "mailbox", "MADOGUCHI_DEBUG"):
        assert word in production.stdout, production.stdout


def test_doctor_says_how_to_mend_an_empty_installation(make_installation: Callable[[], Installation]) -> None:
    result = make_installation().run("doctor")
    assert result.returncode == 1
    assert "madoguchi setup" in result.stdout


def test_doctor_refuses_a_superuser(filled: Installation) -> None:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("only on PostgreSQL: SQLite has no roles")
    superuser = Installation(filled.home, filled.url.replace("madoguchi_owner", "postgres"))
    result = superuser.run("doctor")
    assert result.returncode == 1
    assert "superuser" in result.stdout


def test_verify_passes_and_counts(filled: Installation) -> None:
    assert "verify: sound" in filled.ok("verify")


def test_production_without_a_key_does_not_start(filled: Installation) -> None:
    result = filled.run("check", MADOGUCHI_PRODUCTION="1")
    assert result.returncode == 1
    assert "MADOGUCHI_SECRET_KEY" in result.stderr
