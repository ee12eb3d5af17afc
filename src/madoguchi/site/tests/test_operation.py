"""Backup and restoration as an operator runs them: own processes, own databases, exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from madoguchi.site.tests.filling import BODIES, PDF
from madoguchi.site.tests.installation import KEY, Installation, production

Make = Callable[[], Installation]


@pytest.fixture(scope="module")
def filled(make_set_up: Make) -> Installation:
    """Bodies, a department, a case and two files. The tests of this module only read it."""
    installation = make_set_up()
    installation.fill()
    return installation


@pytest.fixture(scope="module")
def archive(filled: Installation) -> Path:
    path = filled.home / "backup.tar"
    assert "2 files" in filled.ok("backup", str(path))
    return path


def beside(make_installation: Make, filled: Installation) -> Installation:
    """An empty installation with the key of the filled one."""
    second = make_installation()
    shutil.copy(filled.home / "secret-key", second.home)
    return second


def manifest(archive: Path) -> dict[str, object]:
    with tarfile.open(archive) as tar:
        return json.loads(tar.extractfile("manifest.json").read())


def files(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def test_a_backup_comes_back_and_the_counts_agree(archive: Path, filled: Installation, make_installation: Make) -> None:
    assert archive.stat().st_mode & 0o077 == 0, "only the owner may read a backup"
    counts = manifest(archive)["counts"]
    for table, rows in {"tenants_department": 1, "cases_case": 1, "cases_submission": 1, "files_storedfile": 2}.items():
        assert counts[table] == rows, "the rows of a body are in it"
    second = beside(make_installation, filled)
    assert "2 files agree" in second.ok("restore", str(archive))
    assert {path.read_bytes() for path in files(second.home)} == {PDF}
    assert "1 cases, 1 submissions, 2 files" in second.ok("verify")
    assert "36 unchanged" in second.ok("import_bodies", str(BODIES))


def test_a_production_that_was_restored_shows_its_pages(
    archive: Path, filled: Installation, make_installation: Make
) -> None:
    """Static files are in no backup: `restore` collects them, and `doctor` says when they are missing."""
    empty = make_installation()
    second = production(empty.home, empty.url, MADOGUCHI_SECRET_KEY=(filled.home / "secret-key").read_text())
    second.ok("restore", str(archive))
    ask = ("shell", "--no-imports", "-c")
    page = "from django.test import Client; print(Client().get('/', secure=True, HTTP_HOST='localhost').status_code)"
    assert second.ok(*ask, page).strip() == "200"
    (second.home / "static" / "staticfiles.json").unlink()
    assert "static files have not been collected" in second.run("doctor").stdout


def test_what_is_restored_is_for_its_owner_only(archive: Path, filled: Installation, make_installation: Make) -> None:
    for path in files(filled.home):
        path.chmod(0o644)  # as an earlier version or another tool may have left them
    again = filled.home / "again.tar"
    filled.ok("backup", str(again))
    second = beside(make_installation, filled)
    second.ok("restore", str(again))
    restored = [second.home / "files", *(second.home / "files").rglob("*"), *second.home.glob("*.sqlite3")]
    assert len(restored) > 3
    assert {oct(path.stat().st_mode & 0o077) for path in restored} == {"0o0"}


def test_what_is_deleted_while_a_backup_runs_is_in_it(make_installation: Make, make_set_up: Make) -> None:
    """The database is taken first and the files after it; in between a draft is given up and the sweep runs."""
    installation = make_set_up()
    installation.fill()
    for path in files(installation.home):
        os.utime(path, (time.time() - 10 * 86_400,) * 2)
    with (installation.home / "files" / "000-much").open("wb") as much:  # so that the copying takes a while
        much.truncate(300 * 1024**2)
    target = installation.home / "backups" / "one.tar"
    running = installation.start("backup", str(target))
    until = time.monotonic() + 60
    while not list(target.parent.glob(".backup-*/archive.tar")) and time.monotonic() < until:
        time.sleep(0.005)
    running.send_signal(signal.SIGSTOP)
    assert list(target.parent.glob(".backup-*/archive.tar")), "the database is dumped"
    assert not target.exists(), "the files are not yet copied"
    installation.ok(
        "shell", "--no-imports", "-c",
        "from madoguchi.kernel.files import api as files; from madoguchi.kernel.tenants import api as tenants\n"
        "with tenants.every_body_scope('test'): assert files.release('forms.draft:99') == 1\n"
        "files.sweep()",
    )  # fmt: skip
    running.send_signal(signal.SIGCONT)
    assert running.wait(120) == 0, running.communicate()
    second = beside(make_installation, installation)
    second.ok("restore", str(target))
    assert "2 files" in second.ok("verify")


def test_a_dump_without_the_rows_of_the_bodies_is_noticed(filled: Installation, tmp_path: Path, archive: Path) -> None:
    """Row-level security binds the owner: with no body named pg_dump leaves their rows out and says nothing."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("only on PostgreSQL: SQLite has no row-level security")
    script = f"""
from pathlib import Path
from django.db import connection, transaction
from madoguchi.site.operation import counts, dump
with transaction.atomic():
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    expected = counts.count_rows(counts.tables())
    for bodies in ("", counts.every_body()):
        target = Path({str(tmp_path)!r}) / ("all" if bodies else "none")
        dump.pg_dump(target, bodies=bodies, snapshot=snapshot)
        print(len(counts.differences(expected, dump.counted(target, list(expected)))))
"""
    few, none = filled.ok("shell", "--no-imports", "-c", script, MADOGUCHI_AS_OWNER="1").split()
    assert int(few) >= 4
    assert int(none) == 0


def test_a_backup_is_never_overwritten_and_never_restored_over_data(filled: Installation, archive: Path) -> None:
    before = archive.read_bytes()
    assert filled.run("backup", str(archive)).returncode == 1
    assert archive.read_bytes() == before
    refused = filled.run("restore", str(archive))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def changed(archive: Path, folder: Path, change: Callable[[Path], None]) -> Path:
    """The archive with other contents."""
    with tarfile.open(archive) as good, tarfile.open(folder / "changed.tar", "w") as bad:
        good.extractall(folder / "parts", filter="data")
        change(folder / "parts")
        for part in sorted((folder / "parts").iterdir()):
            bad.add(part, part.name)
    return folder / "changed.tar"


def test_a_damaged_backup_changes_nothing(
    archive: Path, filled: Installation, make_installation: Make, tmp_path: Path
) -> None:
    def tamper(parts: Path) -> None:
        next(path for path in (parts / "files").rglob("*") if path.is_file()).write_bytes(b"tampered")

    second = beside(make_installation, filled)
    refused = second.run("restore", str(changed(archive, tmp_path, tamper)))
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not (second.home / "files").exists()
    no_backup = second.run("restore", str(BODIES))
    assert no_backup.returncode == 1
    assert "is not a backup made by madoguchi backup, or only a part of one" in no_backup.stderr
    assert "ReadError" not in no_backup.stderr
    whole = archive.read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    cut = second.run("restore", str(tmp_path / "cut.tar"))
    assert cut.returncode == 1
    assert "Traceback" not in cut.stderr


def test_a_database_that_does_not_take_the_dump_stays_empty(
    archive: Path, filled: Installation, make_installation: Make, tmp_path: Path
) -> None:
    def spoil(parts: Path) -> None:
        dump = next(parts.glob("database.*"))
        dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
        told = json.loads((parts / "manifest.json").read_text())
        told["database"] = hashlib.sha256(dump.read_bytes()).hexdigest()
        (parts / "manifest.json").write_text(json.dumps(told))

    second = beside(make_installation, filled)
    refused = second.run("restore", str(changed(archive, tmp_path, spoil)))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert not (second.home / "files").exists()
    assert "2 files agree" in second.ok("restore", str(archive)), "the same target takes a good one"


def test_a_backup_from_before_an_upgrade_is_brought_up_to_date(make_installation: Make, make_set_up: Make) -> None:
    old = make_set_up()
    old.fill()
    old.ok("migrate", "tenants", "0001", "--verbosity", "0")  # lacks a table that this version has
    target = old.home / "old.tar"
    old.ok("backup", str(target))
    assert "tenants_serverkey" not in manifest(target)["counts"]
    second = beside(make_installation, old)
    assert "2 files agree" in second.ok("restore", str(target))
    assert "doctor: no faults" in second.run("doctor").stderr


def test_another_server_key_is_noticed(archive: Path, filled: Installation, make_installation: Make) -> None:
    second = make_installation()  # makes a key of its own
    refused = second.run("restore", str(archive))
    assert refused.returncode == 1
    assert "copy secret-key from the former home" in refused.stderr
    assert not (second.home / "files").exists()
    shutil.copy(filled.home / "secret-key", second.home)
    second.ok("restore", str(archive))
    for command in (("doctor",), ("verify",), ("setup",)):
        wrong = second.run(*command, MADOGUCHI_SECRET_KEY=KEY)
        assert wrong.returncode == 1, command
        assert "not the one of this database" in wrong.stdout + wrong.stderr
    second.ok("setup", "--new-key", MADOGUCHI_SECRET_KEY=KEY)
    assert "doctor: no faults" in second.run("doctor", MADOGUCHI_SECRET_KEY=KEY).stderr
    lost = make_installation()
    assert "agree" in lost.ok("restore", str(archive), "--other-key")
    assert "verify: sound" in lost.ok("verify")


def test_a_refused_restore_leaves_nothing_behind(archive: Path, make_installation: Make, tmp_path: Path) -> None:
    fresh = Installation(tmp_path / "new" / "home", make_installation().url)
    assert fresh.run("restore", str(archive)).returncode == 1, "a key of its own is another key"
    assert list(tmp_path.iterdir()) == []


def test_a_backup_into_a_folder_that_is_not_there_is_refused(filled: Installation, tmp_path: Path) -> None:
    refused = filled.run("backup", str(tmp_path / "unmounted" / "one.tar"))
    assert refused.returncode == 1
    assert f"The folder {tmp_path / 'unmounted'} does not exist" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_verify_passes_and_counts(filled: Installation) -> None:
    assert "verify: sound" in filled.ok("verify")
