"""Checks an installation and says how to mend what is wrong. Each check is one function that yields findings.

On a production installation (MADOGUCHI_PRODUCTION=1) demonstration logins, a key of the trial, plain http and a mail
sink are faults; on a trial they are told as notes: nothing that would be bad is called good.
"""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.http.request import validate_host
from django.utils.translation import gettext as _

from madoguchi.kernel.identity import api as identity
from madoguchi.kernel.people.api import Account, stranded_departments
from madoguchi.kernel.tenants import api as tenants
from madoguchi.modules.procedures import api as procedures
from madoguchi.site.key import KEY_FILE
from madoguchi.site.operation import engine, keys, machine, scanner, signing, vaults, work
from madoguchi.site.operation.finding import Finding, only_in_production
from madoguchi.site.outage import stands_in_the_way


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
    if not tenants.known_key():
        yield Finding(
            "warning",
            _("サーバーの鍵の印が、このデータベースにまだありません。鍵が変わっても分かりません。"),
            _("madoguchi setup を実行してください。"),
        )
    elif tenants.known_key() != tenants.key_fingerprint():
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
    if not validate_host(urlsplit(address).hostname or "", settings.ALLOWED_HOSTS):
        yield Finding(
            "fault",
            _("MADOGUCHI_HOSTS に、窓口のアドレス %(address)s のホスト名がありません。どのページも断られます。")
            % {"address": address},
            _("MADOGUCHI_HOSTS に書き足すか、MADOGUCHI_HOSTS を外してください。"),
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


def sign_on() -> Iterator[Finding]:
    """Calls the provider of each body that has opened one."""
    for row in identity.bodies_with_sign_on():
        words = {"body": row.tenant.name, "label": row.label}
        try:
            identity.examine(row.tenant)
        except identity.UnprovenError as refused:
            what = {**words, "why": identity.for_administrator(refused)}
            yield Finding(
                "warning",
                _("認証サーバー（%(body)s「%(label)s」）でログインできません：%(why)s") % what,
                _("団体の管理者が、「シングルサインオン」の画面の「設定を確かめる」で確かめてください。"),
            )
        else:
            yield Finding("ok", _("認証サーバー（%(body)s「%(label)s」）が応答します。") % words)


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
OF_OTHERS: tuple[Check, ...] = (sign_on,)  # machines that a body has named
OF_THE_MACHINE: tuple[Check, ...] = (
    machine.python, machine.clock, machine.storage, machine.static_files, machine.texts, machine.packs_folder,
    machine.modes, machine.system_checks, secrets, transport, mail,
)  # fmt: skip
OF_WHAT_IS_STORED: tuple[Check, ...] = (
    engine.database, same_key, vaults.same_key, work.clock, demonstration, work.unsent, work.background, work.seals,
    work.backups, bodies, departments, packs, scanner.scans, signing.signing,
)  # fmt: skip


def _broken(error: Exception) -> tuple[object, str]:
    """Why a check could not look, and what to do."""
    if isinstance(error, Error):  # of the database
        return stands_in_the_way(error)
    if isinstance(error, OSError):
        mend = _("サービスのユーザーが読めるようにしてください（chown、chmod）。")
        return f"{error.filename or ''} {error.strerror or error}".strip(), mend
    return error, _("madoguchi setup を実行してください。")


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
        checks += (*OF_WHAT_IS_STORED, *OF_OTHERS)
    for check in checks:
        try:
            found += check()
        except Exception as error:  # a broken check is a finding
            what, mend = _broken(error)
            told = _("%(check)s を調べられませんでした：%(error)s") % {"check": check.__name__, "error": what}
            found.append(Finding("fault", told, mend))
    return found
