"""Backup and restoration of database and files into one tar, on both engines.

The database is taken first and the files after it: a file is written before the row that names it, so every row of
the snapshot finds its file.
The archive holds `manifest.json` (version, engine, counts of every table, digest of every part),
`database.sqlite3` or `database.pgdump`, and `files/…`. It is written under a temporary name and renamed when complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

import madoguchi
from madoguchi.site.operation.counts import count_rows, differences, show_every_row, tables


class BackupError(Exception):
    """Says in one sentence what stood in the way and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. counts: rows of each table; files: path → SHA-256; database: SHA-256 of the dump."""

    version: str
    engine: str
    made_at: str
    counts: dict[str, int]
    database: str
    files: dict[str, str]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _database_settings() -> dict[str, str]:
    values = connection.get_connection_params() if connection.vendor == "postgresql" else {}
    known = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {known[key]: str(value) for key, value in values.items() if key in known and value}


def _program(name: str) -> str:
    """The newest pg_dump or pg_restore of the machine: an older one refuses a newer server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise BackupError(f"{name} is not installed; on Debian: apt-get install postgresql-client")
    return path


def _call(command: list[str], **environment: str) -> None:
    result = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **_database_settings(), **environment}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise BackupError(f"{Path(command[0]).name}: {result.stderr.strip()[-800:]}")


def _dump(folder: Path) -> tuple[Path, dict[str, int]]:
    """Write the database's dump into the folder; return it with the counts of the very same snapshot."""
    if connection.vendor == "sqlite":
        target = folder / "database.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        with sqlite3.connect(target) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise BackupError("the copy of the database is damaged; look at the disk before anything else")
        copy.close()
        return target, _count_file(target)
    target = folder / "database.pgdump"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        counts = count_rows()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.tenants')")
            bodies = cursor.fetchone()[0]
        _call(
            [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--enable-row-security",
             f"--snapshot={snapshot}", f"--file={target}"],
            PGOPTIONS=f"-c app.tenants={bodies}",
        )  # fmt: skip
    return target, counts


def _count_file(path: Path) -> dict[str, int]:
    """The same tables as `count_rows`, read from the copy and not from the live database."""
    copy = sqlite3.connect(path)
    try:
        return {t: copy.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables()}  # noqa: S608 - our names
    finally:
        copy.close()


def _stored_files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.endswith(".part"):
            yield str(path.relative_to(root)), path


def backup(target: Path) -> Manifest:
    """Write the archive. Raises BackupError; an archive that exists is never overwritten."""
    if target.exists():
        raise BackupError(f"{target} exists already; give another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as temporary:
        folder = Path(temporary)
        dump, counts = _dump(folder)
        root = Path(settings.MADOGUCHI_FILES_ROOT)
        part = folder / "archive.tar"
        digests: dict[str, str] = {}
        with tarfile.open(part, "w") as archive:
            archive.add(dump, dump.name)
            for name, path in _stored_files(root) if root.exists() else ():
                try:
                    digests[name] = _digest(path)
                    archive.add(path, f"files/{name}")
                except FileNotFoundError:  # swept meanwhile: it was no longer named by any row of the snapshot
                    digests.pop(name, None)
            manifest = Manifest(
                madoguchi.__version__, connection.vendor, datetime.now(UTC).isoformat(), counts, _digest(dump), digests
            )
            (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            archive.add(folder / "manifest.json", "manifest.json")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.chmod(0o600)  # it holds everything the residents have entrusted
        part.rename(target)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """The manifest of an archive. Raises BackupError when the file is none of ours."""
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile("manifest.json")
            assert member is not None
            return Manifest(**json.loads(member.read()))
    except (OSError, KeyError, tarfile.TarError, TypeError, ValueError, AssertionError) as error:
        raise BackupError(f"{source} is not a backup made by `madoguchi backup` ({error})") from error


def _is_empty() -> bool:
    return not [t for t in connection.introspection.table_names() if t != "django_migrations"]


def restore(source: Path) -> tuple[Manifest, list[str]]:
    """Bring an archive back into an empty database and an empty files folder.

    Returns the manifest and the differences found by counting rows and checking every file's digest (none = good).
    Raises BackupError before anything is touched when the target is not empty or the archive is damaged.
    """
    manifest = read_manifest(source)
    root = Path(settings.MADOGUCHI_FILES_ROOT)
    if manifest.engine != connection.vendor:
        raise BackupError(f"the backup is of {manifest.engine}, this installation runs on {connection.vendor}")
    if not _is_empty():
        raise BackupError("the database is not empty; restore into a new one (set DATABASE_URL to it)")
    if root.exists() and any(root.iterdir()):
        raise BackupError(f"{root} is not empty; restore into a new folder (set MADOGUCHI_FILES_ROOT to it)")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".restore-") as temporary:
        folder = Path(temporary)
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        dump = folder / ("database.sqlite3" if manifest.engine == "sqlite" else "database.pgdump")
        if not dump.exists() or _digest(dump) != manifest.database:
            raise BackupError("the database in the archive is damaged; nothing was changed")
        found = [name for name, digest in manifest.files.items() if not _same(folder / "files" / name, digest)]
        if found:
            raise BackupError(f"{len(found)} files in the archive are damaged, first {found[0]}; nothing was changed")
        _load(dump)
        if (folder / "files").exists():
            if root.exists():
                root.rmdir()
            (folder / "files").rename(root)
    problems = differences(manifest.counts, count_rows())
    problems += [
        f"{name}: not the file of the backup" for name, d in manifest.files.items() if not _same(root / name, d)
    ]
    return manifest, problems


def _same(path: Path, digest: str) -> bool:
    return path.is_file() and _digest(path) == digest


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(dump)
        copy.backup(connection.connection)
        copy.close()
        return
    connection.close()
    _call([_program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error",
           f"--dbname={connection.settings_dict['NAME']}", str(dump)])  # fmt: skip
    show_every_row()
