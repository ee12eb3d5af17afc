"""Checks an installation and says how to mend what is wrong. Each check is one function that yields findings.

On a production installation (MADOGUCHI_PRODUCTION=1) demonstration logins, a key of the trial, plain http and a mail
sink are faults; on a trial they are normal.
"""

from __future__ import annotations

import os
import shutil
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from madoguchi.kernel.jobs import api as jobs
from madoguchi.kernel.notify import api as notify
from madoguchi.kernel.people.api import Account, stranded_departments
from madoguchi.kernel.tenants import api as tenants
from madoguchi.modules.procedures import api as procedures
from madoguchi.site.key import KEY_FILE
from madoguchi.site.operation import keys

Level = Literal["ok", "warning", "fault"]
FREE_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """level; what was found; how to mend it ("" when all is well)."""

    level: Level
    what: str
    mend: str = ""


def _only_in_production(what: str, mend: str, level: Level = "fault") -> Finding:
    """A fault (or `level`) on a production installation, a remark on a trial."""
    return Finding(level if settings.MADOGUCHI_PRODUCTION else "ok", what, mend)


def python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "ok" if sys.version_info >= (3, 11) else "fault",
        f"Python {version}",
        _("Python 3.11 以上を入れてください。"),
    )


def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except Exception as error:  # whatever stands in the way is the finding
        yield Finding(
            "fault",
            _("データベースにつながりません：%(error)s") % {"error": error},
            _("DATABASE_URL と、データベースが動いているかを確かめてください。"),
        )
        return
    pending = MigrationExecutor(connections["default"]).migration_plan(
        MigrationExecutor(connections["default"]).loader.graph.leaf_nodes()
    )
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
        yield _only_in_production(
            _("ログイン %(login)s は表の持ち主になれます。Web の秘密を盗まれると、制限も記録も外されます。")
            % {"login": login},
            _(
                "Web・実行係・送信係には、何も持たないログインを使ってください"
                "（docs/how-to/run-on-postgresql.md の3）：%(sql)s"
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
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if _setting(name) not in {"on", "remote_apply", "remote_write", "local"}:
            yield Finding(
                "fault",
                _("%(name)s が off です。受け付けた申請が失われることがあります。") % {"name": name},
                _("postgresql.conf で %(name)s = on にしてください。") % {"name": name},
            )


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    good = mode == "wal" and synchronous >= 2
    yield Finding(
        "ok" if good else "fault",
        f"SQLite: journal {mode}, synchronous {synchronous}",
        _("この製品の設定のまま使ってください。"),
    )
    if settings.MADOGUCHI_PRODUCTION:
        yield Finding(
            "warning",
            _("SQLite には行レベルの制限がなく、同時に書けるのは1つだけです。"),
            _("複数の団体で使うときは PostgreSQL にしてください（docs/how-to/run-on-postgresql.md）。"),
        )


def storage() -> Iterator[Finding]:
    root = Path(settings.MADOGUCHI_FILES_ROOT)
    there = next(p for p in (root, *root.parents) if p.exists())
    if not os.access(there, os.W_OK):
        yield Finding(
            "fault",
            _("%(folder)s に書き込めません。") % {"folder": root},
            _("サービスのユーザーに渡してください（chown）。"),
        )
    free = shutil.disk_usage(there).free
    yield Finding(
        "ok" if free > FREE_BYTES else "fault",
        _("ファイルの置き場所 %(folder)s の空きは %(mb)d MB です。") % {"folder": root, "mb": free // 1024**2},
        _("空きを作ってください。いっぱいになると、ファイルを受け付けられません。"),
    )


def modes() -> Iterator[Finding]:
    """Can another user of the machine read what was entrusted? A closed folder covers what lies in it."""
    places = {settings.MADOGUCHI_HOME, Path(settings.MADOGUCHI_FILES_ROOT)}
    if connection.vendor == "sqlite":
        places.add(Path(settings.DATABASES["default"]["NAME"]))
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


def secrets() -> Iterator[Finding]:
    own = settings.MADOGUCHI_HOME / KEY_FILE
    renew = _("別の鍵を MADOGUCHI_SECRET_KEY に設定し、写しをバックアップとは別の場所に置いてください：%(command)s") % {
        "command": keys.MAKE
    }
    if not os.environ.get("MADOGUCHI_SECRET_KEY"):
        yield _only_in_production(_("サーバーの鍵は、お試し用の鍵（%(file)s）です。") % {"file": own}, renew)
    elif own.exists() and own.read_text().strip() == settings.SECRET_KEY:
        yield _only_in_production(
            _("MADOGUCHI_SECRET_KEY が、お試し用の鍵（%(file)s）と同じです。") % {"file": own}, renew
        )
    elif keys.is_weak(settings.SECRET_KEY):
        yield _only_in_production(_("サーバーの鍵は推測できます（同じ文字の繰返しか、見本の言葉）。"), renew)
    else:
        yield Finding("ok", _("サーバーの鍵は環境変数にあります。"))
    if tenants.known_key() not in {"", tenants.key_fingerprint()}:
        yield Finding(
            "fault",
            _("サーバーの鍵が、このデータベースの鍵と違います。二段階認証・確認番号・送ったリンクが使えません。"),
            _(
                "元の鍵を MADOGUCHI_SECRET_KEY に設定するか、元の secret-key を %(home)s に戻してください。"
                "失われたときは madoguchi setup --new-key を実行し、"
                "職員ごとに madoguchi reset_second_factor を実行してください。"
            )
            % {"home": settings.MADOGUCHI_HOME},
        )
    if settings.DEBUG:
        yield _only_in_production(
            _("MADOGUCHI_DEBUG が有効です。エラーの画面にコードと設定が出ます。"),
            _("MADOGUCHI_DEBUG を外してください。"),
        )


def transport() -> Iterator[Finding]:
    address = settings.MADOGUCHI_BASE_URL
    if address.startswith("https://"):
        yield Finding("ok", _("アドレス %(address)s") % {"address": address})
        if not settings.MADOGUCHI_TRUSTED_PROXIES:
            yield _only_in_production(
                _(
                    "MADOGUCHI_TRUSTED_PROXIES が 0 です。前に置いたWebサーバーが全員の接続元に見えるため、"
                    "だれか1人の失敗で全員がログインできなくなります。"
                ),
                _("前に置いたWebサーバーの数（ふつう 1）を設定してください（docs/how-to/run-on-postgresql.md）。"),
            )
    else:
        yield _only_in_production(
            _("アドレス %(address)s は暗号化されていません。途中で読まれることがあります。") % {"address": address},
            _("MADOGUCHI_BASE_URL=https://… を設定し、証明書のあるWebサーバーを前に置いてください。"),
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield _only_in_production(
            _("MADOGUCHI_HOSTS が * です。どんなホスト名の偽のリンクも、この窓口のものに見えます。"),
            _("使うホスト名だけを、コンマで区切って書いてください。"),
        )


def demonstration() -> Iterator[Finding]:
    if settings.MADOGUCHI_DEMO:
        yield _only_in_production(_("デモの環境です（MADOGUCHI_DEMO）。"), _("MADOGUCHI_DEMO=0 を設定してください。"))
    known = Account.objects.filter(demonstration=True).count()
    if known:
        yield _only_in_production(
            _("デモのログインが%(n)d件あり、二段階認証の鍵をだれでも知っています。") % {"n": known},
            _("デモのデータベースではなく、新しいデータベースを使ってください。"),
        )
    elif not settings.MADOGUCHI_DEMO:
        yield Finding("ok", _("デモのログインはありません。"))


def mail() -> Iterator[Finding]:
    if settings.MADOGUCHI_MAIL == "mailbox":
        yield _only_in_production(
            _("メールは画面（mailbox）に出るだけで、利用者には届きません。"),
            _("MADOGUCHI_SMTP_HOST と MADOGUCHI_SMTP_PORT を設定してください。"),
        )
    else:
        place = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
        try:
            server = get_connection()
            server.open()
            server.close()
            yield Finding("ok", _("メールサーバー %(host)s:%(port)s が応答します。") % place)
        except (OSError, smtplib.SMTPException) as error:
            yield Finding(
                "fault",
                _("メールサーバー %(host)s:%(port)s：%(error)s") % {**place, "error": error},
                _("MADOGUCHI_SMTP_ で始まる設定を確かめてください。"),
            )
        if settings.EMAIL_HOST_USER and not settings.EMAIL_USE_TLS:
            yield _only_in_production(
                _("メールサーバーのパスワードを、暗号化せずに送っています。"),
                _("MADOGUCHI_SMTP_STARTTLS=1 を設定してください。"),
            )
    with tenants.every_body_scope("doctor counts the outbox of the installation"):
        dead = len(notify.dead())
    if dead:
        yield Finding(
            "warning", _("%(n)d通のメールを送れませんでした。") % {"n": dead}, _("確かめるには：madoguchi mail dead")
        )


def background() -> Iterator[Finding]:
    if jobs.workers_alive():
        yield Finding("ok", _("実行係が動いています。"))
    else:
        yield Finding(
            "warning",
            _("実行係がしばらく動いていません。後から行う処理が待っています。"),
            _("始めるには：madoguchi worker"),
        )
    dead = len(jobs.dead())
    if dead:
        yield Finding(
            "warning",
            _("%(n)d件の処理を、実行できませんでした。") % {"n": dead},
            _("確かめるには：madoguchi jobs dead"),
        )


def bodies() -> Iterator[Finding]:
    taking_part = tenants.participants("procedures")
    if not taking_part:
        yield Finding(
            "warning", _("まだどの団体も参加していません。"), _("加えるには：madoguchi import_bodies ファイル")
        )
        return
    yield Finding(
        "ok",
        _("%(all)d団体のうち%(n)d団体が参加しています。") % {"n": len(taking_part), "all": len(tenants.tenants())},
    )


def departments() -> Iterator[Finding]:
    for body in tenants.participants("procedures"):
        with tenants.tenant_scope(body):
            for one in stranded_departments():
                words = {"body": body.name, "department": one.department.name, "work": one.in_hand}
                what = (
                    _("%(body)s %(department)sは廃止されていますが、%(work)sがあります。")
                    if one.closed
                    else _("%(body)s %(department)sには担当できる職員がいませんが、%(work)sがあります。")
                )
                mend = _("団体の管理者の最初のページに出ています。職員を任命するか、ほかの部署へ移してください。")
                yield Finding("warning", what % words, mend)


def packs() -> Iterator[Finding]:
    """What a trial published before it became a production."""
    with tenants.every_body_scope("doctor looks at what every body offers"):
        barred = procedures.barred_packs()
    if barred:
        yield Finding(
            "fault",
            _("法令・理由・教示が確かめられていない手続があり、本番では受け付けません：%(packs)s")
            % {"packs": "・".join(barred)},
            _(
                "担当課が確かめ、pack.toml に checked_by と checked_on を書き、version を上げて "
                "madoguchi publish を実行し、団体の管理者が新しい版にしてください。"
            ),
        )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    python, database, storage, modes, secrets, transport, demonstration, mail, background, bodies, departments,
    packs,
)  # fmt: skip


def examine() -> list[Finding]:
    """Run every check; one that breaks is a fault of its own and does not hide the others."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check()
        except Exception as error:  # a broken check is a finding
            found.append(
                Finding(
                    "fault",
                    _("%(check)s を調べられませんでした：%(error)s") % {"check": check.__name__, "error": error},
                    _("madoguchi setup を実行してください。"),
                )
            )
    return found
