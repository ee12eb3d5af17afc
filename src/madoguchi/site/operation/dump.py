"""The database as one file and back, on both engines; and what is in such a file, counted without restoring it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from madoguchi.site.operation.counts import count_rows, every_body, tables

# pg_restore writes the rows of a table between this line and one that is `\.`.
_COPY = re.compile(rb'COPY (?:\w+\.)?"?(\w+)"? \(.*\) FROM stdin;')


class BackupError(Exception):
    """Says in one sentence what stood in the way and what to do."""


def file_name() -> str:
    """What the dump of this engine is called inside an archive."""
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def dump(target: Path) -> dict[str, int]:
    """Write the database into the file; return the counts of the very same snapshot."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(copy)
            if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise BackupError(_("データベースの写しが壊れています。まずディスクを調べてください。"))
        finally:
            copy.close()
        return counted(target, tables())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        counts = count_rows(tables())
        pg_dump(target, bodies=every_body(), snapshot=snapshot)
    return counts


def pg_dump(target: Path, *, bodies: str, snapshot: str) -> None:
    """Write the snapshot. Row-level security binds the owner, so the rows of a body that is not named are left out."""
    _call(
        [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--enable-row-security",
         f"--snapshot={snapshot}", f"--file={target}"],
        PGOPTIONS=f"-c app.tenants={bodies}",
    )  # fmt: skip


def counted(path: Path, names: list[str]) -> dict[str, int]:
    """How many rows of these tables a dump really holds, read from the file itself."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return {t: copy.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in names}  # noqa: S608 - our names
        finally:
            copy.close()
    found = dict.fromkeys(names, 0)
    command = [_program("pg_restore"), "--data-only", "--file=-", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reading:  # noqa: S603 - our own command
        assert reading.stdout is not None
        table = None
        for line in reading.stdout:
            if table is None:
                heading = _COPY.match(line)
                table = heading[1].decode() if heading else None
            elif line == b"\\.\n":
                table = None
            elif table in found:
                found[table] += 1
    if reading.returncode:
        raise BackupError(_("pg_restore がデータベースの写しを読めません。ディスクの空きを確かめてください。"))
    return found


def load(path: Path) -> None:
    """Fill the empty database, all or nothing. Raises BackupError."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(path)
        try:
            copy.backup(connection.connection)
        except sqlite3.Error as error:
            raise BackupError(str(error)) from error
        finally:
            copy.close()
        return
    connection.close()
    _call([_program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
           f"--dbname={connection.settings_dict['NAME']}", str(path)])  # fmt: skip


def _login() -> dict[str, str]:
    values = connection.get_connection_params() if connection.vendor == "postgresql" else {}
    known = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {known[key]: str(value) for key, value in values.items() if key in known and value}


def dump_version() -> int:
    """The main number of the pg_dump that a backup would use. Raises BackupError when there is none."""
    told = subprocess.run([_program("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return int(re.search(r"(\d+)", told)[1])  # type: ignore[index]  # "pg_dump (PostgreSQL) 15.8"


def _program(name: str) -> str:
    """The newest pg_dump or pg_restore of the machine: an older one refuses a newer server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise BackupError(
            _("%(name)s がありません。Debian では apt-get install postgresql-client で入ります。") % {"name": name}
        )
    return path


def _call(command: list[str], **environment: str) -> None:
    result = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **_login(), **environment}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise BackupError(f"{Path(command[0]).name}: {result.stderr.strip()[-800:]}")
