"""Backup and restoration of database and files into one tar, on both engines.

The database is taken first and the files after it: a file is written before the row that names it, and stays a day
after its row is gone, so every row of the snapshot finds its file.
The archive holds `manifest.json` (version, engine, fingerprint of the server key, counts of every table, digest of
every part), `database.sqlite3` or `database.pgdump`, and `files/…`. It is written under a temporary name and renamed
when complete.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

import madoguchi
from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.vault import api as vault
from madoguchi.site.operation.counts import count_rows, differences
from madoguchi.site.operation.dump import BackupError, counted, dump, file_name, load


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. counts: rows of each table; files: path → SHA-256; database: SHA-256 of the dump; key:
    fingerprint of the server key that it was made under ("" in archives from before it was noted); vault: names of the
    master keys without which what is sealed in it stays closed."""

    version: str
    engine: str
    made_at: str
    counts: dict[str, int]
    database: str
    files: dict[str, str]
    key: str = ""
    vault: list[str] = field(default_factory=list)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stored_files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.endswith(".part"):
            yield str(path.relative_to(root)), path


def backup(target: Path) -> Manifest:
    """Write the archive. Raises BackupError; an archive that exists is never overwritten."""
    if target.exists():
        raise BackupError(_("%(file)s はすでにあります。別の名前にしてください。") % {"file": target})
    if not target.parent.is_dir():  # made here, an unmounted disk would get its backups on the wrong one
        raise BackupError(
            _(
                "フォルダー %(folder)s がありません。"
                "ディスクがつながっているかを確かめるか、フォルダーを作ってください。"
            )
            % {"folder": target.parent}
        )
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as temporary:
        folder = Path(temporary)
        copy = folder / file_name()
        counts = dump(copy)
        if missing := differences(counts, counted(copy, list(counts))):
            raise BackupError(
                _("データベースの写しに行が足りないため、バックアップを作りませんでした。%(lines)s")
                % {"lines": " ".join(missing)}
            )
        root = Path(settings.MADOGUCHI_FILES_ROOT)
        part = folder / "archive.tar"
        digests: dict[str, str] = {}
        with tarfile.open(part, "w") as archive:
            archive.add(copy, copy.name)
            for name, path in _stored_files(root) if root.exists() else ():
                try:
                    digests[name] = _digest(path)
                    archive.add(path, f"files/{name}")
                except FileNotFoundError:  # swept meanwhile: for a day no row had named it any more
                    digests.pop(name, None)
            manifest = Manifest(
                madoguchi.__version__,
                connection.vendor,
                datetime.now(UTC).isoformat(),
                counts,
                _digest(copy),
                digests,
                tenants.key_fingerprint(),
                # A database from before the vault, on its way to this version, has no such table yet.
                sorted(vault.master_keys_wanted()) if "vault_datakey" in counts else [],
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
    except OSError as error:
        raise BackupError(_cannot_read(source, error)) from error
    except (KeyError, tarfile.TarError, TypeError, ValueError, AssertionError) as error:
        raise BackupError(
            _(
                "%(file)s は madoguchi backup で作ったバックアップではないか、途中までしかありません。"
                "ファイルの名前と大きさを確かめてください。"
            )
            % {"file": source}
        ) from error


def _cannot_read(source: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return _("ディスクの空きが足りず、バックアップを開けません。何も変えていません。空きを作ってください。")
    return _(
        "%(file)s を読めません。何も変えていません。ファイルがあるか、このユーザーが読めるかを確かめてください。"
    ) % {"file": source}


def _is_empty() -> bool:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True  # to ask would make it
    return not [t for t in connection.introspection.table_names() if t != "django_migrations"]


def _check_target(manifest: Manifest, root: Path, *, other_key: bool) -> None:
    if manifest.engine != connection.vendor:
        raise BackupError(
            _("バックアップは %(theirs)s のものですが、ここは %(ours)s です。DATABASE_URL を確かめてください。")
            % {"theirs": manifest.engine, "ours": connection.vendor}
        )
    if manifest.key and manifest.key != tenants.key_fingerprint() and not other_key:
        raise BackupError(
            _(
                "バックアップは別のサーバーの鍵で作られています。その鍵を MADOGUCHI_SECRET_KEY に設定するか、"
                "元の home の secret-key を %(home)s に写してから、やり直してください。鍵が失われたときだけ "
                "--other-key を付けてください。二段階認証・確認番号・送ったリンクは、どれも使えなくなります。"
            )
            % {"home": settings.MADOGUCHI_HOME}
        )
    at_hand = {vault.key_id(key) for key in settings.MADOGUCHI_VAULT_KEYS}
    if not set(manifest.vault) <= at_hand and not other_key:
        raise BackupError(
            _(
                "バックアップには、別の親鍵の金庫で封をした内容があります。その親鍵を MADOGUCHI_VAULT_KEY に"
                "設定するか、元の home の vault-key を %(file)s に写すか、madoguchi vault restore で戻してから、"
                "やり直してください。"
                "親鍵が失われたときだけ --other-key を付けてください。封をした内容は、二度と読めません。"
            )
            % {"file": settings.MADOGUCHI_VAULT_KEY_FILE}
        )
    if not _is_empty():
        raise BackupError(_("データベースが空ではありません。DATABASE_URL で新しいデータベースを指定してください。"))
    if root.exists() and any(root.iterdir()):
        raise BackupError(
            _("%(folder)s が空ではありません。MADOGUCHI_FILES_ROOT で新しいフォルダーを指定してください。")
            % {"folder": root}
        )


def restore(source: Path, *, other_key: bool = False) -> tuple[Manifest, list[str]]:
    """Bring an archive back into an empty database and an empty files folder.

    Returns the manifest and the differences found by counting rows and checking every file's digest (none = good).
    Raises BackupError, and then the target is as empty as before: when it was not empty, the archive is damaged or made
    under another server key (unless `other_key`), or the database does not take it.
    """
    manifest = read_manifest(source)
    root = Path(settings.MADOGUCHI_FILES_ROOT)
    _check_target(manifest, root, other_key=other_key)
    root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".restore-") as temporary:
        folder = Path(temporary)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except tarfile.TarError as error:
            raise BackupError(
                _("%(file)s が途中で壊れています。何も変えていません。別のバックアップを使ってください。")
                % {"file": source}
            ) from error
        except OSError as error:
            raise BackupError(_cannot_read(source, error)) from error
        _close(folder)
        copy = folder / file_name()
        if not copy.exists() or _digest(copy) != manifest.database:
            raise BackupError(_("バックアップの中のデータベースが壊れています。何も変えていません。"))
        found = [name for name, digest in manifest.files.items() if not _same(folder / "files" / name, digest)]
        if found:
            raise BackupError(
                _("バックアップの中のファイルが%(n)d件壊れています（%(first)s など）。何も変えていません。")
                % {"n": len(found), "first": found[0]}
            )
        (folder / "files").mkdir(exist_ok=True)
        if root.exists():
            root.rmdir()
        (folder / "files").rename(root)
        try:
            load(copy)
        except BackupError as error:
            shutil.rmtree(root)
            raise BackupError(
                _("データベースに戻せませんでした（何も変えていません）：%(error)s") % {"error": error}
            ) from error
    problems = differences(manifest.counts, count_rows(_present(manifest)))
    problems += [
        _("%(name)s：バックアップのファイルと違います。") % {"name": name}
        for name, digest in manifest.files.items()
        if not _same(root / name, digest)
    ]
    return manifest, problems


def _present(manifest: Manifest) -> list[str]:
    """The tables that the archive counted: an older one lacks today's, which the migration will add."""
    return sorted(manifest.counts.keys() & set(connection.introspection.table_names()))


def _close(folder: Path) -> None:
    """For the owner only, whatever modes the archive brought along."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _same(path: Path, digest: str) -> bool:
    return path.is_file() and _digest(path) == digest
