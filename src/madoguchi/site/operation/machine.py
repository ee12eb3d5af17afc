"""Checks of the machine for `doctor`: disk, folders and who may read them, files of the program that must be built."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.db import connection
from django.utils.translation import gettext as _

import madoguchi
from madoguchi.site.operation.finding import Finding, Level

FREE_BYTES = 1024**3


def python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "ok" if sys.version_info >= (3, 11) else "fault",
        f"Python {version}",
        _("Python 3.11 以上を入れてください。"),
    )


def clock() -> Iterator[Finding]:
    """No program runs before it was installed: a clock that says so is wrong (a flat battery, a new machine)."""
    installed = Path(madoguchi.__file__).stat().st_mtime
    if time.time() < installed - 24 * 3600:
        yield wrong_clock(
            _("時計（%(now)s）が、この製品を入れた日より前です。") % {"now": time.strftime("%Y-%m-%d %H:%M")}
        )


def wrong_clock(what: str) -> Finding:
    """A fault of the clock, with what to do."""
    mend = _(
        "時刻を合わせてください（timedatectl set-ntp true）。到達日時、期限、職員の確認コードは、この時計で決まります。"
    )
    return Finding("fault", what, mend)


def _database_file() -> Path | None:
    return Path(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else None


def storage() -> Iterator[Finding]:
    """Where files and, on SQLite, the database lie: there, usable by this user, with room left."""
    root, database = Path(settings.MADOGUCHI_FILES_ROOT), _database_file()
    give = _("サービスのユーザーに渡してください（chown）。")
    for folder in [root] if database is None else [root, database.parent]:
        there = next(p for p in (folder, *folder.parents) if p.exists())
        if not there.is_dir():
            what = _("%(folder)s はフォルダーではありません。") % {"folder": there}
            yield Finding("fault", what, _("名前を変えるか、MADOGUCHI_FILES_ROOT で別のフォルダーを指定してください。"))
            continue
        if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            yield Finding("fault", _("%(folder)s を読み書きできません。") % {"folder": folder}, give)
        if folder != root and os.stat(there).st_dev == os.stat(_existing(root)).st_dev:
            continue  # the same disk
        free = shutil.disk_usage(there).free
        yield Finding(
            "ok" if free > FREE_BYTES else "fault",
            _("%(folder)s のあるディスクの空きは %(mb)d MB です。") % {"folder": folder, "mb": free // 1024**2},
            _("1024 MB 以上の空きを作ってください。いっぱいになると、申請もファイルも受け付けられません。"),
        )
    if database and database.exists() and not os.access(database, os.R_OK | os.W_OK):
        yield Finding("fault", _("データベースのファイル %(file)s を読み書きできません。") % {"file": database}, give)


def _existing(folder: Path) -> Path:
    return next(p for p in (folder, *folder.parents) if p.exists())


def static_files() -> Iterator[Finding]:
    """A page that names a file which `setup` has not collected cannot be shown at all."""
    if find("ui/build/resident.css") is None:
        yield Finding(
            "fault",
            _("画面の体裁のファイル（ui/build）が作られていません。どのページも体裁なしで出ます。"),
            _("make setup-run を実行するか、wheel から入れてください（docs/how-to/install-from-a-wheel.md）。"),
        )
    if not settings.MADOGUCHI_STATIC_MANIFEST:
        return
    wanted = {path for finder in get_finders() for path, _storage in finder.list(None)}
    storage: Any = staticfiles_storage  # the one with a manifest, as the setting says
    root, collected = Path(settings.STATIC_ROOT), storage.hashed_files
    missing = sorted(name for name in wanted if name not in collected or not (root / collected[name]).is_file())
    if missing:
        yield Finding(
            "fault",
            _("静的ファイルが%(n)d個、集められていません（%(first)s など）。どのページも表示できないことがあります。")
            % {"n": len(missing), "first": missing[0]},
            _("madoguchi setup を実行してください。"),
        )
    else:
        yield Finding("ok", _("静的ファイルは、すべて集められています。"))


def texts() -> Iterator[Finding]:
    """Pages in other languages than Japanese need the catalogues that are built from the texts of the rooms."""
    folders = [Path(folder) for folder in settings.LOCALE_PATHS if Path(folder).is_dir()]
    lacking = [folder for folder in folders if not (folder / "en" / "LC_MESSAGES" / "django.mo").is_file()]
    if lacking:
        yield Finding(
            "fault",
            _("画面の訳が作られていません（%(first)s など）。英語などのページが日本語で出ます。")
            % {"first": lacking[0]},
            _("make setup-run を実行するか、wheel から入れてください（docs/how-to/install-from-a-wheel.md）。"),
        )


def packs_folder() -> Iterator[Finding]:
    folder = Path(settings.MADOGUCHI_PACKS) / "procedures"
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK) or not any(folder.iterdir()):
        yield Finding(
            "fault",
            _("手続のフォルダー %(folder)s がないか、読めません。手続を公開できません。") % {"folder": folder},
            _(
                "MADOGUCHI_PACKS に、procedures の入ったフォルダーを指定してください"
                "（指定しなければ、製品の手続を使います）。"
            ),
        )


def modes() -> Iterator[Finding]:
    """Can another user of the machine read what was entrusted? A closed folder covers what lies in it."""
    places = {Path(settings.MADOGUCHI_HOME)}
    if (root := Path(settings.MADOGUCHI_FILES_ROOT)).is_dir():
        places.add(root)
    if database := _database_file():
        places.add(database)
    open_ones = {p for p in places if p.exists() and p.stat().st_mode & 0o077}
    closed = {p for p in places if p.exists()} - open_ones
    exposed = sorted(p for p in open_ones if not closed & set(p.parents))
    if not exposed:
        yield Finding("ok", _("預かったものは、サービスのユーザーだけが読めます。"))
    for path in exposed:
        yield Finding(
            "fault" if settings.MADOGUCHI_PRODUCTION else "warning",
            _("%(path)s を、このコンピューターのほかのユーザーも読めます。") % {"path": path},
            f"chmod -R go-rwx {path}",
        )


def system_checks() -> Iterator[Finding]:
    """What the rooms check of themselves; worker and relay leave that to `doctor`."""
    for one in checks.run_checks():
        told = one.id == "files.E001"  # `storage` says it in the operator's language
        if not told and not one.is_silenced() and one.level >= checks.WARNING:
            level: Level = "fault" if one.is_serious() else "warning"
            yield Finding(
                level, f"{one.id}: {one.msg}", one.hint or _("この文を添えて、製品の作り手に知らせてください。")
            )
