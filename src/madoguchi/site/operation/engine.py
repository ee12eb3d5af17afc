"""Checks of the database for `doctor`: its shape, and on PostgreSQL whom the policies bind."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from madoguchi.site.operation.dump import BackupError, dump_version
from madoguchi.site.operation.finding import Finding, only_in_production


def database() -> Iterator[Finding]:
    """The engine and its shape; needs a connection."""
    executor = MigrationExecutor(connection)
    strange = [f"{app} {name}" for app, name in executor.loader.applied_migrations.keys() - executor.loader.graph.nodes]
    if strange:
        yield Finding(
            "fault",
            _("データベースのほうが、このプログラムより新しい版です（%(first)s）。") % {"first": min(strange)},
            _("データベースに合う、新しい版のプログラムを入れてください。"),
        )
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Finding(
            "fault",
            _("データベースの移行が%(n)d件、まだです。") % {"n": len(pending)},
            _("madoguchi setup を実行してください。"),
        )
    else:
        yield Finding("ok", _("データベース %(engine)s、移行はすべて済んでいます。") % {"engine": connection.vendor})
    yield from (_postgresql() if connection.vendor == "postgresql" else _sqlite())


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _web_login() -> str:
    role = settings.MADOGUCHI_DB_ROLE
    return f"CREATE ROLE madoguchi_web LOGIN NOINHERIT PASSWORD '…'; GRANT {role} TO madoguchi_web;"


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, passes = cursor.fetchone()
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        super_login = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity")
        unforced = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        owned = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*), session_user FROM pg_tables"
            " WHERE schemaname = 'public' AND pg_has_role(session_user, tableowner, 'MEMBER')"
        )
        owned_by_login, login = cursor.fetchone()
    if passes:
        yield Finding(
            "fault",
            _("ロール %(role)s には行レベルの制限が効きません。") % {"role": role},
            _("MADOGUCHI_DB_ROLE のロールで動かしてください（madoguchi setup が作ります）。"),
        )
    elif owned:
        yield Finding(
            "fault",
            _("ロール %(role)s は表の持ち主なので、表も制限も変えられます。") % {"role": role},
            _("MADOGUCHI_DB_ROLE に持ち主ではないロールを指定し、MADOGUCHI_AS_OWNER を外してください。"),
        )
    else:
        yield Finding(
            "ok", _("Web・実行係・送信係は、行レベルの制限が効くロール %(role)s で動きます。") % {"role": role}
        )
    if super_login:
        yield Finding(
            "fault",
            _("DATABASE_URL が superuser でログインしています。制限がどれも効きません。"),
            _("持ち主のロールを作り、データベースを渡してください：%(sql)s")
            % {"sql": "CREATE ROLE madoguchi_owner LOGIN CREATEROLE;"},
        )
    elif owned_by_login and not owned:
        # The role binds it, but RESET ROLE or a connection of its own lifts that: a second wall only against mistakes.
        yield only_in_production(
            _("ログイン %(login)s は表の持ち主になれます。Web の秘密を盗まれると、制限も記録も外されます。")
            % {"login": login},
            _(
                "Web・実行係・送信係には、何も持たないログインを使ってください"
                "（docs/how-to/run-on-postgresql.md の4）：%(sql)s"
            )
            % {"sql": _web_login()},
            "warning",
        )
    if unforced:
        yield Finding(
            "fault",
            _("%(n)d個の表で、制限が表の持ち主に効きません。") % {"n": unforced},
            _("madoguchi setup を実行してください。"),
        )
    yield from _dump_program()
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if _setting(name) not in {"on", "remote_apply", "remote_write", "local"}:
            yield Finding(
                "fault",
                _("%(name)s が off です。受け付けた申請が失われることがあります。") % {"name": name},
                _("postgresql.conf で %(name)s = on にしてください。") % {"name": name},
            )


def _dump_program() -> Iterator[Finding]:
    """Can a backup be made here? An older pg_dump refuses a newer server."""
    try:
        found = dump_version()
    except BackupError as error:
        yield only_in_production(_("バックアップを取れません：%(error)s") % {"error": error}, "", "warning")
        return
    server = connection.pg_version // 10000  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    if found < server:
        yield only_in_production(
            _("pg_dump %(ours)d は、データベース %(theirs)d より古いため、バックアップを取れません。")
            % {"ours": found, "theirs": server},
            _("postgresql-client-%(theirs)d を入れてください。") % {"theirs": server},
            "warning",
        )


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        sound = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    if sound != "ok":
        yield Finding(
            "fault",
            _("データベースのファイルが壊れています：%(error)s") % {"error": sound},
            _("ディスクを調べ、バックアップから戻してください（docs/how-to/back-up-and-restore.md）。"),
        )
    good = mode == "wal" and synchronous >= 2
    yield Finding(
        "ok" if good else "fault",
        f"SQLite: journal {mode}, synchronous {synchronous}",
        _("この製品の設定のまま使ってください。"),
    )
    if settings.MADOGUCHI_PRODUCTION:
        yield Finding(
            "note",
            _("SQLite には行レベルの制限がなく、同時に書けるのは1つだけです。"),
            _("複数の団体で使うときは PostgreSQL にしてください（docs/how-to/run-on-postgresql.md）。"),
        )
