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
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.mail import get_connection
from django.db import Error, connection
from django.utils.translation import gettext as _

from madoguchi.kernel.jobs import api as jobs
from madoguchi.kernel.notify import api as notify
from madoguchi.kernel.people.api import Account, stranded_departments
from madoguchi.kernel.tenants import api as tenants
from madoguchi.modules.procedures import api as procedures
from madoguchi.site.key import KEY_FILE
from madoguchi.site.operation import engine, keys
from madoguchi.site.operation.finding import Finding, only_in_production
from madoguchi.site.outage import stands_in_the_way

FREE_BYTES = 1024**3


def python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "ok" if sys.version_info >= (3, 11) else "fault",
        f"Python {version}",
        _("Python 3.11 以上を入れてください。"),
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


def static_files() -> Iterator[Finding]:
    """A page that names a file which `setup` has not collected cannot be shown at all."""
    if not settings.MADOGUCHI_STATIC_MANIFEST:
        return
    wanted = {path for finder in get_finders() for path, _storage in finder.list(None)}
    storage: Any = staticfiles_storage  # the one with a manifest, as the setting says
    missing = sorted(wanted - storage.hashed_files.keys())
    if missing:
        yield Finding(
            "fault",
            _("静的ファイルが%(n)d個、集められていません（%(first)s など）。どのページも表示できないことがあります。")
            % {"n": len(missing), "first": missing[0]},
            _("madoguchi setup を実行してください。"),
        )
    else:
        yield Finding("ok", _("静的ファイルは、すべて集められています。"))


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
        yield only_in_production(_("サーバーの鍵は、お試し用の鍵（%(file)s）です。") % {"file": own}, renew)
    elif own.exists() and own.read_text().strip() == settings.SECRET_KEY:
        yield only_in_production(
            _("MADOGUCHI_SECRET_KEY が、お試し用の鍵（%(file)s）と同じです。") % {"file": own}, renew
        )
    elif keys.is_weak(settings.SECRET_KEY):
        yield only_in_production(_("サーバーの鍵は推測できます（同じ文字の繰返しか、見本の言葉）。"), renew)
    else:
        yield Finding("ok", _("サーバーの鍵は環境変数にあります。"))
    if settings.DEBUG:
        yield only_in_production(
            _("MADOGUCHI_DEBUG が有効です。エラーの画面にコードと設定が出ます。"),
            _("MADOGUCHI_DEBUG を外してください。"),
        )


def same_key() -> Iterator[Finding]:
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


def transport() -> Iterator[Finding]:
    address = settings.MADOGUCHI_BASE_URL
    if address.startswith("https://"):
        yield Finding("ok", _("アドレス %(address)s") % {"address": address})
        if not settings.MADOGUCHI_TRUSTED_PROXIES:
            yield only_in_production(
                _(
                    "MADOGUCHI_TRUSTED_PROXIES が 0 です。前に置いたWebサーバーが全員の接続元に見えるため、"
                    "だれか1人の失敗で全員がログインできなくなります。"
                ),
                _("前に置いたWebサーバーの数（ふつう 1）を設定してください（docs/how-to/run-on-postgresql.md）。"),
            )
    else:
        yield only_in_production(
            _("アドレス %(address)s は暗号化されていません。途中で読まれることがあります。") % {"address": address},
            _("MADOGUCHI_BASE_URL=https://… を設定し、証明書のあるWebサーバーを前に置いてください。"),
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield only_in_production(
            _("MADOGUCHI_HOSTS が * です。どんなホスト名の偽のリンクも、この窓口のものに見えます。"),
            _("使うホスト名だけを、コンマで区切って書いてください。"),
        )


def demonstration() -> Iterator[Finding]:
    if settings.MADOGUCHI_DEMO:
        yield only_in_production(_("デモの環境です（MADOGUCHI_DEMO）。"), _("MADOGUCHI_DEMO=0 を設定してください。"))
    known = Account.objects.filter(demonstration=True).count()
    if known:
        yield only_in_production(
            _("デモのログインが%(n)d件あり、二段階認証の鍵をだれでも知っています。") % {"n": known},
            _("デモのデータベースではなく、新しいデータベースを使ってください。"),
        )
    elif not settings.MADOGUCHI_DEMO:
        yield Finding("ok", _("デモのログインはありません。"))


def mail() -> Iterator[Finding]:
    if settings.MADOGUCHI_MAIL == "mailbox":
        yield only_in_production(
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
            yield only_in_production(
                _("メールサーバーのパスワードを、暗号化せずに送っています。"),
                _("MADOGUCHI_SMTP_STARTTLS=1 を設定してください。"),
            )


def unsent() -> Iterator[Finding]:
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


Check = Callable[[], Iterator[Finding]]
OF_THE_MACHINE: tuple[Check, ...] = (python, storage, static_files, modes, secrets, transport, mail)
OF_WHAT_IS_STORED: tuple[Check, ...] = (
    engine.database, same_key, demonstration, unsent, background, bodies, departments, packs,
)  # fmt: skip


def examine() -> list[Finding]:
    """Run every check; one that breaks is a fault of its own and does not hide the others. Without a database the
    reason is told once, and what is stored is not asked for."""
    found: list[Finding] = []
    checks = OF_THE_MACHINE
    try:
        connection.ensure_connection()
    except Exception as error:  # whatever stands in the way is the finding
        found.append(Finding("fault", *stands_in_the_way(error)))
    else:
        checks += OF_WHAT_IS_STORED
    for check in checks:
        try:
            found += check()
        except Exception as error:  # a broken check is a finding
            known = isinstance(error, Error)  # of the database
            what, mend = stands_in_the_way(error) if known else (error, _("madoguchi setup を実行してください。"))
            told = _("%(check)s を調べられませんでした：%(error)s") % {"check": check.__name__, "error": what}
            found.append(Finding("fault", told, mend))
    return found
